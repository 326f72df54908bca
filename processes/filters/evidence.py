"""The filters of sources, claims and citations."""

from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import Codes, DatedFilterSet, PublicIds, RegisterFilterSet
from processes.choices import ClaimStatus, Credibility, Polarity, Reliability, SourceKind
from processes.filters.bases import NamedFilterSet
from processes.models import Citation, Claim, Source


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
