"""The files of a list: what every endpoint of records offers to take away, and what each says of itself."""

from collections.abc import Iterator
from contextlib import closing

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from peaceinfra.api import tables
from peaceinfra.api.budget import rows_of
from peaceinfra.api.columns import described, fields_of
from peaceinfra.api.files import csvw, workbook
from peaceinfra.api.files.about import About, AboutSerializer, file_name, holds, licences_of, licences_of_list
from peaceinfra.api.files.marking import MarkingRaised, marking_of, marking_of_list, marking_of_record
from peaceinfra.api.ordering import BY_KEY
from peaceinfra.api.parameters import HXL, LIST_PARAMETERS, PAGE, Page
from peaceinfra.api.reader.following import Following
from peaceinfra.api.reader.rows import Row
from peaceinfra.api.reducing import Reducer, header_of
from peaceinfra.api.rendering import json_line
from peaceinfra.core.visibility import as_recorded, streamed
from processes.exports import Restricted, count_restricted

# So many records of a file are read at once, and so many that they name are kept for those after them.
AT_ONCE, MOST_KEPT = 1000, 20_000
JSON_LINES = "application/jsonl; charset=utf-8"


def described_file(content_type: str):
    """What the schema says of an answer that is a file."""
    media = content_type.partition(";")[0]
    kind = OpenApiTypes.OBJECT if media.endswith("json") else OpenApiTypes.STR
    if content_type == workbook.CONTENT_TYPE:
        kind = OpenApiTypes.BINARY
    return extend_schema(responses={(200, media): kind})


class ListFiles:
    """The files of a `RegisterViewSet`. Each is of one moment; those that can be are made while they are sent."""

    @described_file(tables.CONTENT_TYPE)
    @action(detail=False, url_path="csv")
    def table(self, request):
        """The whole list as CSV, with the columns of its JSON."""
        return self.streamed_file(self.lines(), "csv", tables.CONTENT_TYPE, "table-description")

    @described_file(JSON_LINES)
    @action(detail=False, url_path="jsonl")
    def stream(self, request):
        """The whole list as JSON Lines: each record as in JSON on a line of its own."""
        lines = (b"".join(map(json_line, records)) for records in self.portions())
        return self.streamed_file(lines, "jsonl", JSON_LINES, "about")

    @described_file(workbook.CONTENT_TYPE)
    @action(detail=False, url_path="xlsx")
    def workbook(self, request):
        """The whole list as a workbook: its rows, those told as parts on sheets of their own, and what it is about."""
        self.refuse_pages()
        name = self._name(self.file_marking, "xlsx")
        if request.method == "HEAD":
            return HttpResponse(content_type=workbook.CONTENT_TYPE, headers={"Content-Disposition": name})
        self.rows, about = 0, self.about_file()
        made = workbook.workbook(
            described(self.serializer_class), self._counted(), about, self.chosen, tagged=self.is_tagged
        )
        response = FileResponse(made, content_type=workbook.CONTENT_TYPE)
        response.headers["Content-Disposition"] = name  # the name of the temporary file else
        return response

    @extend_schema(responses=AboutSerializer)
    @action(detail=False)
    def about(self, request):
        """What a file of the list with the same filters is about: its marking, terms, how to cite it."""
        self.refuse_pages()
        self.rows = 0
        return Response(self.about_file().data())

    @extend_schema(responses={(200, csvw.CONTENT_TYPE): OpenApiTypes.OBJECT})
    @action(detail=False, url_path="csv/about", url_name="table-description")
    def table_description(self, request):
        """The same of its CSV, with what each column holds, as W3C “CSV on the Web” writes it."""
        self.refuse_pages()
        self.rows = 0
        fields = fields_of(described(self.serializer_class), self.day is not None, self.chosen)
        text = csvw.description(fields, self.about_file(), self._address("table"), tagged=self.is_tagged)
        return HttpResponse(csvw.as_text(text), content_type=csvw.CONTENT_TYPE)

    @described_file(tables.CONTENT_TYPE)
    @action(detail=True, url_path="csv")
    def row(self, request, id):
        """One record as CSV: the table of its list with one line."""
        with as_recorded(self.recorded):
            key = self.record(id)
            lines = list(self.lines([self.reader().rows([key], self.filterset_class, self.context)]))
            marking = marking_of_record(self.filterset_class, self.reader(), self.viewer, key)
        self.rows = 1
        response = HttpResponse("".join(lines), content_type=tables.CONTENT_TYPE)
        response.headers["Content-Disposition"] = file_name(id, marking, self.day, "csv")
        return response

    # --- what they are made of ---

    @property
    def is_tagged(self) -> bool:
        return bool(self.request.GET.get(HXL))

    @cached_property
    def own_name(self) -> str:
        return reverse(f"api:{self.basename}-list").rstrip("/").rpartition("/")[2]

    @cached_property
    def file_marking(self):
        return self._marking()

    def _marking(self):
        if self.filterset.is_whole and self.chosen is None:
            return marking_of_list(self.filterset_class, self.reader(), self.viewer)
        return marking_of(self.filterset.qs, self.reader(), self.viewer)

    def about_file(self) -> About:
        query = {name: values for name, values in self.request.GET.lists() if name != HXL}
        return About(
            title=self.own_name,
            description=holds(type(self)),
            url=self._address("list"),
            filters=query,
            as_of=self.day,
            recorded=timezone.localdate(),
            marking=self.file_marking,
            teams=sorted(self.context.teams[team] for team in self.file_marking.effective_teams),
            licences=self._licences(),
            restricted=self.restricted,
        )

    def _licences(self) -> list[str]:
        if self.filterset.is_whole:
            return licences_of_list(self.filterset_class, self.viewer)
        return licences_of(self.filterset.qs, self.viewer)

    @cached_property
    def reducer(self) -> Reducer:
        """What a file may not hold whole."""
        return Reducer(self.viewer)

    @cached_property
    def restricted(self) -> list[Restricted]:
        """How many records of a file are reduced to their ids, or left out, on account of which sources."""
        return count_restricted(self.filterset.qs, self.viewer)

    def streamed_file(self, lines, extension: str, content_type: str, described_at: str):
        """A file of the whole list that is made while it is sent; where it is described is said beside it."""
        self.refuse_pages()
        self.rows = rows_of(self.filterset.qs, self.request.user)
        response = StreamingHttpResponse(
            streamed(self.viewer, lambda: self._as_marked(lines)), content_type=content_type
        )
        response.headers["Content-Disposition"] = self._name(self.file_marking, extension)
        kind = csvw.CONTENT_TYPE if described_at == "table-description" else "application/json"
        response.headers["Link"] = f'<{self._address(described_at)}>; rel="describedby"; type="{kind}"'
        if self.restricted:
            response.headers["Restricted-By-Licence"] = header_of(self.restricted)
        return response

    def refuse_pages(self) -> None:
        if paged := LIST_PARAMETERS.keys() & self.request.GET.keys():
            raise ValidationError({name: [_("A file holds all pages of a list.")] for name in paged})

    def lines(self, portions=None) -> Iterator[str]:
        """The lines of the table: written from the rows; what may not be told whole, from what may be told of it."""
        fields = fields_of(described(self.serializer_class), self.day is not None, self.chosen)
        yield tables.head(fields, self.is_tagged)
        reader, page, reducer = self.reader(), self.context, self.reducer
        write, write_told = tables.row_writer(fields, reader.told_by), tables.line_writer(fields)
        for rows in self.rows_in_portions() if portions is None else portions:
            less = reducer.reduced_rows(rows, reader, page)
            yield "".join(
                [
                    "".join(map(write_told, less[row.id])) if row.id in less else write(row, page)
                    for row in rows
                ]
            )

    def portions(self):
        """The whole list as it is told, some at a time."""
        reader, page = self.reader(), self.context
        for rows in self.rows_in_portions():
            yield self.reducer.reduced([reader.tell(row, page) for row in rows])

    def rows_in_portions(self) -> Iterator[list[Row]]:
        """The whole list, some at a time; each portion costs the same number of queries.

        The first is small, so that a tool need not wait for it.
        """
        place, reader = Page(limit=PAGE, order=self.page.order), self.reader()
        while place:
            rows, following, _preceding = self.page_of_rows(place, reader)
            yield rows
            self.forget()
            place = following and Page(following, AT_ONCE, self.page.order)
            if place and self._is_followed(rows):
                yield from self._followed(rows[-1].id)
                return

    def _is_followed(self, rows: list[Row]) -> bool:
        """Whether the list is long, and all that there is: it is then asked for once, and not by portions."""
        return self.filterset.is_whole and self.page.order == BY_KEY and len(rows) == AT_ONCE

    def _followed(self, key: int) -> Iterator[list[Row]]:
        reader, filterset, viewer = self.reader(), self.filterset_class, self.viewer
        with closing(Following(reader, viewer, key)) as following:
            for found in reader.found_beyond(key, AT_ONCE, filterset, viewer):
                yield reader.rows_of(found, [key for key, *_rest in found], self.context, following)
                self.forget()

    def forget(self) -> None:
        """What is kept of the records that others name, before they are too many."""
        if sum(map(len, self.context.kept.values())) > MOST_KEPT:
            self.context.kept.clear()

    def _as_marked(self, lines):
        """The lines, where they are marked as it was said before they were read; else the file breaks off."""
        if self._marking() != self.file_marking:
            raise MarkingRaised
        yield from lines

    def _counted(self):
        for records in self.portions():
            self.rows += len(records)
            yield records

    def _name(self, marking, extension: str) -> str:
        return file_name(self.own_name, marking, self.day, extension)

    def _address(self, action: str, *args: str) -> str:
        """The address of the list, or of another answer of it, with the same filters."""
        query = self.request.GET.urlencode()
        path = reverse(f"api:{self.basename}-{action}", args=args)
        return self.request.build_absolute_uri(f"{path}?{query}" if query else path)
