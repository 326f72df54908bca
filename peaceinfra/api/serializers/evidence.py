"""Sources, and the claims and citations that rest on them."""

from rest_framework import serializers

from peaceinfra.api.serializers.common import DatedRecordSerializer, RecordSerializer, ReferenceSerializer
from processes.choices import ClaimStatus, Credibility, Polarity, Reliability, SourceKind


class SourceSerializer(RecordSerializer):
    """Where statements come from."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SourceKind.choices)
    authors = serializers.CharField(allow_blank=True)
    publisher = serializers.CharField(allow_blank=True)
    published = serializers.CharField(allow_blank=True, help_text="EDTF")
    address = serializers.CharField(source="url", allow_blank=True, help_text="Where it can be read.")
    reliability = serializers.ChoiceField(choices=Reliability.choices, help_text="Admiralty grade.")
    licence = serializers.CharField(allow_blank=True)


class SubjectSerializer(ReferenceSerializer):
    """The record that a statement is about, as it is shown (see `views.EvidenceViewSet`)."""

    def get_attribute(self, statement):
        return self.context["subjects"].get(statement.subject_id, statement.subject)


class CitationSerializer(RecordSerializer):
    """A record rests on a place in a source, as a whole."""

    subject = SubjectSerializer()
    source = ReferenceSerializer()
    locator = serializers.CharField(allow_blank=True)
    accessed = serializers.DateField(allow_null=True)
    credibility = serializers.ChoiceField(choices=Credibility.choices, help_text="Admiralty grade.")
    grade = serializers.CharField(help_text="Both grades, such as B2.")


class ClaimSerializer(CitationSerializer, DatedRecordSerializer):
    """A statement about one field of a record."""

    field = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    polarity = serializers.ChoiceField(choices=Polarity.choices)
    status = serializers.ChoiceField(choices=ClaimStatus.choices)
