"""Proof that a copy is right: of each kind a hash of all that the reader sees, which a copy can make of itself."""

import hashlib
import heapq
from collections.abc import Generator, Iterable, Iterator
from threading import Lock
from weakref import finalize

import orjson
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.exceptions import Refusal
from peaceinfra.api.feed import newest_place
from peaceinfra.api.lists import LISTS
from peaceinfra.api.parameters import unknown
from peaceinfra.api.permissions import scope
from peaceinfra.api.rendering import as_json
from peaceinfra.api.root import root_address
from peaceinfra.api.telling import Teller
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.visibility import streamed

# After so many seconds a stranger may try again.
AGAIN = 30
#: What changes with the day alone, without a change of a record: it is left out of the hash.
OF_THE_DAY = ("freshness",)


def canonical(record: dict) -> bytes:
    """A record as it is hashed: JSON with sorted names, without spaces and escapes, and a line feed."""
    lasting = {name: value for name, value in record.items() if name not in OF_THE_DAY}
    return as_json(lasting, orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def digest_of(records: Iterable[dict]) -> str:
    """The hash of records in the order of their ids."""
    found = hashlib.sha256()
    for record in records:
        found.update(canonical(record))
    return found.hexdigest()


def records_in_order(teller: Teller, kind: str) -> Iterator[dict]:
    """All records of a kind, a page of each list at a time."""
    lists = [(record for page in pages for record in page) for pages in teller.lists_of(kind)]
    return heapq.merge(*lists, key=lambda record: record["id"])


class OneAtATime:
    """Lines for one stranger: who asks while a worker process makes those of another is told to ask again.

    Each goes through all that is public, and nobody counts the rows of strangers. The turn ends with the answer, also
    where it is not sent to its end, or not at all.
    """

    _turn = Lock()

    def __init__(self, lines: Generator[str]):
        if not self._turn.acquire(blocking=False):
            words = _("The digest is being made for somebody else. Ask again later, or with a token.")
            raise Refusal(429, {"request": [words]}, wait=AGAIN)
        self._lines, self._end = lines, finalize(self, self._turn.release)

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def close(self) -> None:
        self._lines.close()
        self._end()


class DigestSerializer(serializers.Serializer):
    """`cursor` is the place in the changes at which the hashes hold."""

    cursor = serializers.CharField()
    digests = serializers.DictField(
        child=serializers.CharField(), help_text="SHA-256 of the records of each kind, as docs/feed.md says."
    )


class DigestView(ReadOnlyMixin, APIView):
    """A hash for each kind, over all records that you see: what your copy must give too."""

    permission_classes = (scope(TokenScope.CHANGES),)

    @extend_schema(
        operation_id="digest",
        parameters=[
            OpenApiParameter("kind", {"type": "array", "items": {"type": "string", "enum": list(LISTS)}})
        ],
        responses=DigestSerializer,
    )
    def get(self, request):
        errors = unknown(request.GET, ["kind"])
        kinds = request.GET.getlist("kind") or list(LISTS)
        if set(kinds) - LISTS.keys():
            errors["kind"] = [_("Write one of: %(kinds)s.") % {"kinds": ", ".join(LISTS)}]
        if errors:
            raise ValidationError(errors)
        viewer = request.viewer
        lines = streamed(
            viewer, lambda: _lines(Teller(viewer, root_address(request)), viewer, dict.fromkeys(kinds))
        )
        if request.method == "GET" and not request.user.is_authenticated:
            lines = OneAtATime(lines)
        return StreamingHttpResponse(lines, content_type="application/json")


def _lines(teller, viewer, kinds) -> Iterator[str]:
    """A line for each kind: nothing but one page of records is held at a time."""
    yield f'{{"cursor":"{newest_place(viewer).text}","digests":{{'
    for number, kind in enumerate(kinds):
        yield f'{"," if number else ""}\n"{kind}":"{digest_of(records_in_order(teller, kind))}"'
    yield "\n}}\n"
