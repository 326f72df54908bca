"""A consent that is withdrawn: the person is restricted at once. And who would be shown without having agreed."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.history import because
from processes.choices import ConsentScope, ConsentState
from processes.consents import Standing, without_consent
from processes.models import Actor, ActorName, Consent


def people_of_withdrawals(records: Iterable) -> list[Actor]:
    """The people who are to be restricted by what is about to be written, of those that are stored."""
    return people_to_restrict(who_withdraws(records))


def people_to_restrict(keys: Iterable[int]) -> list[Actor]:
    """Those of them who are marked lower."""
    return [*Actor._base_manager.filter(pk__in=keys, level__lt=Level.RESTRICTED)] if keys else []


def who_withdraws(records: Iterable) -> set[int]:
    """The keys of the people who withdraw a consent by what is about to be written.

    That they are not to be contacted any more shows them to nobody.
    """
    withdrawn = [
        record
        for record in records
        if isinstance(record, Consent) and record.withdrawn_on and record.scope != ConsentScope.CONTACTED
    ]
    if not withdrawn:
        return set()
    before = Consent._base_manager.filter(pk__in=[consent.pk for consent in withdrawn])
    known = set(before.exclude(withdrawn_on=None).values_list("pk", flat=True))
    return {consent.actor_id for consent in withdrawn if consent.pk not in known}


def lowered_though_withdrawn(records: Iterable) -> list[Actor]:
    """The people, of those about to be written, who would be less than restricted though they withdrew the consent."""
    levels = {
        record.pk: record.level
        for record in records
        if isinstance(record, Actor) and record.level < Level.RESTRICTED
    }
    restricted = Actor._base_manager.filter(pk__in=levels, level__gte=Level.RESTRICTED)
    levels = {key: levels[key] for key in restricted.values_list("pk", flat=True)}
    found = without_consent(levels, timezone.now().date()) if levels else {}
    return [person for person, standing in found.items() if standing.state == ConsentState.WITHDRAWN]


def restrict(people: list[Actor], by) -> None:
    """Raises what is marked lower; the rows of the people are locked already."""
    with because(by, _("A consent was withdrawn.")):
        for person in people:
            person.level = Level.RESTRICTED
            person.save(update_fields=["level"])


def shown_without_consent(shown: Iterable) -> dict[Actor, Standing]:
    """The people who would be named to partners or in public, by the record or by a name, and did not agree to that.

    shown   what an `Effect` says newly becomes visible
    """
    names = {}
    levels = {}
    for row in shown:
        level = row.after.level_in_force
        if level > Level.PARTNER or row.after.teams_in_force:
            continue
        if row.model is Actor:
            levels[row.key] = min(level, levels.get(row.key, level))
        elif row.model is ActorName:
            names[row.key] = level
    for key, actor in ActorName._base_manager.filter(pk__in=names).values_list("pk", "actor"):
        levels[actor] = min(names[key], levels.get(actor, names[key]))
    return without_consent(levels, timezone.now().date()) if levels else {}
