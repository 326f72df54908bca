"""The filters of sources, claims and citations."""

from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import Codes, DatedFilterSet, PublicIds, RegisterFilterSet, Repeated
from processes.choices import ClaimStatus, Credibility, Match, NoteKind, Polarity, Reliability, SourceKind
from processes.filters.bases import NamedFilterSet
from processes.models import Citation, Claim, Derivation, ExternalId, Note, RelativeBound, Source


class SourceFilterSet(NamedFilterSet, RegisterFilterSet):
    kind = Codes(SourceKind, field_name="kind", label=_("kind"))
    reliability = Codes(Reliability, field_name="reliability", label=_("reliability"))

    class Meta:
        model = Source
        fields = []


class EvidenceFilterSet(FilterSet):
    """What claims and citations share."""

    live_ends = ("subject", "source")

    subject = PublicIds(field_name="subject", label=_("record"))
    source = PublicIds(Source, field_name="source", label=_("source"))
    credibility = Codes(Credibility, field_name="credibility", label=_("credibility"))


class ClaimFilterSet(EvidenceFilterSet, DatedFilterSet):
    q = filters.CharFilter(field_name="value", lookup_expr="icontains", label=_("value"))
    field = filters.CharFilter(field_name="field", label=_("field"))
    value_record = PublicIds(field_name="value_record", label=_("record that is the value"))
    polarity = Codes(Polarity, field_name="polarity", label=_("polarity"))
    status = Codes(ClaimStatus, field_name="status", label=_("status"))

    class Meta:
        model = Claim
        fields = []


class CitationFilterSet(EvidenceFilterSet, RegisterFilterSet):
    class Meta:
        model = Citation
        fields = []


class ExternalIdFilterSet(RegisterFilterSet):
    live_ends = ("subject",)

    subject = PublicIds(field_name="subject", label=_("record"))
    scheme = Repeated("scheme", label=_("register"))
    value = Repeated("value", label=_("id there"))
    match = Codes(Match, field_name="match", label=_("match"))

    class Meta:
        model = ExternalId
        fields = []


class RelativeBoundFilterSet(RegisterFilterSet):
    live_ends = ("subject", "anchor")

    subject = PublicIds(field_name="subject", label=_("record"))
    anchor = PublicIds(field_name="anchor", label=_("other record"))
    bound = Codes(RelativeBound.Bound, field_name="bound", label=_("bound"))
    relation = Codes(RelativeBound.Relation, field_name="relation", label=_("relation"))

    class Meta:
        model = RelativeBound
        fields = []


class RemarkFilterSet(RegisterFilterSet):
    """The notes that are meant for readers; the others are not listed at all."""

    live_ends = ("subject",)

    q = filters.CharFilter(field_name="text", lookup_expr="icontains", label=_("text"))
    subject = PublicIds(field_name="subject", label=_("record"))

    class Meta:
        model = Note
        fields = []

    @classmethod
    def shown(cls, viewer):
        return super().shown(viewer).filter(kind=NoteKind.REMARK)


class DerivationFilterSet(RegisterFilterSet):
    live_ends = ("source", "origin")

    source = PublicIds(Source, field_name="source", label=_("source"))
    origin = PublicIds(Source, field_name="origin", label=_("draws on"))

    class Meta:
        model = Derivation
        fields = []
