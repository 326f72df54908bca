"""A consent that is withdrawn: the person is restricted at once. And who would be shown without having agreed."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.history import because
from processes.choices import ConsentScope
from processes.consents import Standing, without_consent
from processes.models import Actor, ActorName, Consent


def people_of_withdrawals(records: Iterable) -> list[Actor]:
    """The people who are to be restricted by what is about to be written: a consent that is newly withdrawn.

    That they are not to be contacted any more shows them to nobody.
    """
    withdrawn = [
        record
        for record in records
        if isinstance(record, Consent) and record.withdrawn_on and record.scope != ConsentScope.CONTACTED
    ]
    if not withdrawn:
        return []
    before = Consent._base_manager.filter(pk__in=[consent.pk for consent in withdrawn])
    known = set(before.exclude(withdrawn_on=None).values_list("pk", flat=True))
    keys = {consent.actor_id for consent in withdrawn if consent.pk not in known}
    return [*Actor._base_manager.filter(pk__in=keys, level__lt=Level.RESTRICTED)]


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
