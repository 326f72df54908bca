"""What every record has, and the fields that are told as they are stored, named by `columns`."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.utils.field_mapping import ClassLookupDict

from peaceinfra.api.addresses import address_of
from peaceinfra.api.reader.compiling import compiled_fields, is_dated, of_object, reads
from peaceinfra.api.resting import rests_on
from peaceinfra.api.serializers.common import (
    AsOfSerializer,
    MarkingSerializer,
    ReducedSerializer,
    ReferenceSerializer,
    ValiditySerializer,
)
from peaceinfra.core.dates.models import EDTFField
from processes.choices import Match
from processes.contested import COLUMNS

# {class of a column: class of the field that tells it}
PLAIN = ClassLookupDict(serializers.ModelSerializer.serializer_field_mapping)


class ColumnsSerializer(serializers.Serializer):
    """Tells the `columns` of a model: other records as references, codes as codes, the rest as it is."""

    model = None
    columns: tuple[str, ...] = ()

    def get_fields(self):
        """First which record it is, then the columns, then what is told of it besides."""
        declared = super().get_fields()
        identity = {name: declared.pop(name) for name in ("id", "url", "label") if name in declared}
        return identity | {name: field_of(self.model, name) for name in self.columns} | declared


def field_of(model, name: str) -> serializers.Field:
    """The field that tells a column of a model."""
    column = model._meta.get_field(name)
    if column.many_to_one:
        return ReferenceSerializer(allow_null=column.null)
    if hasattr(column, "base_field"):
        return serializers.ListField(child=_plain(column.base_field), help_text=_help(column))
    return _plain(column)


def _plain(column) -> serializers.Field:
    said = {"allow_null": column.null, "help_text": _help(column)}
    if column.choices:
        return serializers.ChoiceField(choices=column.choices, allow_blank=column.blank, **said)
    field = PLAIN[column]
    if issubclass(field, serializers.CharField):
        said["allow_blank"] = column.blank
    return field(**said)


def _help(column) -> str:
    if isinstance(column, EDTFField):
        return "EDTF"
    return {
        "countries": "Two letters: ISO 3166-1 and 3166-3; XK is Kosovo, XA invented.",
        "languages": "ISO 639",
    }.get(column.name, "")


class IdentitySerializer(serializers.Serializer):
    """Which record it is: id, its one address, and the label under which it is shown."""

    hxl: ClassVar = {"id": "#meta+id", "url": "#meta+url", "label": "#meta+name"}

    id = serializers.CharField(source="public_id")
    url = serializers.SerializerMethodField()
    label = serializers.CharField(source="__str__")

    @reads("reference")
    def get_url(self, record, page) -> str:
        return address_of(record, page.root)


class RecordSerializer(ColumnsSerializer, IdentitySerializer):
    """What every record has, with its marking and the time of its last change."""

    hxl: ClassVar = {"updated_at": "#date+updated"}

    marking = MarkingSerializer()
    updated_at = serializers.DateTimeField()
    reduced = ReducedSerializer()


class SourcedSerializer(RecordSerializer):
    """A record on which sources can disagree."""

    contested = serializers.SerializerMethodField(
        help_text="Derived: the fields on which claims contradict one another, of the claims you may see."
    )

    @rests_on(*(f"claims__{name}" for name in COLUMNS if "__" not in name), "claims__source__retired")
    @reads(gathered="contested")
    def get_contested(self, record, page) -> list[str]:
        return page.contested.get(record.pk, [])


class DatedRecordSerializer(SourcedSerializer):
    validity = ValiditySerializer()
    as_of = AsOfSerializer()


class ExternalIdSerializer(serializers.Serializer):
    """The same or a related thing in another register."""

    id = serializers.CharField(source="public_id")
    scheme = serializers.CharField()
    value = serializers.CharField()
    match = serializers.ChoiceField(choices=Match.choices, help_text="SKOS")


class IdentifiedSerializer(serializers.Serializer):
    """A record that other registers have too."""

    external_ids = serializers.SerializerMethodField()

    @rests_on("external_ids__scheme", "external_ids__value", "external_ids__match")
    @reads(gathered="external_ids")
    def get_external_ids(self, record, page) -> ExternalIdSerializer(many=True):
        return page.external_ids.get(record.pk, [])


class PartSerializer(ColumnsSerializer):
    """Rows that are told with the record they belong to. Claims and citations name them by their ids."""

    id = serializers.CharField(source="public_id")


class DatedPartSerializer(PartSerializer):
    validity = ValiditySerializer()
    as_of = AsOfSerializer()


class NumberedPartSerializer(PartSerializer):
    """Rows that stand in an order."""

    position = serializers.IntegerField(
        source="shown_number", help_text="The number of the row, from 1, among those you may see."
    )


class LogRowSerializer(NumberedPartSerializer):
    """A change of state. Its end is the next row's date; the order is that of `position`."""

    columns = ("status", "date", "date_min", "date_max", "reason", "decided_by")

    date_text = serializers.CharField()


class BriefValiditySerializer(serializers.Serializer):
    text = serializers.CharField(source="dates_text")

    def compiled(self, shape, compiling):
        return of_object(compiled_fields(self, shape, compiling)) if is_dated(shape.model) else None


class BriefSerializer(IdentitySerializer):
    """A row in its short form: which record it is, and, of what has dates, when it held."""

    validity = BriefValiditySerializer(required=False)
    as_of = AsOfSerializer()
