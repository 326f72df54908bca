"""How a proposal is told to the tool that sent it, and how it is described."""

from django.urls import reverse
from rest_framework import serializers

from peaceinfra.core.choices import ProposalStatus
from peaceinfra.core.identity import parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.proposals.kinds import SOURCES, TABLES, in_order


class VersionSerializer(serializers.Serializer):
    """A record that is another than the tool read, as it is now, and what a proposal that is sent anew was based on."""

    pointer = serializers.CharField(help_text="Its place in what was sent, as a JSON pointer")
    id = serializers.CharField(help_text="Of the record whose ETag is asked for")
    based_on = serializers.DictField(
        allow_null=True,
        help_text="The fields as they were when the proposal was sent; null where that is not known",
    )
    changed = serializers.ListField(child=serializers.CharField(), allow_null=True)
    now = serializers.JSONField(help_text="The record as its own address tells it")


class StaleRecordsSerializer(serializers.Serializer):
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    versions = VersionSerializer(many=True, required=False)


class StaleProposalSerializer(StaleRecordsSerializer):
    now = serializers.JSONField(
        required=False, help_text="The proposal as it is now, where that is not as you read it"
    )


_WRITING = {
    "409": "A proposal with this key is being looked at, or a steward has decided about this one.",
    "413": "The proposal is too long.",
    "428": "The version that you read is not named.",
}
#: {method: {status: when}} beside those of every answer.
REFUSALS = {
    "POST": _WRITING
    | {
        "412": (
            "A record is not as you read it; what it is now stands in the answer.",
            StaleRecordsSerializer,
        ),
        "422": "Something else was sent with this key.",
        "429": "Too many of your proposals wait, or the token has too few rows left for the day.",
    },
    "PATCH": _WRITING
    | {
        "412": (
            "A record, or the proposal, is not as you read it; what it is now stands in the answer.",
            StaleProposalSerializer,
        ),
        "429": "Too many of your proposals wait, or the token has too few rows left for the day.",
    },
}
_FIELDS = "Values by the names of the fields, as in the files of a dataset: see the data dictionary."
_REFERENCE = "Another record is its id, its id in another register as “register:id”, or “#” and the “ref” of a new one."


class SentSourceSerializer(serializers.Serializer):
    """Where the records come from: a source of the register by its id, or the fields of a new one."""

    id = serializers.CharField(required=False)
    ref = serializers.CharField(
        required=False, max_length=40, help_text="By which the records name a new one"
    )
    fields = serializers.DictField(required=False, help_text=_FIELDS)
    locator = serializers.CharField(required=False, max_length=200, help_text="Where in the source")
    credibility = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=6,
        help_text="From 1 (confirmed) to 6 (cannot be judged), the default",
    )


class SentRecordSerializer(serializers.Serializer):
    """A new record, or what would change in one."""

    kind = serializers.ChoiceField(choices=sorted(TABLES), help_text="The name of its file in a dataset")
    id = serializers.CharField(required=False, help_text="Of the record that is changed; a new one has none")
    ref = serializers.CharField(required=False, help_text="By which others of the proposal name a new record")
    fields = serializers.DictField(help_text=f"{_FIELDS} {_REFERENCE}")
    source = serializers.CharField(
        required=False, help_text="One of the sources, by its id or “#” and its “ref”; the first without it"
    )
    after = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="Of a new row of a log: the row after which it stands; null is the first place, without it the last",
    )
    if_match = serializers.CharField(required=False, help_text="The ETag of the record as you read it")


class SentSerializer(serializers.Serializer):
    """What is proposed, on which sources, and why."""

    reason = serializers.CharField(max_length=2000)
    sources = SentSourceSerializer(many=True, required=False)
    records = SentRecordSerializer(many=True)


class FateSerializer(serializers.Serializer):
    """What became of one record: which of its fields were accepted, and its id where you may see it."""

    status = serializers.ChoiceField(choices=ProposalStatus.choices)
    fields = serializers.ListField(child=serializers.CharField())
    id = serializers.CharField(allow_null=True)


class ProposedSourceSerializer(serializers.Serializer):
    id = serializers.CharField(allow_null=True)
    ref = serializers.CharField(allow_null=True)
    fields = serializers.DictField(allow_null=True)
    locator = serializers.CharField()
    credibility = serializers.IntegerField()


class ProposedRecordSerializer(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.CharField(allow_null=True)
    ref = serializers.CharField(allow_null=True)
    fields = serializers.DictField()
    source = serializers.CharField(allow_null=True)
    after = serializers.CharField(required=False, allow_null=True)
    fate = FateSerializer()


class ProposedSerializer(serializers.Serializer):
    """A proposal of yours, with what became of it."""

    id = serializers.CharField()
    url = serializers.URLField()
    status = serializers.ChoiceField(choices=ProposalStatus.choices)
    sent_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(help_text="The word of the steward")
    reason = serializers.CharField()
    sources = ProposedSourceSerializer(many=True)
    records = ProposedRecordSerializer(many=True)


class ProposalsSerializer(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ProposedSerializer(many=True)


def told(proposals, request) -> list[dict]:
    """The proposals as their tool reads them. A record that was made is named where the tool may see it; one query."""
    made = {fate["id"] for proposal in proposals for fate in proposal.fates if fate["id"]}
    keys = {parse_public_id(text)[1] for text in made}
    shown = set(Record.objects.shown_to(request.viewer).filter(pk__in=keys).values_list("pk", flat=True))
    return [_told(proposal, request, shown) for proposal in proposals]


def _told(proposal, request, shown) -> dict:
    time = serializers.DateTimeField().to_representation
    return {
        "id": proposal.public_id,
        "url": request.build_absolute_uri(reverse("api:proposal", args=[proposal.public_id])),
        "status": proposal.status,
        "sent_at": time(proposal.sent_at),
        "decided_at": proposal.decided_at and time(proposal.decided_at),
        "answer": proposal.answer,
        "reason": proposal.reason,
        "sources": [_source(source) for source in proposal.content["sources"]],
        "records": [
            _record(record, place, proposal, shown)
            for place, record in enumerate(proposal.content["records"])
        ],
    }


def _source(source) -> dict:
    told = {"id": source["id"] or None, "ref": source["ref"] or None, "fields": None}
    if "fields" in source:
        told["fields"] = _fields(SOURCES, source["fields"])
    return told | {name: source[name] for name in ("locator", "credibility")}


def _fields(kind, fields) -> dict:
    return {name: fields[name] for name in in_order(TABLES[kind], fields)}


def _record(record, place, proposal, shown) -> dict:
    fate = {"status": proposal.status, "fields": [], "id": None}
    if proposal.fates:
        fate |= proposal.fates[place]
    fate["fields"] = in_order(TABLES[record["kind"]], fate["fields"])
    if fate["id"] and parse_public_id(fate["id"])[1] not in shown:
        fate["id"] = None
    told = {name: record[name] or None for name in ("kind", "id", "ref", "source")}
    told["fields"] = _fields(record["kind"], record["fields"])
    return told | ({"after": record["after"]} if "after" in record else {}) | {"fate": fate}
