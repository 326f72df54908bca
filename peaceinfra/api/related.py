"""What each kind of record brings along, in a fixed number of queries, each through `shown_to`.

With a day, dated parts carry their certainty and leave out what certainly did not hold.
"""

from dataclasses import dataclass

from django.db.models import Model, Prefetch

from peaceinfra.core.dates.querysets import DatedQuerySet
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.numbering import numbered, numbering_of
from processes.models import (
    ActorName,
    ConflictLink,
    Lineage,
    Listing,
    MomentumChange,
    Participation,
    PhaseChange,
    Side,
    Signatory,
)
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    BodyRelation,
    ChannelChange,
    ChannelEnd,
    EarlierForm,
    LifecycleChange,
    Means,
    Membership,
    Principal,
    Seat,
    Succession,
)
from tracks.models import Intermediary


@dataclass(frozen=True)
class Part:
    """Rows that are told with the record they belong to.

    accessor    the name under which they hang on the record
    live        foreign keys whose records must not be retired
    """

    model: type[Model]
    accessor: str
    live: tuple[str, ...] = ()

    def prefetch(self, viewer, day) -> Prefetch:
        rows = self.model.objects.shown_to(viewer).filter(**{f"{end}__retired": False for end in self.live})
        if day and isinstance(rows, DatedQuerySet):
            rows = rows.possible_on(day).with_certainty(day, REVIEW_DAYS)
        rows = rows.select_related(*named_references(self.model)).order_by("pk")
        if numbering := numbering_of(self.model):
            rows = numbered(rows).order_by(numbering.place, "pk")
        return Prefetch(self.accessor, rows)


CONFLICT = (Part(ConflictLink, "process_links", ("process",)),)
PROCESS = (
    Part(ConflictLink, "conflict_links", ("conflict",)),
    Part(Side, "sides"),
    Part(PhaseChange, "phases"),
    Part(MomentumChange, "momenta"),
)
ACTOR = (
    Part(ActorName, "names"),
    Part(Lineage, "origins", ("origin",)),
    Part(Listing, "listings", ("authority",)),
)
BODY = (
    *ACTOR,
    Part(Seat, "seats", ("place",)),
    Part(EarlierForm, "earlier_forms"),
    Part(Principal, "principals", ("principal",)),
    Part(Membership, "memberships", ("member",)),
    Part(BodyRelation, "body_relations", ("other",)),
    Part(Means, "means"),
    Part(LifecycleChange, "lifecycle"),
    Part(Succession, "predecessions", ("predecessor",)),
    Part(Succession, "successions", ("successor",)),
    Part(ArchiveHandover, "archive_handovers"),
)
POST = (Part(Appointment, "appointments", ("person",)),)
CHANNEL = (
    Part(ChannelEnd, "ends", ("actor",)),
    Part(ChannelChange, "states"),
)
EVENT = (Part(Participation, "participations", ("actor",)),)
AGREEMENT = (Part(Signatory, "signatories", ("actor",)),)
LINKAGE = (Part(Intermediary, "intermediaries", ("actor",)),)


def named_references(model: type[Model]) -> list[str]:
    """Every record that one of this model names, and those that the words of these name in turn."""
    found = []
    for field in _keys(model):
        found.append(field.name)
        found += [f"{field.name}__{key.name}" for key in _keys(field.related_model) if not key.null]
    return found


def _keys(model: type[Model]) -> list:
    return [field for field in model._meta.concrete_fields if field.many_to_one and field.name != "team"]


def with_parts(rows, parts, viewer, day, joined=()):
    """The rows with what they name, with `joined` details, and with their parts."""
    rows = (
        rows.select_related(*named_references(rows.model), *joined)
        if named_references(rows.model) or joined
        else rows
    )
    return rows.prefetch_related(*prefetches(parts, viewer, day))


def prefetches(parts, viewer, day) -> list[Prefetch]:
    """What reads the parts with the records that they belong to."""
    return [part.prefetch(viewer, day) for part in parts]
