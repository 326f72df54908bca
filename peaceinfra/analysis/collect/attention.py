"""What needs somebody's attention, by kind: the first few, for the first page. A question has all of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.collect.grounds import overdue_linkages
from peaceinfra.analysis.collect.lists import linkages_by_key
from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.core.models import Record
from processes.models import Claim
from secretariats.choices import ArchiveState, Lifecycle, Notice
from secretariats.models import ArchiveHandover, LifecycleChange

#: So many of a kind the first page names.
MOST_FIRST = 5
#: Of each kind so many are counted: what is more is “at least” so many.
MOST_COUNTED = 1000


class AttentionKind(TextChoices):
    """What there is to look at."""

    UNCONFIRMED = "not-confirmed", _("Linkages not confirmed within their review interval")
    CONTESTED = "contested", _("Facts on which sources disagree")
    SHORT_NOTICE = "short-notice", _("Bodies closed at short notice")
    LOST_ARCHIVE = "archives-not-preserved", _("Archives not preserved")


OF_BODIES = {AttentionKind.SHORT_NOTICE, AttentionKind.LOST_ARCHIVE}


@dataclass(frozen=True, slots=True)
class Attention:
    """Some of a kind, in order: linkages, (record, field), or bodies; `more` are not among them."""

    kind: AttentionKind
    found: Sequence[LinkageFact | tuple[Subject, str] | Subject]
    more: int = 0

    @property
    def is_counted(self) -> bool:
        """Whether there are no more than were counted."""
        return self.more < MOST_COUNTED - MOST_FIRST


def collect_attention(viewer, on: date) -> list[Attention]:
    """The first few of each kind and how many more there are, over what the viewer may see, as of a day."""
    keys = {kind: list(_keys(kind, viewer, on)[:MOST_COUNTED]) for kind in AttentionKind}
    first = {kind: found[:MOST_FIRST] for kind, found in keys.items()}
    named = _named(first, viewer)
    return [Attention(kind, named[kind], len(keys[kind]) - len(first[kind])) for kind in AttentionKind]


def _keys(kind: AttentionKind, viewer, on: date) -> QuerySet:
    """The keys of a kind in order: of linkages, of (record, field), of bodies."""
    match kind:
        case AttentionKind.UNCONFIRMED:
            return _unconfirmed(viewer, on)
        case AttentionKind.CONTESTED:
            rows = Claim.objects.shown_to(viewer).contested().annotate(newest=Max("updated_at"))
            return rows.order_by("-newest", "subject", "field").values_list("subject", "field")
        case AttentionKind.SHORT_NOTICE:
            rows = LifecycleChange.objects.shown_to(viewer).filter(
                Q(date_min=None) | Q(date_min__lte=on),
                status=Lifecycle.CLOSED,
                notice__in=(Notice.SHORT, Notice.NONE),
            )
            return _bodies(rows, on)
        case AttentionKind.LOST_ARCHIVE:
            rows = ArchiveHandover.objects.shown_to(viewer).filter(
                Q(start_min=None) | Q(start_min__lte=on), state=ArchiveState.NOT_PRESERVED
            )
            return _bodies(rows, on)


def _unconfirmed(viewer, on: date) -> QuerySet:
    """Those seen last the longest ago first."""
    rows = overdue_linkages(viewer, on)
    return rows.order_by(F("seen_on").asc(nulls_first=True), "pk").values_list("pk", flat=True)


def _bodies(rows: QuerySet, on: date) -> QuerySet:
    """Each body that can have begun by the day, once, by name: its rows without a date are as old as it is."""
    begun = Q(body__start_min=None) | Q(body__start_min__lte=on)
    rows = rows.filter(begun, body__retired=False).order_by("body__folded", "body")
    return rows.values_list("body", flat=True).distinct()


def _named(keys: dict[AttentionKind, list], viewer) -> dict[AttentionKind, list]:
    """The same as facts and records with their names; what is not shown is left out."""
    links = keys.get(AttentionKind.UNCONFIRMED)
    contested = keys.get(AttentionKind.CONTESTED, [])
    bodies = {kind: found for kind, found in keys.items() if kind in OF_BODIES}
    facts = linkages_by_key(links, viewer) if links is not None else {}
    subjects = {}
    if contested or bodies:
        named = {key for key, _field in contested} | {key for found in bodies.values() for key in found}
        subjects = collect_subjects(Record.objects.shown_to(viewer).filter(pk__in=named), viewer)
    return {
        AttentionKind.UNCONFIRMED: [facts[key] for key in links or () if key in facts],
        AttentionKind.CONTESTED: [(subjects[key], field) for key, field in contested if key in subjects],
        **{kind: [subjects[key] for key in found if key in subjects] for kind, found in bodies.items()},
    }
