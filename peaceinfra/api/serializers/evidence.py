"""Sources, and the claims and citations that rest on them."""

from rest_framework import serializers

from peaceinfra.api.serializers.common import AsOfSerializer, ReferenceSerializer, ValiditySerializer
from peaceinfra.api.serializers.records import RecordSerializer, SourcedSerializer
from processes.models import Citation, Claim, Source

EVIDENCE = ("source", "locator", "accessed", "credibility")


class SourceSerializer(SourcedSerializer):
    """Where statements come from."""

    model = Source
    columns = ("name", "kind", "authors", "publisher", "published", "reliability", "licence", "stand_in")

    address = serializers.CharField(source="url", allow_blank=True, help_text="Where it can be read.")


class SubjectSerializer(ReferenceSerializer):
    """The record that a statement is about, as it is shown (see `facts.subjects`)."""

    def get_attribute(self, statement):
        return self.context["subjects"].get(statement.subject_id, statement.subject)


class ValueSerializer(ReferenceSerializer):
    """The record that a statement names, as it is shown; null where the value is none, or was retired."""

    def get_attribute(self, claim):
        return self.context["subjects"].get(claim.value_record_id)


class CitationSerializer(RecordSerializer):
    """A record rests on a place in a source, as a whole."""

    model = Citation
    columns = EVIDENCE

    subject = SubjectSerializer()
    grade = serializers.CharField(help_text="Both grades, such as B2.")


class ClaimSerializer(CitationSerializer):
    """A statement about one field of a record."""

    model = Claim
    columns = (*EVIDENCE, "field", "value", "polarity", "status")

    value_record = ValueSerializer(
        allow_null=True, help_text="The value, where the field names another record; `value` is empty then."
    )
    validity = ValiditySerializer()
    as_of = AsOfSerializer()
