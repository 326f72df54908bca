"""What follows from a record and is never typed, shown read-only on its screen; over what the viewer may see."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.rows import (
    actors_by_key,
    linkage_rows,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.collect.sides import collect_sides
from peaceinfra.analysis.collect.standings import collect_served
from peaceinfra.analysis.functions import unperformed_tasks
from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.dates.words import day_text
from processes.models import Actor, Claim, LogRow
from secretariats.choices import Task
from secretariats.models import Function, Membership, Principal
from tracks.models import Linkage


def derived_facts(record, viewer) -> list[tuple[str, str]]:
    """(label, text) for the head of a record's screen."""
    facts = [*_days(record), *_states(record, viewer)]
    if isinstance(record, Actor) and record.is_body:
        facts += _of_body(record, viewer)
    if isinstance(record, Linkage):
        facts += _of_linkage(record, viewer)
    return facts


def _days(record):
    """The dates as they are understood, and the four days that follow from them."""
    if isinstance(record, Claim) and not _says_when(record):
        return
    if isinstance(record, Dated):
        yield _("When it held"), record.dates_text
        yield _("Start, earliest and latest"), _between(record.start_min, record.start_max)
        yield _("End, earliest and latest"), _between(record.end_min, record.end_max)
        if beyond := ", ".join(map(str, record.ends_exceeded())):
            yield _("To check"), _("It goes beyond the recorded dates of %(ends)s.") % {"ends": beyond}
    elif isinstance(record, DatedStatus):
        yield _("When it changed"), record.date_text
        yield _("Earliest and latest"), _between(record.date_min, record.date_max)


def _says_when(claim):
    """Most sources give a value without saying when it held."""
    return claim.start_kind != StartKind.UNKNOWN or claim.end_kind != EndKind.UNKNOWN or claim.narrowing


def _between(first, last):
    return " – ".join(day_text(day) if day else _("open") for day in (first, last))


def _states(record, viewer):
    """The state with which each of its logs ends."""
    for relation in type(record)._meta.related_objects:
        log = relation.related_model
        if not issubclass(log, LogRow) or (isinstance(record, Actor) and not record.is_body):
            continue
        rows = log.objects.shown_to(viewer).filter(**{relation.field.name: record.pk})
        state = derived.status([row.entry for row in rows], None, record).status
        field = log._meta.get_field("status")
        words = dict(field.flatchoices).get(state) or _("none recorded")
        yield _("In the last row of the log: %(what)s") % {"what": field.verbose_name}, str(words)


def _of_body(actor, viewer):
    rows = Principal.objects.shown_to(viewer).filter(body=actor.pk, principal__retired=False)
    served = collect_served(rows.values_list("body_id", "principal_id", "process_id", "side_id"), viewer)
    members = Membership.objects.shown_to(viewer).filter(body=actor.pk)
    functions = Function.objects.shown_to(viewer).filter(body=actor.pk)
    yield _("Composition"), str(derived.composition(served.get(actor.pk, ())).label)
    yield _("Hybrid"), _("yes") if derived.hybrid(members) else _("not by the members recorded")
    missing = [str(Task(task).label) for task in unperformed_tasks(functions)]
    if missing:
        yield _("Mandated, no performance recorded"), ", ".join(missing)


def _of_linkage(linkage, viewer):
    rows = linkage_rows(viewer, Q(pk=linkage.pk))
    actors = actors_by_key({linkage.source_id, linkage.target_id}, viewer)
    names = process_names({linkage.process_id}, viewer)
    for fact in linkages_of(rows, {}, actors, names):
        sides = collect_sides([fact], viewer).get(linkage.process_id, {})
        today = timezone.now().date()
        freshness = derived.freshness_on(fact, today)
        yield _("Orientation"), str(derived.orientation(fact.source, fact.target, sides).label)
        yield _("Freshness"), freshness.label if freshness else derived.without_freshness(fact, today)
