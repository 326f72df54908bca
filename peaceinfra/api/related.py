"""What each kind of record brings along, in a fixed number of queries, each through `shown_to`.

Every function takes the rows of one kind and returns them with their parts. With a day, dated parts carry
their certainty and leave out what certainly did not hold.
"""

from django.db.models import Prefetch

from peaceinfra.core.filtering import REVIEW_DAYS
from processes.models import ActorName, Lineage, MomentumChange, PhaseChange
from secretariats.models import LifecycleChange, Principal
from tracks.models import Intermediary


def with_process_parts(rows, viewer, day):
    return rows.select_related("parent").prefetch_related(
        Prefetch("phases", PhaseChange.objects.shown_to(viewer).select_related("decided_by")),
        Prefetch("momenta", MomentumChange.objects.shown_to(viewer).select_related("decided_by")),
    )


def with_actor_parts(rows, viewer, day):
    origins = Lineage.objects.shown_to(viewer).filter(origin__retired=False).select_related("origin")
    return rows.prefetch_related(
        Prefetch("names", ActorName.objects.shown_to(viewer).order_by("pk")),
        Prefetch("origins", (origins.possible_on(day) if day else origins).order_by("pk")),
    )


def with_body_parts(rows, viewer, day):
    principals = Principal.objects.shown_to(viewer).filter(principal__retired=False)
    if day:
        principals = principals.possible_on(day).with_certainty(day, REVIEW_DAYS)
    principals = principals.select_related("principal", "process").order_by("pk")
    lifecycle = LifecycleChange.objects.shown_to(viewer).select_related("decided_by")
    return (
        with_actor_parts(rows, viewer, day)
        .select_related("body__seat", "secretariat")
        .prefetch_related(Prefetch("principals", principals), Prefetch("lifecycle", lifecycle))
    )


def with_role_parts(rows, viewer, day):
    return rows.select_related("actor", "process", "recognised_by", "appointed_by")


def with_event_parts(rows, viewer, day):
    return rows.select_related("process", "held_by", "place")


def with_linkage_parts(rows, viewer, day):
    through = Intermediary.objects.shown_to(viewer).select_related("actor").order_by("position", "pk")
    return rows.select_related("source", "target", "process").prefetch_related(
        Prefetch("intermediaries", through)
    )


def with_evidence_parts(rows, viewer, day):
    return rows.select_related("source", "subject")


def alone(rows, viewer, day):
    """A kind without parts."""
    return rows
