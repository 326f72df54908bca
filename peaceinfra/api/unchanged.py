"""Whether an answer is the one that a tool has already: a weak ETag of what this reader is told, and 304.

The tag is made of the answer itself, so it says nothing that the answer does not say: what is written and hidden leaves
it as it is. It is made with a key of ours, for one reader and one address: who sends it has read that answer there,
which was noted and counted then. Nobody can make the tag of an answer that they suspect, or use that of an empty list.
The answer is made again each time, or its rows are read again and found to be the same (`core/kept.py`); it is only not
sent. A shortcut while nothing is written would be quick, and would tell by its time whoever asks again and again when
somebody writes what they may not see.
"""

from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import get_language

KEPT_HEADERS = {"Cache-Control", "Vary"}


@dataclass(frozen=True)
class Asked:
    """A question that may be answered with 304: what the tool has, and what the answer depends on.

    about   the address, the reader and the language
    """

    tags: list[str]
    about: tuple

    def tag(self, content: bytes) -> str:
        about = blake2b(repr(self.about).encode(), key=_key(), digest_size=64).digest()
        return f'W/"{blake2b(content, key=about, digest_size=16).hexdigest()}"'

    def has(self, tag: str) -> bool:
        """`*` names no answer that was read: it is answered as if nothing was sent."""
        return tag.removeprefix("W/") in {each.removeprefix("W/") for each in self.tags}


def asked(request, viewer) -> Asked:
    """What a tool says that it has."""
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return told_at(request.build_absolute_uri(), request, viewer, tags)


def told_at(address: str, request, viewer, tags=()) -> Asked:
    """What is told at an address to who sends this request, and what they say that they have of it."""
    reader = (request.user.pk, viewer.level, tuple(sorted(viewer.teams)), get_language())
    return Asked([*tags], (address, *reader))


def tagged(response, question: Asked):
    """The answer with its tag; 304 without a body where the tool has it. Called when the answer is written."""
    tag = question.tag(response.content)
    if question.has(tag):
        kept = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
        return _not_modified(tag, kept)
    response.headers["ETag"] = tag
    return None


def _not_modified(tag: str, headers) -> HttpResponse:
    response = HttpResponse(status=304, headers={**headers, "ETag": tag})
    del response.headers["Content-Type"]
    return response


def _key() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), person=b"peaceinfra.tags").digest()
