"""Raising a marking is immediate. Lowering it takes two persons, by whichever way it falls.

A marking in force falls not only by typing a lower level: also by moving a record to other ends, by taking
off who decided, by moving a guarded intermediary off a linkage, or by accepting a claim that does one of these.
So the markings of all that a write touches are compared before and after. See `requests` for the two persons.

From partner to public one person suffices, but not for a person who did not agree to be named in public.
"""

from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.roles import may
from peaceinfra.core.visibility.locks import lent_to
from processes.consents import without_consent
from processes.models import Actor, ActorName


class Lowered(ValidationError):
    """Nothing was written: it would make `record`, or what that lends its marking to, less protected."""

    def __init__(self, message, record):
        super().__init__(message)
        self.record = record


class Marking(NamedTuple):
    """The typed marking (None where the model has none of its own), and the one in force."""

    level: int | None
    team: int | None
    level_in_force: int
    teams_in_force: frozenset

    def is_lower_than(self, before: "Marking") -> bool:
        """Whether more readers see the record, or will once something else changes."""
        return (
            self.level_in_force < before.level_in_force > Level.PARTNER
            or not before.teams_in_force <= self.teams_in_force
            or self.is_typed_lower_than(before)
        )

    def is_typed_lower_than(self, before: "Marking") -> bool:
        typed = before.level is not None and self.level < before.level > Level.PARTNER
        return typed or bool(before.team and before.team != self.team)


def markings_touched(records) -> dict[tuple, Marking]:
    """{(model, key): marking} of the stored rows of these records, and of what their rows lend a marking to.

    Asked before a write, for `check_not_lowered` after it; a query for each model, and one for each relation by
    which its rows lend. Who writes what moves a marking is alone (`locking`): nobody raises one meanwhile.
    """
    found = {}
    for model, keys in touched_keys(records).items():
        found |= stored_markings(model._base_manager.all(), keys)
    return found


def stored_markings(rows, keys) -> dict[tuple, Marking]:
    """{(model, key): marking} of some of these rows, as the triggers left it."""
    model = rows.model
    own = [name if hasattr(model, name) else "" for name in ("level", "team_id")]
    columns = [name for name in own if name]
    rows = rows.filter(pk__in=keys)
    return {
        (model, row["pk"]): Marking(
            *(row.get(name) for name in own), row["effective_level"], frozenset(row["effective_teams"])
        )
        for row in rows.values("pk", *columns, "effective_level", "effective_teams")
    }


def check_not_lowered(before, records, by) -> None:
    """Called in the transaction of a write, after it. Raises Lowered.

    before  what `markings_touched` said of the records
    by      None is an operator's command, which is not asked for a second person
    """
    if by is None or not (fallen := fallen_since(before)):
        return
    record = _at_fault(records, fallen)
    model = type(record)._meta.concrete_model
    marking, now = before.get((model, record.pk)), fallen.get((model, record.pk))
    field = "level" if now and now.is_typed_lower_than(marking) else NON_FIELD_ERRORS
    raise Lowered({field: lowered_words(by)}, record)


def fallen_since(before) -> dict[tuple, Marking]:
    """{(model, key): marking now} of the rows that became less protected."""
    keys, fallen = {}, {}
    for model, key in before:
        keys.setdefault(model, set()).add(key)
    for model, ones in keys.items():
        now = stored_markings(model._base_manager.all(), ones)
        fallen |= {row: marking for row, marking in now.items() if marking.is_lower_than(before[row])}
        if model in (Actor, ActorName):
            fallen |= _made_public_unasked(model, before, now)
    return fallen


def _made_public_unasked(model, before, now) -> dict[tuple, Marking]:
    """The people who become public by their record or by a name, and did not agree to it."""
    shown = {
        row: marking
        for row, marking in now.items()
        if marking.level_in_force == Level.PUBLIC < before[row].level_in_force and not marking.teams_in_force
    }
    if not shown:
        return {}
    people = {key: key for _model, key in shown}
    if model is ActorName:
        people = dict(ActorName._base_manager.filter(pk__in=people).values_list("pk", "actor"))
    unasked = without_consent(dict.fromkeys(people.values(), Level.PUBLIC), timezone.now().date())
    named = {person.pk for person in unasked}
    return {row: marking for row, marking in shown.items() if people[row[1]] in named}


def lowered_words(by) -> str:
    if may(by, "lower_marking"):
        return _("Another steward has to agree before this becomes less protected.")
    return _("Only a steward can make this less protected.")


def touched_keys(records) -> dict:
    """{model: keys} of the stored rows of these records, and of what they lend a marking to now."""
    keys = {}
    for record in records:
        if not record._state.adding:
            keys.setdefault(record._meta.concrete_model, set()).add(record.pk)
    for model, ones in [*keys.items()]:
        for field in lent_to(model):
            stored = model._base_manager.filter(pk__in=ones).values_list(field.attname, flat=True)
            keys.setdefault(field.related_model, set()).update(stored)
    return keys


def _at_fault(records, fallen):
    """The record that was written and fell, or else the row that no longer lends its marking to what fell."""
    for record in records:
        if (record._meta.concrete_model, record.pk) in fallen:
            return record
    return next((record for record in records if lent_to(type(record))), records[0])
