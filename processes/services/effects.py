"""What newly becomes visible by a change of markings, found out by making the change and taking it back."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, Max, Q, Value

from peaceinfra.core.choices import Level
from peaceinfra.core.models import Proposal, ProposalName, Record
from peaceinfra.core.visibility import Viewer, visibility_of
from peaceinfra.core.visibility.inspection import guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility
from processes.models import Batch, Judgement, LoweringItem, LoweringRequest, Merge, MergeItem, OpenMatch
from processes.services.lowering import Marking, stored_markings, touched_keys

#: The requests themselves keep the marking from before; merges are seen by who may see both records; what partners
#: propose is not in the register yet; batches, and what waits to be matched, are work.
NOT_OF_THE_REGISTER = (
    *(LoweringRequest, LoweringItem, Merge, MergeItem, Proposal, ProposalName),
    *(Batch, Judgement, OpenMatch),
)


@dataclass(frozen=True)
class Shown:
    """A record that more readers would see."""

    model: type
    key: int
    before: Marking
    after: Marking


@dataclass(frozen=True)
class Audience:
    """Readers of one clearance, without a team or with some, and how much they would newly see."""

    viewer: Viewer
    records: int
    versions: int


@dataclass(frozen=True)
class Effect:
    """All that its asker may see now and that others would newly see, dependents included."""

    records: list[Shown] = field(default_factory=list)
    audiences: list[Audience] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Alike for the same effect: whether it is still what somebody looked at."""
        rows = sorted(
            (row.model._meta.label, row.key, *_plain(row.before), *_plain(row.after)) for row in self.records
        )
        readers = [
            (group.viewer.level, sorted(group.viewer.teams), group.records, group.versions)
            for group in self.audiences
        ]
        return hashlib.sha256(repr((rows, readers)).encode()).hexdigest()[:32]


class _TakenBack(Exception):
    pass


def effect_of(write: Callable[[], object], records: list, viewer: Viewer) -> Effect:
    """What more readers would see if `write()` were done, of what `viewer` may see; nothing stays written.

    records  those that `write` changes

    The number of queries depends on the kinds of records that hang together, not on how many there are.
    """
    markings = _hanging_together(records, viewer)
    histories = _histories_naming(markings, viewer)
    try:
        with transaction.atomic():
            write()
            shown = _newly_shown(markings)
            readers = _readers(shown)
            after = _versions_seen(histories, readers)
            raise _TakenBack
    except _TakenBack:
        before = _versions_seen(histories, readers)
    audiences = [
        Audience(reader, sum(_gains(reader, row) for row in shown), then - now)
        for reader, now, then in zip(readers, before, after, strict=True)
    ]
    return Effect(shown, [group for group in audiences if group.records or group.versions])


def _hanging_together(records, viewer) -> dict:
    """{(model, key): marking} of the records, and of all that takes a marking from them by however many steps."""
    found, waiting = {}, touched_keys(records)
    while waiting:
        new = {}
        for model, keys in waiting.items():
            rows = model._base_manager.filter(visibility_of(model).q(viewer))
            new |= stored_markings(rows, keys)
        found |= (new := {row: marking for row, marking in new.items() if row not in found})
        waiting = _taking_from(_keys_by_model(new), found)
    return found


def _taking_from(keys, found) -> dict:
    """{model: keys} of the rows that take their marking directly from rows of these `keys`, but those in `found`."""
    models, rows = [], []
    for model in models_of_register():
        rule = visibility_of(model)
        for condition in _pointing_at(model, rule.through, keys):
            models.append(model)
            rows.append(model._base_manager.filter(condition).values_list(Value(len(rows)), "pk"))
        for label, parent, lender in rule.lends:
            part = model._meta.apps.get_model(label)
            for condition in _pointing_at(part, [lender], keys):
                models.append(model)
                rows.append(
                    part._base_manager.filter(condition).values_list(Value(len(rows)), f"{parent}_id")
                )
    taking = {(models[place], key) for place, key in _together(rows)}
    return _keys_by_model(taking - found.keys())


def _together(rows):
    """The rows of several querysets by one query: there are as many as kinds of records, and few hold any."""
    return rows[0].union(*rows[1:], all=True) if rows else []


def _pointing_at(model, names, keys):
    """A condition for each of the references `names` that can point at a row of `keys`."""
    for name in names:
        target = model._meta.get_field(name).related_model._meta.concrete_model
        wanted = set().union(*keys.values()) if target is Record else keys.get(target)
        if wanted:
            yield Q(**{f"{name}__in": wanted})


def _histories_naming(rows, viewer) -> list:
    """Versions, one queryset for each model that has any, of these rows or of what pointed at one of them once."""
    keys, naming = _keys_by_model(rows), []
    for model in models_of_register():
        history = model.events.rel.related_model
        conditions = [*_pointing_at(model, visibility_of(model).through, keys)]
        if model in keys:
            conditions.append(Q(pgh_obj__in=keys[model]))
        if conditions:
            naming.append(history.objects.filter(reduce(or_, conditions)))
    some = [versions.values_list(Value(place))[:1] for place, versions in enumerate(naming)]
    found = []
    for (place,) in _together(some):
        versions = naming[place].filter(visibility_of(naming[place].model).q(viewer))
        # Those that there are now: what is tried for a moment makes versions of its own.
        if last := versions.aggregate(last=Max("pgh_id"))["last"]:
            found.append(versions.filter(pgh_id__lte=last))
    return found


def _versions_seen(histories, readers) -> list[int]:
    """How many of the versions each of the readers may see."""
    numbers = [0] * len(readers)
    for versions in histories:
        rule = visibility_of(versions.model)
        seen = [Count("pk", filter=rule.q(reader)) for reader in readers]
        counted = versions.aggregate(**{f"of_{place}": number for place, number in enumerate(seen)})
        numbers = [number + counted[f"of_{place}"] for place, number in enumerate(numbers)]
    return numbers


def _newly_shown(before) -> list[Shown]:
    after = {}
    for model, keys in _keys_by_model(before).items():
        after |= stored_markings(model._base_manager.all(), keys)
    return [
        Shown(*row, marking, after[row])
        for row, marking in before.items()
        if row in after and _reads_wider(after[row], marking)
    ]


def _reads_wider(after, before):
    return after.level_in_force < before.level_in_force or not before.teams_in_force <= after.teams_in_force


def _readers(shown) -> list[Viewer]:
    """Everybody, each clearance, and the members of the teams that the records would be for."""
    teams = sorted({row.after.teams_in_force for row in shown if row.after.teams_in_force}, key=sorted)
    highest = max((row.after.level_in_force for row in shown), default=Level.PUBLIC)
    return [*(Viewer(level) for level in Level), *(Viewer(highest, frozenset(some)) for some in teams)]


def _gains(reader, row) -> bool:
    return _may_read(reader, row.after) and not _may_read(reader, row.before)


def _may_read(reader, marking):
    return marking.level_in_force <= reader.level and marking.teams_in_force <= reader.teams


def models_of_register() -> list[type]:
    """The guarded models whose rows hang on others."""
    return [
        model
        for model in guarded_models()
        if model not in NOT_OF_THE_REGISTER
        and not isinstance(visibility_of(model), HistoryVisibility)
        and not visibility_of(model).stored
    ]


def _keys_by_model(rows) -> dict:
    keys = defaultdict(set)
    for model, key in rows:
        keys[model].add(key)
    return keys


def _plain(marking):
    return (marking.level_in_force, sorted(marking.teams_in_force))
