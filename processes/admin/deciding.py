"""What a steward must know to decide about a claim: what its field holds, what else is said, what would change."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from peaceinfra.core.registry import column_of, instances
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.wording import Wording, label_references
from processes.choices import ClaimStatus, Polarity
from processes.models import Claim
from processes.services import claimable_fields


@dataclass(frozen=True)
class Beside:
    """Another claim on the same field, in words."""

    url: str
    value: str
    claim: Claim


@dataclass(frozen=True)
class Standing:
    """Where a claim stands, as far as one viewer may see it.

    record   what it is about, None where that is not shown; `url` is its screen, "" where it has none
    label    the field, as the screen of the record names it; `said` what the claim says of it
    has_it   whether the record has that field: some claims speak of what no field holds
    now      what the field holds, "" where nothing is recorded
    """

    record: object
    url: str
    label: str
    said: str
    has_it: bool
    now: str
    beside: list[Beside] = field(default_factory=list)

    @property
    def now_text(self) -> str:
        return self.now or _("none recorded")

    @property
    def supersedes(self) -> bool:
        """Whether a statement that was accepted earlier gives way to one that is accepted now."""
        return any(
            other.claim.status == ClaimStatus.ACCEPTED and other.claim.polarity == Polarity.SUPPORTS
            for other in self.beside
        )


def standing(claim: Claim, viewer) -> Standing:
    """A fixed number of queries, and one for each record that a value names."""
    wording = Wording(viewer)
    label, said = wording.claimed(claim)
    record = instances(
        [claim.subject],
        lambda model: model.objects.visible_to(viewer).select_related(*label_references(model)),
    ).get(claim.subject_id)
    holder, column = claimable_fields(record).get(claim.field, (None, None)) if record else (None, None)
    url = screen_of(claim.subject) if record and not record.retired else ""
    now = wording.value(holder, column) if holder else ""
    return Standing(record, url, label, said, bool(holder), now, _beside(claim, wording))


def _beside(claim, wording):
    """What holds first, then what is proposed, then what was settled."""
    about = {"subject": claim.subject_id, "field": claim.field}
    claims = Claim.objects.shown_to(wording.viewer).filter(**about).exclude(pk=claim.pk)
    claims = list(claims.select_related("subject", "source").order_by("pk"))
    order = [ClaimStatus.ACCEPTED, ClaimStatus.DISPUTED, ClaimStatus.PROPOSED]
    claims.sort(key=lambda other: order.index(other.status) if other.status in order else len(order))
    wording.read_ahead(claims)
    return [
        Beside(reverse("admin:processes_claim_change", args=[other.pk]), wording.claimed(other)[1], other)
        for other in claims
    ]


def effect_of_accepting(claim: Claim, found: Standing) -> str:
    """What would change, before it does."""
    words = {"field": found.label, "now": found.now_text, "said": found.said}
    if claim.polarity != Polarity.SUPPORTS:
        return _("%(field)s stays as it is: %(now)s. The statement is kept beside the others.") % words
    if not found.has_it:
        return _("Nothing: no field of the record holds “%(field)s”, so this cannot be accepted.") % words
    change = _("%(field)s: %(now)s → %(said)s") if found.now != found.said else _("%(field)s stays %(now)s")
    return (change % words) + (
        _(". The earlier statement is kept as superseded.") if found.supersedes else "."
    )


def accepted_words(claim: Claim, found: Standing) -> str:
    """What was done, said to who accepted; `found` as it stood before."""
    words = {"field": found.label, "record": found.record, "now": found.now_text, "said": found.said}
    if claim.polarity != Polarity.SUPPORTS:
        return (
            _("The statement is accepted beside the others. %(field)s of %(record)s stays as it is: %(now)s.")
            % words
        )
    text = _("%(field)s of %(record)s is now %(said)s.") % words
    return f"{text} {_('The earlier statement is superseded.')}" if found.supersedes else text


def rejected_words(found: Standing) -> str:
    words = {"field": found.label, "record": found.record, "now": found.now_text}
    if not found.has_it:
        return _("The statement about %(record)s is rejected.") % words
    return _("The statement is rejected. %(field)s of %(record)s stays as it is: %(now)s.") % words


def proposed_words(claims: list[Claim]) -> str:
    """Said to who typed new values for fields about which a steward had decided."""
    columns = [column_of(claim.subject.kind, claim.field) for claim in claims]
    names = ", ".join(dict.fromkeys(str(column.verbose_name) for column in columns))
    return _(
        "A steward decided about: %(fields)s. There the record keeps its value, and yours is now a proposed claim:"
        " a steward accepts or rejects it."
    ) % {"fields": names}
