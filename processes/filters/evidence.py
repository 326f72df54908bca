"""The filters of sources, claims and citations."""

from functools import cache
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters import rest_framework as filters

from peaceinfra.core.filtering import (
    Codes,
    DatedFilterSet,
    PublicIds,
    RegisterFilterSet,
    Repeated,
    RepeatedField,
)
from peaceinfra.core.models.guarded import GuardedColumns
from peaceinfra.core.registry import models_by_kind
from processes.choices import (
    ClaimStatus,
    Credibility,
    Export,
    Licence,
    Match,
    NoteKind,
    Polarity,
    Reliability,
    SourceKind,
)
from processes.filters.bases import AboutFilterSet, NamedFilterSet
from processes.licences import may_be_exported
from processes.models import Citation, Claim, Derivation, ExternalId, Note, RelativeBound, Source
from processes.models.evidence import UNCLAIMED


class FieldNamesField(RepeatedField):
    """Names of fields, of records of any kind."""

    def parse_value(self, text):
        if text not in claimable_fields():
            raise ValidationError(
                _("“%(text)s” is the name of no field. Write one of: %(names)s."),
                params={"text": text, "names": ", ".join(claimable_fields())},
            )
        return text


class FieldNames(Repeated):
    field_class = FieldNamesField


@cache
def claimable_fields() -> list[str]:
    """What sources can speak of: the columns of every kind of record, and of what tells more about one."""
    models = {
        model for kind_model in models_by_kind().values() for model in (kind_model, *_details(kind_model))
    }
    kept = {field.name for field in GuardedColumns._meta.get_fields()} | UNCLAIMED | {"id"}
    names = {field.name for model in models for field in model._meta.concrete_fields if field.editable}
    return sorted(names - kept)


def _details(model):
    return [relation.related_model for relation in model._meta.related_objects if relation.one_to_one]


class SourceFilterSet(NamedFilterSet, RegisterFilterSet):
    kind = Codes(SourceKind, field_name="kind", label=_("kind"))
    reliability = Codes(Reliability, field_name="reliability", label=_("reliability"))
    licence = Codes(Licence, field_name="licence", label=_("licence"))
    may_be_exported = Codes(Export, method="by_export", label=_("may be exported"))

    class Meta:
        model = Source
        fields = []

    def by_export(self, queryset, name, values):
        return queryset.filter(may_be_exported(values))


class EvidenceFilterSet(FilterSet):
    """What claims and citations share."""

    live_ends = ("subject", "source")
    identified = "subject"

    subject = PublicIds(field_name="subject", label=_("record"))
    source = PublicIds(Source, field_name="source", label=_("source"))
    credibility = Codes(Credibility, field_name="credibility", label=_("credibility"))


class ClaimFilterSet(EvidenceFilterSet, DatedFilterSet):
    q = filters.CharFilter(field_name="value", lookup_expr="icontains", label=_("value"))
    field = FieldNames("field", label=_("field"))
    value_record = PublicIds(field_name="value_record", label=_("record that is the value"))
    polarity = Codes(Polarity, field_name="polarity", label=_("polarity"))
    status = Codes(ClaimStatus, field_name="status", label=_("status"))

    class Meta:
        model = Claim
        fields = []


class CitationFilterSet(AboutFilterSet, EvidenceFilterSet, RegisterFilterSet):
    named_subjects = ("subject", "source")

    class Meta:
        model = Citation
        fields = []


class ExternalIdFilterSet(AboutFilterSet, RegisterFilterSet):
    live_ends = ("subject",)
    identified = "subject"

    subject = PublicIds(field_name="subject", label=_("record"))
    scheme = Repeated("scheme", label=_("register"))
    value = Repeated("value", label=_("id there"))
    match = Codes(Match, field_name="match", label=_("match"))

    class Meta:
        model = ExternalId
        fields = []


class RelativeBoundFilterSet(AboutFilterSet, RegisterFilterSet):
    live_ends = named_subjects = ("subject", "anchor")
    identified = "subject"

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
    only: ClassVar = {"kind": NoteKind.REMARK}
    identified = "subject"

    q = filters.CharFilter(field_name="text", lookup_expr="icontains", label=_("text"))
    subject = PublicIds(field_name="subject", label=_("record"))

    class Meta:
        model = Note
        fields = []


class DerivationFilterSet(AboutFilterSet, RegisterFilterSet):
    live_ends = named_subjects = ("source", "origin")

    source = PublicIds(Source, field_name="source", label=_("source"))
    origin = PublicIds(Source, field_name="origin", label=_("draws on"))

    class Meta:
        model = Derivation
        fields = []
