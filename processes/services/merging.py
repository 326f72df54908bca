"""Two records of one thing become one: what names either names the kept one, and the other points to it.

Nothing is deleted and nothing becomes less protected; what was written can be undone (`unmerging`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.history import because
from peaceinfra.core.models import Detail
from peaceinfra.core.roles import may
from peaceinfra.core.visibility import viewer_of, visibility_of, whole_register
from peaceinfra.core.visibility.locks import lock_markings, lock_rows
from processes.choices import ClaimStatus, Polarity
from processes.models import Claim, Merge, RelativeBound
from processes.services import rules
from processes.services.claims import details_of
from processes.services.lowering import check_not_lowered, markings_touched
from processes.services.merge_items import Journal
from processes.services.merge_values import (
    KEPT,
    MERGED,
    check_kinds,
    differences,
    statements_left,
    take_values,
)
from processes.services.moving import Move
from processes.services.records import check_may_edit
from processes.services.relative_dates import follow_dates

#: So many rows whose two ends would be one are named.
MOST_NAMED = 5


@dataclass(frozen=True)
class MergeChoices:
    """What a steward chose. Of what is not chosen: the kept value, or the only one that there is or was accepted.

    fields     {name of a field: "kept" or "merged"}; a date and its kind go by the name of the date
    logs       {label of the model of a log: "kept", "merged" or "both"}; asked where both records have such a log
    drop_ends  rows that would join the record with itself, such as that one is a member of the other, are retired;
               else they refuse the merge
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    logs: Mapping[str, str] = field(default_factory=dict)
    drop_ends: bool = False


@transaction.atomic
def merge_records(
    kept: Model,
    merged: Model,
    choices: MergeChoices | None = None,
    *,
    by,
    reason: str,
    seen_versions: tuple[int, int] | None = None,
) -> Merge:
    """Merges `merged` into `kept`, two live records of one kind, and returns what was written of it.

    Every row that names the one names the other, hidden ones too; values are taken by choice; what would stand
    twice is folded; the kept record is as guarded as the more guarded of the two.

    by             a steward, or None for a command
    seen_versions  those of both that the steward looked at

    Raises NotAllowed, Stale, ValidationError (nothing was written: what to choose, or which rule is broken).
    """
    check_may_merge(by, reason)
    choices, viewer = choices or MergeChoices(), viewer_of(by, timezone.now().date()) if by else None
    lock_markings(alone=True)
    lock_rows([(type(record), record.pk) for record in (kept, merged)])
    kept, merged = _as_stored((kept, merged), seen_versions, viewer)
    with because(by, reason):
        return _Merging(kept, merged, choices, viewer, by).write(reason)


def check_may_merge(by, reason: str) -> None:
    if by is not None and not may(by, "merge"):
        raise NotAllowed
    check_may_edit(by, reason)


def _as_stored(pair, seen_versions, viewer) -> list[Model]:
    """Both as they are stored. A record that is hidden and one that is not there are refused alike."""
    first, second = pair
    if type(first)._meta.concrete_model is not type(second)._meta.concrete_model or first.pk == second.pk:
        raise ValidationError(_("Choose two records of one kind."))
    rows = type(first)._meta.concrete_model._base_manager.filter(retired=False)
    if viewer is not None:
        rows = rows.filter(visibility_of(type(first)).q(viewer))
    stored = rows.in_bulk([first.pk, second.pk])
    if len(stored) < 2:
        raise ValidationError(_("One of the two is not there any more."))
    found = [stored[first.pk], stored[second.pk]]
    for record, seen in zip(found, seen_versions or (), strict=False):
        if record.version != seen:
            raise Stale(record, seen)
    return found


class _Merging:
    def __init__(self, kept, merged, choices, viewer, by):
        self.kept, self.merged, self.choices, self.viewer, self.by = kept, merged, choices, viewer, by
        self.journal = Journal()
        self.guarded = merged.effective_level, set(merged.effective_teams)
        self.move = Move(viewer, self.journal, dict(choices.logs))

    def write(self, reason) -> Merge:
        changed = self._part_of_itself()
        found = differences(self.kept, self.merged, self.viewer)
        chosen = {one.field.name: one.taken(self.choices.fields) for one in found}
        check_kinds(self.kept, self.merged, chosen)
        left = statements_left(self.kept, self.merged, found, chosen, self.viewer)
        markings = markings_touched([self.kept])
        self._write_kept(
            [*changed, *take_values(found, chosen, (self.kept.pk, self.merged.pk)), *self._raised()]
        )
        self._add_details()
        self._add(left)
        with whole_register():
            self._supersede(found, chosen)
            self.move.run(type(self.kept), {self.merged.pk: self.kept.pk})
        self._check_choices()
        self._retire_merged()
        self._check(markings)
        follow_dates([self.kept, *(row for row in self.move.moved if isinstance(row, RelativeBound))])
        return self._save(reason)

    # --- the kept record ---

    def _write_kept(self, changed: list[tuple]):
        """`changed`: (holder, field, value before); of a field that was changed twice the first counts."""
        for holder in {id(holder): holder for holder, _field, _before in changed}.values():
            _write(holder)
            self.journal.note_version(holder)
        first = {(id(holder), one): (holder, one, before) for holder, one, before in reversed(changed)}
        for holder, one, before in first.values():
            self.journal.note(holder, one, before, getattr(holder, one.attname))

    def _raised(self) -> list[tuple]:
        """The marking of the kept record becomes the higher one."""
        if not hasattr(self.kept, "level"):
            return []
        teams = {record.team_id for record in (self.kept, self.merged)} - {None}
        if len(teams) > 1:
            raise ValidationError(
                _(
                    "The two are for different teams, and a record is for one at most. Change one of them first."
                )
            )
        level, before = self.kept._meta.get_field("level"), (self.kept.level, self.kept.team_id)
        levels = [self.kept.level, self.merged.level]
        if self.merged.effective_level > self.kept.effective_level:
            levels.append(self.merged.effective_level)
        self.kept.level, self.kept.team_id = max(levels), next(iter(teams), None)
        changed = zip((level, self.kept._meta.get_field("team")), before, strict=True)
        return [(self.kept, one, value) for one, value in changed if getattr(self.kept, one.attname) != value]

    def _part_of_itself(self) -> list[tuple]:
        """A reference of the kept record to the merged one, of which it would be a part."""
        found = []
        for one in self.kept._meta.concrete_fields:
            to_itself = one.is_relation and one.related_model is type(self.kept)
            if to_itself and getattr(self.kept, one.attname) == self.merged.pk:
                self.move.meeting.append(self.kept)
                found.append((self.kept, one, self.merged.pk))
                setattr(self.kept, one.attname, None)
        return found

    def _add_details(self):
        """What tells more about an actor, such as the form of a body, where only the merged record has it."""
        there = {type(row) for row in details_of(self.kept)}
        for row in details_of(self.merged):
            if type(row) not in there:
                self._take_detail(row)

    def _take_detail(self, row: Detail):
        model, retired = type(row), row._meta.get_field("retired")
        mine = model._base_manager.filter(pk=self.kept.pk).first() or model(pk=self.kept.pk)
        for one in model._meta.concrete_fields:
            if one.editable and not one.primary_key:
                if not mine._state.adding:
                    self.journal.note(mine, one, getattr(mine, one.attname), getattr(row, one.attname))
                setattr(mine, one.attname, getattr(row, one.attname))
        mine.retired = False
        _write(mine)
        self.journal.note(mine, retired, True, False)
        self.journal.note_version(mine)

    def _add(self, rows):
        for row in rows:
            row.full_clean()
            row.save(force_insert=True)
            row.refresh_from_db(fields=["version"])
            self.journal.note(row, row._meta.get_field("retired"), True, False)
            self.journal.note_version(row)

    # --- what hangs on the merged one ---

    def _supersede(self, found, chosen):
        """Accepted claims of a value that was not taken, also where the writer may not see them."""
        names = {
            side: [one.field.name for one in found if one.differs and chosen[one.field.name] != side]
            for side in (KEPT, MERGED)
        }
        accepted = Claim._base_manager.filter(
            retired=False,
            status=ClaimStatus.ACCEPTED,
            polarity=Polarity.SUPPORTS,
            subject__in=[self.kept.pk, self.merged.pk],
        )
        lost = {self.kept.pk: set(names[KEPT]), self.merged.pk: set(names[MERGED])}
        rows = [claim for claim in accepted.order_by("pk") if claim.field in lost[claim.subject_id]]
        status = Claim._meta.get_field("status")
        self.journal.write(Claim, [status], {claim: {status: ClaimStatus.SUPERSEDED.value} for claim in rows})

    def _retire_merged(self):
        retired = self.merged._meta.get_field("retired")
        self.merged.retired = True
        self.merged.save(update_fields=["retired"])
        self.merged.refresh_from_db(fields=["version"])
        self.journal.note(self.merged, retired, False, True)
        self.journal.note_version(self.merged)

    # --- whether it fits ---

    def _check_choices(self):
        if self.move.meeting and not self.choices.drop_ends:
            named = ", ".join(f"“{row}”" for row in self.move.meeting[:MOST_NAMED])
            message = _(
                "%(rows)s would join the record with itself. Choose that what joins the two is retired, or correct"
                " it first."
            )
            raise ValidationError(message % {"rows": named})
        if self.move.twofold:
            named = ", ".join(str(model._meta.verbose_name_plural) for model in self.move.twofold.values())
            message = _(
                "Both have such a log: %(logs)s. Choose one of the two, or both in the order of their days."
            )
            raise ValidationError(message % {"logs": named})

    def _check(self, markings):
        self.kept.refresh_from_db()
        level, teams = self.guarded
        if self.kept.effective_level < level or not teams.issubset(self.kept.effective_teams):
            raise ValidationError(
                _(
                    "“%(merged)s” is guarded by what it belongs to, and “%(kept)s” would not be: what belongs to it"
                    " would become less protected. Protect the kept record first."
                )
                % {"merged": self.merged, "kept": self.kept}
            )
        check_not_lowered(markings, [self.kept], self.by)
        rows = [self.kept, *self.move.moved]
        for record, name, message in rules.faults_between(rows, {}):
            error = ValidationError({name: message} if record is self.kept else f"{record}: {message}")
            error.record = record
            raise error
        for (model, key), stored in self.move.stored_logs.items():
            owner = rules.owner_field(model).attname
            log = model._base_manager.filter(**{owner: key}, retired=False)
            rules.check_log(model, log, *stored, are_stored=True)

    def _save(self, reason) -> Merge:
        with whole_register():
            merge = Merge.objects.create(
                kept_id=self.kept.pk,
                merged_id=self.merged.pk,
                reason=reason[:300],
                made_by=self.by,
            )
            self.journal.save(merge)
        merge.refresh_from_db()
        return merge


def _write(record):
    record.full_clean()
    record.save()
    record.refresh_from_db(fields=["version"])
