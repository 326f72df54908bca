"""Whether an answer is the one that a tool has already: a weak ETag of what this reader is told, and 304.

The tag is made of the answer itself, so it says nothing that the answer does not say: what is written and hidden leaves
it as it is. It is made with a key of ours, for one reader and one address: who sends it has read that answer there,
which was noted and counted then. Nobody can make the tag of an answer that they suspect, or use that of an empty list.
To find out that an answer is unchanged it has to be made again, but where nothing at all was written in the database
since it was last compared: that is remembered, in each process for itself.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import get_language
from rest_framework.exceptions import APIException

#: So many answers are remembered, the last ones that were asked for.
MOST_KEPT = 4096
# Two snapshots with the same words show the same rows; one that has written itself is not to be relied on.
_MOMENT = (
    "SELECT pg_current_snapshot()::text, pg_postmaster_start_time(), pg_current_xact_id_if_assigned() IS NULL"
)
_kept: OrderedDict[tuple, tuple] = OrderedDict()


class NotModified(APIException):
    """What was asked for is what the tool has already."""

    status_code = 304

    def __init__(self, tag: str):
        super().__init__()
        self.tag = tag


@dataclass
class Asked:
    """A question that may be answered with 304: what the tool has, and what the answer depends on.

    about   the address, the reader and the language
    """

    tags: list[str]
    about: tuple
    today: date
    moment: tuple | None = None

    def tag(self, content: bytes) -> str:
        about = blake2b(repr(self.about).encode(), key=_key(), digest_size=64).digest()
        return f'W/"{blake2b(content, key=about, digest_size=16).hexdigest()}"'

    def has(self, tag: str) -> bool:
        """`*` names no answer that was read: it is answered as if nothing was sent."""
        return tag.removeprefix("W/") in {each.removeprefix("W/") for each in self.tags}


def _key() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), person=b"peaceinfra.tags").digest()


def asked(request, viewer, today: date) -> Asked:
    """What a tool says that it has. Raises NotModified where nothing was written since that was compared."""
    reader = (request.user.pk, viewer.level, tuple(sorted(viewer.teams)), get_language())
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    question = Asked(tags, (request.build_absolute_uri(), *reader), today)
    if not tags:
        return question
    *moment, is_reading = _moment()
    if is_reading:
        question.moment = tuple(moment)
        last = _kept.get((question.about, today))
        if last and last[0] == question.moment and question.has(last[1]):
            raise NotModified(last[1])
    return question


def tagged(response, question: Asked):
    """The answer with its tag; 304 without a body where the tool has it. Called when the answer is written."""
    tag = question.tag(response.content)
    if question.has(tag):
        if question.moment:
            _keep((question.about, question.today), (question.moment, tag))
        kept = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
        return not_modified(tag, kept)
    response.headers["ETag"] = tag
    return None


KEPT_HEADERS = {"Cache-Control", "Vary"}


def not_modified(tag: str, headers) -> HttpResponse:
    response = HttpResponse(status=304, headers={**headers, "ETag": tag})
    del response.headers["Content-Type"]
    return response


def _moment() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(_MOMENT)
        return cursor.fetchone()


def _keep(about: tuple, answer: tuple) -> None:
    _kept[about] = answer
    _kept.move_to_end(about)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
