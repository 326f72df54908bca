"""Recalls as the tool of a partner reads and answers them: those sent to its token, and no others."""

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from peaceinfra.api.bases import OwnOfToken
from peaceinfra.core.choices import RecallAnswer, RecallReason, RecallTask
from peaceinfra.core.identity import key_in
from peaceinfra.core.models.recalls import PREFIX
from peaceinfra.core.recalls import Notice, answer_by_token, notices_of_token
from peaceinfra.core.text import check_readable

#: What is told of a notice as it stands, after its id.
_TOLD = ("record", "reason", "words", "task", "due_on", "sent_at", "answer", "note", "answered_at")
_ID = OpenApiParameter("id", str, OpenApiParameter.PATH, description="Such as rcl-0f3k….")


class RecallSerializer(serializers.Serializer):
    """A recall of a record that your token was told. `answer` is empty while you have not acknowledged it."""

    id = serializers.CharField()
    record = serializers.CharField(help_text="The id of the record. Nothing else of it is told.")
    reason = serializers.ChoiceField(choices=RecallReason.choices)
    words = serializers.CharField(allow_blank=True)
    task = serializers.ChoiceField(
        choices=RecallTask.choices, help_text="What you are asked to do with copies."
    )
    due_on = serializers.DateField()
    sent_at = serializers.DateTimeField()
    answer = serializers.ChoiceField(choices=RecallAnswer.choices, allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class RecallsSerializer(serializers.Serializer):
    results = RecallSerializer(many=True)


class AcknowledgementSerializer(serializers.Serializer):
    """Whether it was done, and what the officer should know."""

    answer = serializers.ChoiceField(choices=RecallAnswer.choices)
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=500, validators=[check_readable]
    )


class RecallView(OwnOfToken):
    """Whatever a token may be used for: who holds a record has to hear of its recall."""

    belongs = gettext_lazy("Recalls are told here to tokens of partners. People find theirs at /recalls/.")

    def notices(self) -> list[Notice]:
        return notices_of_token(self.request._request.token)


class RecallsView(RecallView):
    """Recalls sent to your token: records that you were told and are asked to delete, restrict or correct."""

    @extend_schema(operation_id="recalls", responses=RecallsSerializer)
    def get(self, request):
        return Response({"results": [_told(notice) for notice in self.notices()]})


class AcknowledgeView(RecallView):
    """Your answer to a recall. A later one replaces it."""

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="acknowledge",
        parameters=[_ID],
        request=AcknowledgementSerializer,
        responses=RecallSerializer,
    )
    def post(self, request, id):
        sent = AcknowledgementSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        key = key_in(PREFIX, id)
        said = RecallAnswer(sent.validated_data["answer"])
        if not answer_by_token(request._request.token, key, said, sent.validated_data["note"]):
            raise NotFound
        return Response(next(_told(notice) for notice in self.notices() if notice.pk == key))


def _told(notice: Notice) -> dict:
    return {
        "id": notice.public_id,
        **{name: getattr(notice, name) for name in _TOLD},
    }
