"""What protects a person who is recorded: consents, safe contacts, threat notes."""

from peaceinfra.api.serializers.records import SourcedSerializer
from processes.models import Consent, SafeContact, ThreatNote


class ConsentSerializer(SourcedSerializer):
    """What a person agreed to: one scope, with how and when it was given, and whether it was withdrawn."""

    model = Consent
    columns = (
        "actor",
        "scope",
        "manner",
        "taken_by",
        "given",
        "expires_on",
        "condition",
        "withdrawn_on",
        "withdrawn_why",
    )


class SafeContactSerializer(SourcedSerializer):
    """How a person is reached without putting them in danger."""

    model = SafeContact
    columns = ("actor", "means", "instructions", "hours", "never", "emergency", "checked_on")


class ThreatNoteSerializer(SourcedSerializer):
    """What threatens a person, from whom, as somebody assessed it on a day."""

    model = ThreatNote
    columns = ("actor", "threat", "threatened_by", "assessed_on", "assessed_by", "review_by")
