"""The questions and their answers as data: made from the same declarations as the pages."""

from __future__ import annotations

from django.core.exceptions import ValidationError as Unreadable
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from peaceinfra.analysis.collect.grounds import FILTERS, Place, Scope, scope_of
from peaceinfra.analysis.collect.markings import Marking
from peaceinfra.analysis.facts import ActorFact, Fact
from peaceinfra.analysis.kinds import ENDPOINTS
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.questions import question_for, questions_for
from peaceinfra.analysis.questions.answering import (
    answer_page,
    how_in_words,
    markings_of,
    sentence_of,
)
from peaceinfra.analysis.questions.numbers import numbers
from peaceinfra.analysis.questions.question import (
    Answer,
    Group,
    Question,
    Row,
    Silence,
    Value,
    ValueKind,
    label_of,
)
from peaceinfra.api.addresses import BODIES
from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.pagination import address
from peaceinfra.api.parameters import Cursor, read_day, read_page, unknown
from peaceinfra.api.permissions import MissingScope, has_scope, scope
from peaceinfra.api.root import root_address
from peaceinfra.api.schema import DAY
from peaceinfra.api.serializers.common import MarkingSerializer, marking_data
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.dates.asof import PARAMETER
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.models import Team
from peaceinfra.core.reads import record_read


class NumberSerializer(serializers.Serializer):
    """How many answers a question has for the reader."""

    words = serializers.CharField()
    at_least = serializers.IntegerField(
        allow_null=True, help_text="So many answers were counted; null: there is too much to look at."
    )
    is_complete = serializers.BooleanField(help_text="Whether there are no more.")


class QuestionSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    slug = serializers.CharField()
    group = serializers.ChoiceField(choices=Group.choices)
    title = serializers.CharField()
    url = serializers.URLField(help_text="The answer")
    count = NumberSerializer()


class QuestionListSerializer(serializers.Serializer):
    """The questions that the reader's clearance allows."""

    as_of = serializers.DateField(help_text="The day that the numbers speak of: `as_of`, or today.")
    results = QuestionSerializer(many=True)


class QuestionColumnSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="The name of the value in each row")
    heading = serializers.CharField()
    kind = serializers.ChoiceField(choices=ValueKind.choices)


class QuestionRowSerializer(serializers.Serializer):
    """One answer. A record among the values is `{id, label, url}`."""

    finding = serializers.CharField(allow_null=True, help_text="A code of `findings`")
    certainty = serializers.ChoiceField(choices=Certainty.choices, allow_null=True)
    marking = MarkingSerializer(
        help_text="The highest of the records that the row rests on and names, and at least that of the question"
    )
    values = serializers.DictField(help_text="By the keys of `columns`")


class RecordReferenceSerializer(serializers.Serializer):
    id = serializers.CharField()
    label = serializers.CharField()
    url = serializers.URLField(allow_null=True)


class UnansweredSerializer(serializers.Serializer):
    record = RecordReferenceSerializer()
    why = serializers.ChoiceField(choices=Silence.choices)


class AnswerSerializer(serializers.Serializer):
    """A page of the answer to a question, over what the reader may see; no total is told."""

    next = serializers.URLField(allow_null=True)
    slug = serializers.CharField()
    title = serializers.CharField()
    as_of = serializers.DateField(help_text="The day that the answer speaks of: `as_of`, or today.")
    sentence = serializers.CharField()
    columns = QuestionColumnSerializer(many=True)
    findings = serializers.DictField(child=serializers.CharField(), help_text="{code: what it means}")
    looked_at = serializers.CharField(help_text="How much was looked at for this page, in words")
    how = serializers.ListField(child=serializers.CharField())
    not_covered = serializers.ListField(child=serializers.CharField())
    marking = MarkingSerializer(help_text="The highest of the page")
    unanswered = UnansweredSerializer(many=True)
    passed_over = RecordReferenceSerializer(
        many=True, help_text="Processes too large to be answered with others: ask for each by `process`."
    )
    results = QuestionRowSerializer(many=True)


_PARAMETERS = [
    OpenApiParameter(
        PARAMETER, DAY["schema"], description="The day that the answer speaks of; today without it."
    ),
    *(OpenApiParameter(name, str, many=True, description="Narrows the processes.") for name in FILTERS),
]
_CURSOR = OpenApiParameter("cursor", str, description="Where to read on: use the address of `next` as it is.")


class QuestionsMixin(ReadOnlyMixin):
    """Reads the day and the filters; unknown parameters are refused."""

    parameters = (PARAMETER, *FILTERS)
    permission_classes = (scope(TokenScope.READ, TokenScope.QUESTIONS),)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.viewer = request.viewer
        self.scope = self._scope(request)

    def _scope(self, request) -> Scope:
        query, day = request.GET, None
        errors = unknown(query, self.parameters)
        try:
            day = read_day(query, self.parameters)
        except Unreadable as error:
            errors[PARAMETER] = error.messages
        scope = scope_of(query, request.viewer, day, timezone.localdate())
        errors |= {name: [str(text) for text in texts] for name, texts in scope.found.errors.items()}
        if errors:
            raise ValidationError(errors)
        return scope


class QuestionsView(QuestionsMixin, APIView):
    """The questions that advisers ask, each with how much there is to it."""

    @extend_schema(operation_id="questions", parameters=_PARAMETERS, responses=QuestionListSerializer)
    def get(self, request):
        questions, root = questions_for(self.viewer), root_address(request)
        if not has_scope(request.user, TokenScope.QUESTIONS):
            questions = [question for question in questions if not question.has_floor]
        found = numbers(questions, self.scope)
        results = [
            {
                "number": question.number,
                "slug": question.slug,
                "group": question.group.value,
                "title": str(question.title),
                "url": f"{root}questions/{question.slug}/",
                "count": {
                    "words": found[question.slug].words,
                    "at_least": found[question.slug].count,
                    "is_complete": found[question.slug].is_complete,
                },
            }
            for question in questions
        ]
        return Response({"as_of": self.scope.on, "results": results})


class QuestionView(QuestionsMixin, APIView):
    """The answer to one question, a page at a time."""

    parameters = (*QuestionsMixin.parameters, "cursor")

    @extend_schema(operation_id="question", parameters=[*_PARAMETERS, _CURSOR], responses=AnswerSerializer)
    def get(self, request, slug):
        question = question_for(self.viewer, slug)
        if question is None:
            raise NotFound
        if question.has_floor and not has_scope(request.user, TokenScope.QUESTIONS):
            raise MissingScope(TokenScope.QUESTIONS)
        if question.has_floor:
            record_read(request, floor=question.floor)
        try:
            cursor = read_page(request).cursor
        except Unreadable as error:
            raise ValidationError(error.message_dict) from None
        after = Place(cursor.direction, cursor.key) if cursor else None
        answer = answer_page(question, self.scope, after)
        return Response(self._data(request, question, answer))

    def _data(self, request, question: Question, answer: Answer) -> dict:
        self.root = root_address(request)
        markings = markings_of(answer)
        following = Cursor(*answer.next_after) if answer.next_after else None
        return {
            "next": address(request, following),
            "slug": question.slug,
            "title": str(question.title),
            "as_of": self.scope.on,
            "sentence": sentence_of(answer),
            "columns": [
                {"key": column.key, "heading": str(column.heading), "kind": column.kind.value}
                for column in question.columns
            ],
            "findings": {code: str(label) for code, label in question.findings.choices}
            if question.findings
            else {},
            "looked_at": ", ".join(answer.looked_at),
            "how": how_in_words(question),
            "not_covered": [str(words) for words in question.not_covered],
            "marking": marking_data(markings.whole, self._teams),
            "unanswered": [
                {"record": self._reference(silent.record), "why": silent.why.value}
                for silent in answer.unanswered
            ],
            "passed_over": [self._reference(process) for process in answer.passed_over],
            "results": [
                self._row(question, row, marking)
                for row, marking in zip(answer.rows, markings.rows, strict=True)
            ],
        }

    def _row(self, question: Question, row: Row, marking: Marking) -> dict:
        return {
            "finding": row.finding or None,
            "certainty": row.certainty.value if row.certainty else None,
            "marking": marking_data(marking, self._teams),
            "values": {
                column.key: self._value(column.kind, row.values[column.key]) for column in question.columns
            },
        }

    def _value(self, kind: ValueKind, value: Value):
        if kind == ValueKind.RECORD:
            return self._reference(value) if value else None
        if kind == ValueKind.RECORDS:
            return [self._reference(record) for record in value]
        return value if value is None or kind != ValueKind.TEXT else str(value)

    def _reference(self, record: Fact | Named) -> dict:
        public_id = record.public_id
        is_body = isinstance(record, ActorFact) and record.form
        endpoint = BODIES if is_body else ENDPOINTS.get(public_id[:3])
        url = f"{self.root}{endpoint}/{public_id}/" if endpoint else None
        return {"id": public_id, "label": label_of(record), "url": url}

    @cached_property
    def _teams(self) -> dict[int, str]:
        teams = self.viewer.teams
        return dict(Team.objects.filter(pk__in=teams).values_list("pk", "name")) if teams else {}
