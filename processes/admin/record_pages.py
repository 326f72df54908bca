"""What leads from the screen of a record to its page, and what rests on sources there."""

from django.urls import NoReverseMatch, reverse

from processes.choices import ClaimStatus, Polarity
from processes.models import Claim, PeaceProcess


def page_of_record(record) -> str:
    """The address of the page that readers see; "" where its kind has none of its own."""
    model = record._meta.concrete_model
    name = "process" if model is PeaceProcess else model._meta.model_name
    try:
        return reverse(f"{name}_detail", args=[record.public_id])
    except NoReverseMatch:
        return ""


def sourced_fields(record, viewer) -> list[str]:
    """Names of the fields that rest on a source: who changes one is asked for the source of the new value."""
    rows = Claim.objects.shown_to(viewer).filter(
        subject=record.pk, status=ClaimStatus.ACCEPTED, polarity=Polarity.SUPPORTS
    )
    return sorted(set(rows.values_list("field", flat=True)))
