"""Sources, and the claims and citations that rest on them."""

from typing import ClassVar

from rest_framework import serializers

from peaceinfra.api.reader.compiling import reads
from peaceinfra.api.serializers.common import AsOfSerializer, ReferenceSerializer, ValiditySerializer
from peaceinfra.api.serializers.records import RecordSerializer, SourcedSerializer
from processes.choices import Export
from processes.models import Citation, Claim, Derivation, ExternalId, Note, RelativeBound, Source

EVIDENCE = ("source", "locator", "accessed", "credibility")


class SourceSerializer(SourcedSerializer):
    """Where statements come from."""

    model = Source
    columns = (
        "name",
        "kind",
        "authors",
        "publisher",
        "published",
        "reliability",
        "licence",
        "terms",
        "export_override",
        "export_reason",
        "stand_in",
    )
    hxl: ClassVar = {
        "published": "#date+published+edtf",
        "address": "#meta+source+url",
        "publisher": "#org+publisher",
    }

    licence_name = serializers.SerializerMethodField(help_text="The licence in words.")
    may_be_exported = serializers.ChoiceField(
        choices=Export.choices,
        help_text="Derived: how much of what rests only on it is in files and releases. See docs/licences.md.",
    )
    address = serializers.CharField(source="url", allow_blank=True, help_text="Where it can be read.")

    @reads("licence")
    def get_licence_name(self, record, page) -> str:
        return record.get_licence_display()


class SubjectSerializer(ReferenceSerializer):
    """What a statement is about, a record or a part of one, and where it is told.

    `record` has the address at which it can be read: its own, or for a part that of the record it belongs to.
    """

    record = ReferenceSerializer(allow_null=True, help_text="Null where nothing of it is told here.")
    part = serializers.CharField(
        allow_null=True, help_text="For a part: under which name the record tells it, such as “lifecycle”."
    )

    def compiled(self, shape, compiling):
        name = self.source
        shape.record(name)
        compiling.subjects[name] = None

        def tell(row, page):
            named = row.__dict__[name]
            record = page.subjects.get(named.id, named)
            return None if record.retired else _told_with_home(record, page)

        return tell


def _told_with_home(record, page) -> dict:
    own = record.reference(page.root)
    if own["url"]:
        return own | {"record": own, "part": None}
    owner, part = home_of(record, page.homes)
    return own | {"record": owner and owner.reference(page.root), "part": part}


def home_of(record, homes):
    """(the record that tells this part, the name of the part in it); (None, None) where none does."""
    for way, part in homes.get(record.model, ()):
        owner = getattr(record, way)
        if not owner.retired:
            return owner, part
    return None, None


class ValueSerializer(ReferenceSerializer):
    """The record that a statement names, as it is shown; null where the value is none, or was retired."""

    def compiled(self, shape, compiling):
        name = self.source
        shape.record(name)
        compiling.subjects[name] = None

        def tell(row, page):
            found = row.__dict__[name] and page.subjects.get(row.__dict__[name].id)
            return found and found.reference(page.root)

        return tell


class CitationSerializer(RecordSerializer):
    """A record rests on a place in a source, as a whole."""

    hxl: ClassVar = {"accessed": "#date+accessed"}

    model = Citation
    columns = EVIDENCE

    subject = SubjectSerializer()
    grade = serializers.CharField(help_text="Both grades, such as B2.")
    licence = serializers.CharField(source="source.licence", help_text="That of the source, as a code.")


class ClaimSerializer(CitationSerializer):
    """A statement about one field of a record."""

    model = Claim
    columns = (*EVIDENCE, "field", "value", "polarity", "status")
    hxl: ClassVar = {"status": "#status", "value": "#description+value"}

    value_record = ValueSerializer(
        allow_null=True, help_text="The value, where the field names another record; `value` is empty then."
    )
    validity = ValiditySerializer()
    as_of = AsOfSerializer()


class DerivationSerializer(SourcedSerializer):
    """A source draws on another: two sources of one origin are one voice."""

    model = Derivation
    columns = ("source", "origin")


class SubjectExternalIdSerializer(SourcedSerializer):
    """The same or a related thing in another register."""

    model = ExternalId
    columns = ("scheme", "value", "match")

    subject = SubjectSerializer()


class RelativeBoundSerializer(SourcedSerializer):
    """A start or an end known only against another dated record: “not before the ceasefire”."""

    model = RelativeBound
    columns = ("bound", "relation", "anchor_bound")

    subject = SubjectSerializer()
    anchor = SubjectSerializer(help_text="The other record, whose start or end (`anchor_bound`) is meant.")


class RemarkSerializer(SourcedSerializer):
    """What analysts wrote beside a record for its readers."""

    model = Note
    columns = ("text",)
    hxl: ClassVar = {"text": "#description+remark"}

    subject = SubjectSerializer()
