"""The vocabularies of the register: the same for everybody, and no record is read for them."""

import re
from collections.abc import Iterator
from inspect import cleandoc

from django.db.models import Choices
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from peaceinfra.analysis import derived
from peaceinfra.api import pagination
from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.parameters import LIST_PARAMETERS, Cursor, Unreadable, read_page, unknown
from peaceinfra.api.root import root_address
from peaceinfra.api.tables import CONTENT_TYPE as CSV
from peaceinfra.core.choices import Level
from peaceinfra.core.dates import choices as of_dates
from peaceinfra.datasets.downloads import BYTE_ORDER_MARK
from peaceinfra.datasets.lines import line
from processes import choices as of_processes
from secretariats import choices as of_bodies
from tracks import choices as of_tracks


def _vocabularies(module) -> list[type[Choices]]:
    """Those defined in a module, in its order."""
    return [
        member
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, Choices) and member.__module__ == module.__name__
    ]


def name_of(vocabulary: type[Choices]) -> str:
    """`ActorKind` is found as `actor_kind`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", vocabulary.__name__).lower()


MODULES = (of_dates, of_processes, of_bodies, of_tracks, derived)
CODELISTS = {
    name_of(codelist): codelist
    for codelist in [Level, *(vocabulary for module in MODULES for vocabulary in _vocabularies(module))]
}


CODES = "codelists"
CODE_COLUMNS = ("codelist", "code", "label", "order")


def code_lines() -> Iterator[str]:
    """All of them as one table."""
    yield BYTE_ORDER_MARK + line(list(CODE_COLUMNS))
    for name, vocabulary in CODELISTS.items():
        for place, (code, label) in enumerate(vocabulary.choices, 1):
            yield line([name, str(code), str(label), str(place)])


class CodeSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="As it stands in answers and is written in filters.")
    label = serializers.CharField()
    order = serializers.IntegerField(help_text="The place in which it is shown, from 1.")


class CodelistNameSerializer(serializers.Serializer):
    """A vocabulary by name."""

    id = serializers.CharField()
    url = serializers.URLField()
    label = serializers.CharField()


class CodelistSerializer(CodelistNameSerializer):
    """A vocabulary: what it says, and its codes in order."""

    description = serializers.CharField(allow_blank=True, help_text="What the codes say.")
    codes = CodeSerializer(many=True)


class CodelistViewSet(ReadOnlyMixin, GenericViewSet):
    """The vocabularies of the register: every code with its label and its place in the order."""

    permission_classes = throttle_classes = ()
    rows = 0
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    serializer_class = CodelistSerializer

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if errors := unknown(request.query_params, {} if self.action == "retrieve" else LIST_PARAMETERS):
            raise ValidationError(errors)

    def list(self, request):
        return self.answer(request, self._told)

    @extend_schema(responses=CodelistNameSerializer(many=True))
    @action(detail=False)
    def brief(self, request):
        """The vocabularies by name alone."""
        return self.answer(request, self._named)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @action(detail=False, url_path="csv")
    def table(self, request):
        """All codes of all vocabularies as one table."""
        if paged := LIST_PARAMETERS.keys() & request.GET.keys():
            raise ValidationError({name: [_("A file holds all pages of a list.")] for name in paged})
        headers = {"Content-Disposition": f'attachment; filename="{CODES}.csv"'}
        return HttpResponse("".join(code_lines()), content_type=CSV, headers=headers)

    def perform_content_negotiation(self, request, force=False):
        """A file is a file, whatever else a tool says that it accepts."""
        return super().perform_content_negotiation(request, force or self.action == "table")

    def answer(self, request, tell):
        try:
            page = read_page(request)
        except Unreadable as error:
            raise ValidationError(error.message_dict) from None
        names = list(CODELISTS)
        first, last = _places(page)
        preceding = Cursor("before", first + 1) if first > 0 else None
        following = Cursor("after", last) if last < len(names) else None
        return Response(
            {
                "next": pagination.address(request, following),
                "previous": pagination.address(request, preceding),
                "results": [tell(name) for name in names[first:last]],
            }
        )

    def retrieve(self, request, id):
        if id not in CODELISTS:
            raise NotFound
        return Response(self._told(id))

    def _named(self, name: str) -> dict:
        return {
            "id": name,
            "url": f"{root_address(self.request)}codelists/{name}/",
            "label": name.replace("_", " "),
        }

    def _told(self, name: str) -> dict:
        vocabulary = CODELISTS[name]
        codes = [
            {"code": str(code), "label": str(label), "order": place}
            for place, (code, label) in enumerate(vocabulary.choices, 1)
        ]
        return self._named(name) | {"description": cleandoc(vocabulary.__doc__ or ""), "codes": codes}


def _places(page) -> tuple[int, int]:
    """From which place to which a page of vocabularies reaches; its cursor names a place, counted from 1."""
    if page.cursor is None:
        return 0, page.limit
    if page.cursor.direction == "after":
        return page.cursor.key, page.cursor.key + page.limit
    last = page.cursor.key - 1
    return max(0, last - page.limit), max(0, last)
