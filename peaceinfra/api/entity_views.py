"""The register as entities of FollowTheMoney, as a file that is made while it is sent."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from peaceinfra.api.addresses import ENDPOINTS
from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.budget import rows_of
from peaceinfra.api.files.about import file_name
from peaceinfra.api.files.archive import ListedFile, marking_of_all
from peaceinfra.api.files.marking import MarkingRaised
from peaceinfra.api.followthemoney import ENDS, KINDS, REFERENCES, entities, people_named
from peaceinfra.api.lists import LISTS
from peaceinfra.api.parameters import unknown
from peaceinfra.api.permissions import scope
from peaceinfra.api.reducing import Reducer, header_of
from peaceinfra.api.rendering import json_line
from peaceinfra.api.root import root_address
from peaceinfra.api.telling import Teller
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.registry import key_of
from peaceinfra.core.visibility import streamed
from processes.choices import ActorKind
from processes.exports import added, count_restricted
from processes.models import Actor

CONTENT_TYPE = "application/json+ftm"


class EntitiesView(ReadOnlyMixin, APIView):
    """Actors and what ties them as entities of FollowTheMoney, one on a line."""

    permission_classes = (scope(TokenScope.EXPORT),)

    def perform_content_negotiation(self, request, force=False):
        """A file is a file, whatever else a tool says that it accepts."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(operation_id="followthemoney", responses={(200, CONTENT_TYPE): OpenApiTypes.STR})
    def get(self, request):
        if errors := unknown(request.GET, ()):
            raise ValidationError(errors)
        viewer = request.viewer
        teller = Teller(viewer, root_address(request))
        files = [ListedFile(ENDPOINTS[kind], LISTS[kind], teller) for kind in KINDS]
        self.rows = sum(rows_of(file.rows, request.user) for file in files)
        marking = marking_of_all(files)
        response = StreamingHttpResponse(
            streamed(viewer, lambda: _lines(files, marking)), content_type=CONTENT_TYPE
        )
        name = f"peaceinfra-{timezone.localdate()}"
        response.headers["Content-Disposition"] = file_name(name, marking, None, "ftm.json")
        if found := added(row for file in files for row in count_restricted(file.rows, viewer)):
            response.headers["Restricted-By-Licence"] = header_of(found)
        return response


def _lines(files: list[ListedFile], marking) -> Iterator[bytes]:
    """The lines, where they are marked as it was said before; each page of records costs the same number of queries."""
    if marking_of_all(files) != marking:
        raise MarkingRaised
    teller = files[0].teller
    reducer = Reducer(teller.viewer)
    for kind in KINDS:
        for pages in teller.lists_of(kind):
            for told in pages:
                records = [record for record in reducer.reduced(told) if "reduced" not in record]
                people = _individuals(people_named(kind, records), teller.viewer)
                made = list(entities(kind, records, people))
                yield b"".join(map(json_line, _with_ends(made, reducer)))


def _individuals(ids: set[str], viewer) -> frozenset[str]:
    if not ids:
        return frozenset()
    keys = [key_of(Actor, name) for name in ids]
    found = Actor.objects.shown_to(viewer).filter(pk__in=keys, kind=ActorKind.INDIVIDUAL)
    return frozenset(actor.public_id for actor in found.only("pk"))


def _with_ends(made: list[dict], reducer: Reducer) -> Iterator[dict]:
    """The entities whose ends are in the file: not retired, nor kept out of it by the licences of their sources."""
    named = {name for entity in made for _property, names in _references(entity) for name in names}
    missing = reducer.restricted_ids(named)
    for entity in made:
        for name, ends in list(_references(entity)):
            kept = [end for end in ends if end not in missing]
            if kept:
                entity["properties"][name] = kept
            else:
                del entity["properties"][name]
        if ENDS.get(entity["schema"], set()) <= entity["properties"].keys():
            yield entity


def _references(entity: dict) -> Iterator[tuple[str, list[str]]]:
    return ((name, values) for name, values in entity["properties"].items() if name in REFERENCES)
