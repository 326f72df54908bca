"""What every endpoint of records does: its list, its short list, its files, one record."""

from functools import partial
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from peaceinfra.api import serializers, unchanged
from peaceinfra.api.addresses import address_of
from peaceinfra.api.bases import INCLUDING, LISTING, TABLES, ReadOnlyMixin
from peaceinfra.api.exceptions import Merged
from peaceinfra.api.files.lists import ListFiles
from peaceinfra.api.including import included, paths_included
from peaceinfra.api.ordering import BY_KEY
from peaceinfra.api.pagination import address, keyset_page, page_of
from peaceinfra.api.parameters import read, read_body
from peaceinfra.api.permissions import scope
from peaceinfra.api.reader.reading import Page as ReaderPage
from peaceinfra.api.reader.reading import field_names, reader_of, team_names
from peaceinfra.api.root import root_address
from peaceinfra.api.schema import QUERY
from peaceinfra.core.choices import Level, TokenScope
from peaceinfra.core.identity import UnknownId
from peaceinfra.core.reads import record_read
from peaceinfra.core.registry import instances, key_of
from peaceinfra.core.visibility import as_recorded
from processes.merged import merged_into

# The actions whose answer can be asked for in part, and those whose answer is compared with what the tool has.
CHOSEN = ("list", "query", "retrieve", "stream", "geojson", *TABLES)
# Those that say what a file is: of use with each of the scopes.
DESCRIBING = ("about", "table_description")
COMPARED = ("list", "brief", "retrieve", "network")


class RegisterViewSet(ListFiles, ReadOnlyMixin, GenericViewSet):
    """A kind of record that can be listed and read, over what the viewer may see.

    files      the actions that answer with a file
    own        {action: its parameters}, of those that have others than lists and records have
    floor      of a list of targets: who reads it is noted
    """

    http_method_names = ["get", "head", "post", "options"]
    lookup_field = "id"
    lookup_value_regex = "[^/]+"
    filterset_class = None
    files = frozenset({"table", "stream", "workbook", "row"})
    own: ClassVar[dict[str, dict[str, bool]]] = {}
    floor = Level.PUBLIC
    known_to_tool = None

    def get_permissions(self):
        if self.action in DESCRIBING:
            return [scope(TokenScope.READ, TokenScope.EXPORT)()]
        return [scope(TokenScope.EXPORT if self.action in self.files else TokenScope.READ)()]

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.viewer = request.viewer
        if self.floor > Level.PUBLIC:
            record_read(request, floor=self.floor)
        if self.action in COMPARED:
            self.known_to_tool = unchanged.asked(request, self.viewer)
        if request.method == "POST":
            read_body(request)
        names = field_names(self.serializer_class) if self.action in CHOSEN else ()
        is_list, own = self.action in LISTING, self.own.get(self.action)
        paths = (
            partial(paths_included, serializer=self.serializer_class) if self.action in INCLUDING else None
        )
        question = read(
            request, self.filterset_class, is_list, own, names, paths, is_table=self.action in TABLES
        )
        self.day, self.recorded, self.chosen = question.day, question.recorded, question.chosen
        self.page, self.filterset, self.paths = question.page, question.filterset, question.included

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.action in COMPARED and response.status_code == 200:
            response.add_post_render_callback(lambda written: unchanged.tagged(written, self.known_to_tool))
        return response

    def perform_content_negotiation(self, request, force=False):
        """A file is a file, whatever else a tool says that it accepts."""
        is_file = self.action in self.files or self.action == "table_description"
        return super().perform_content_negotiation(request, force or is_file)

    def list(self, request):
        return self.answer(request, self.serializer_class)

    @extend_schema(methods=["GET"], exclude=True)
    @extend_schema(methods=["POST"], request=QUERY)
    @action(detail=False, methods=["get", "post"])
    def query(self, request):
        """The list, with its parameters sent as JSON: for more ids than an address can hold.

        `next` and `previous` are read with POST and the same JSON.
        """
        return self.answer(request, self.serializer_class)

    @extend_schema(responses=serializers.BriefSerializer(many=True))
    @action(detail=False)
    def brief(self, request):
        """The list in short rows: what each record is called, where it is read and when it held."""
        return self.answer(request, serializers.BriefSerializer)

    def page_of_rows(self, page, reader):
        """(rows, cursor of the next page, cursor of the one before); the whole list takes one query less."""
        filterset = self.filterset_class
        if self.filterset.is_whole and page.order == BY_KEY:
            columns = reader.found_in_order(page.cursor, page.limit + 1, filterset, self.viewer)
            keys, following, preceding = page_of([(key,) for key, *_rest in columns], page)
            return reader.rows_of(columns[: len(keys)], keys, self.context), following, preceding
        keys, following, preceding = keyset_page(
            self.filterset.qs, page, lambda: filterset.shown(self.viewer)
        )
        return reader.rows(keys, filterset, self.context), following, preceding

    def answer(self, request, serializer):
        reader = self.reader(serializer)
        rows, following, preceding = self.page_of_rows(self.page, reader)
        told = [reader.tell(row, self.context) for row in rows]
        answer = {
            "next": address(request, following),
            "previous": address(request, preceding),
            "results": told,
        }
        if self.paths:
            answer["included"] = included(told, self.paths, request, root=self.context.root, day=self.day)
        return Response(answer)

    def retrieve(self, request, id):
        with as_recorded(self.recorded):
            told = self.told([self.record(id)])
        if not told:
            raise NotFound
        self.rows = 1
        return Response(told[0])

    def record(self, id) -> int:
        """The key of the record of a public id. A hidden, an absent and a malformed one are alike: NotFound.

        The id of a record that was merged leads to the kept one: Merged.
        """
        try:
            key = key_of(self.filterset_class._meta.model, id)
        except UnknownId:
            raise NotFound from None
        if not self.filterset_class.shown(self.viewer).filter(pk=key).exists():
            self.lead_to_kept(id, key)
            raise NotFound
        return key

    def lead_to_kept(self, id: str, key: int) -> None:
        """Raises Merged where the reader may see both records."""
        if kept := merged_into([key], self.viewer).get(key):
            match, query = self.request.resolver_match, self.request.META.get("QUERY_STRING", "")
            given = {name: kept.public_id if value == id else value for name, value in match.kwargs.items()}
            same = reverse(match.view_name, kwargs=given)
            address = self.request.build_absolute_uri(same)
            if self.action == "retrieve":
                # What was an actor may be a body now, which is told in another list.
                address = address_of(instances([kept])[kept.pk], self.context.root)
            raise Merged(id, kept.public_id, f"{address}?{query}" if query else address)

    def told(self, keys, serializer=None):
        """The records of these keys, in full or as another serializer tells them."""
        return self.reader(serializer).told(keys, self.filterset_class, self.context)

    def reader(self, serializer=None):
        """What reads records in full or as another serializer tells them."""
        model = self.filterset_class._meta.model
        return reader_of(serializer or self.serializer_class, model, self.day is not None, self.chosen)

    @cached_property
    def context(self) -> ReaderPage:
        """What is the same for all that is told in this answer."""
        return ReaderPage(
            viewer=self.viewer,
            root=root_address(self.request),
            day=self.day,
            on=self.day or self.recorded or timezone.localdate(),
            teams=team_names(self.viewer),
        )
