"""Ids in other registers, asked of the database: those that a viewer may see, and what they are ids of."""

from django.db.models import Q

from peaceinfra.core.models import Record


def schemes_shown_to(viewer) -> list[str]:
    """The names of the other registers of which the viewer may see an id, in order."""
    return sorted(set(external_ids_shown_to(viewer).values_list("scheme", flat=True).distinct()))


def external_ids_shown_to(viewer):
    return Record.external_ids.rel.related_model.objects.shown_to(viewer)


def identified_by(external_ids, viewer):
    """The keys of the records that have one of these (register, id) in another register."""
    rows = external_ids_shown_to(viewer)
    condition = Q()
    for scheme, value in external_ids:
        condition |= Q(scheme__iexact=scheme, value__iexact=value)
    return rows.filter(condition).values("subject")
