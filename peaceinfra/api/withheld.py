"""What a release must not tell: records, what names them by their ids, and texts that hold a name of theirs.

An edition that is withdrawn is looked through as it was written: what is in the register now belongs to no edition.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from rest_framework.serializers import ListSerializer

from peaceinfra.api.lists import LISTS
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of

_WORD = re.compile(r"\w+")
# A code of a vocabulary, which names nobody, though somebody was recorded as “Unknown”.
_CODE = re.compile(r"[a-z0-9_]*")
# What tells who somebody is: the label of a record of another kind is made of those it names.
_NAMED_BY = ("name", "names")


class Names:
    """Names by which somebody is known, found in any writing of capitals.

    Where a script has no capitals it may have no spaces either: there a name is found inside of a word too.
    """

    def __init__(self, names: Iterable[str]):
        self._by_word, self._inside = defaultdict(set), set()
        for name in filter(None, map(_folded, names)):
            word = _WORD.search(name)
            if word and name[0].islower() and name[-1].islower():
                self._by_word[word[0]].add(name)
            else:
                self._inside.add(name)

    def __bool__(self) -> bool:
        return bool(self._by_word or self._inside)

    def are_in(self, value) -> bool:
        return any(self._are_in(_folded(text)) for text in texts(value))

    def _are_in(self, text: str) -> bool:
        if any(name in text for name in self._inside):
            return True
        for word in _WORD.finditer(text):
            for name in self._by_word.get(word[0], ()):
                end = word.start() + len(name)
                if text.startswith(name, word.start()) and not text[end : end + 1].isalnum():
                    return True
        return False


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def texts(value) -> Iterator[str]:
    """All texts of a record as it is told, without codes."""
    if isinstance(value, str):
        if not _CODE.fullmatch(value):
            yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def names_told(records: Iterable[dict]) -> Names:
    """The names of these records, of those that have one."""
    return Names(text for record in records for name in _NAMED_BY for text in texts(_name(record.get(name))))


def _name(told):
    """Of the other names of an actor the names alone, not what kind of name each is."""
    return [row.get("name") for row in told] if isinstance(told, list) else told


def ids_gone(records: Callable[[], Iterable[tuple[str, dict]]], ids: set[str]) -> set[str]:
    """The ids with those of all records that go with them: what names one of them, not only in a part, and so on.

    As in the register, a part that lends its marking takes the whole record with it: a linkage goes with its
    intermediary, a channel with its ends.
    """
    names = names_told(record for _kind, record in records() if record["id"] in ids)
    gone, before = set(ids), set()
    while gone != before:
        before = set(gone)
        gone |= {record["id"] for kind, record in records() if _goes(kind, record, gone, names)}
    return gone


def without(record: dict, gone: set[str]) -> dict:
    """The record without the parts that name one of them."""
    return {
        name: [item for item in value if not _names(item, gone)] if isinstance(value, list) else value
        for name, value in record.items()
    }


def _goes(kind: str, record: dict, gone: set[str], names: Names) -> bool:
    lending = lending_parts(kind)
    deciding = {
        name: value for name, value in record.items() if name in lending or not isinstance(value, list)
    }
    return _names(deciding, gone) or (bool(names) and names.are_in(without(record, gone)))


def _names(value, ids: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_names(part, ids) for part in value.values())
    if isinstance(value, list):
        return any(_names(part, ids) for part in value)
    # What is reduced to ids names its sources by them alone.
    return isinstance(value, str) and value in ids


@cache
def lending_parts(kind: str) -> frozenset[str]:
    """The names of the lists in a record of this kind whose rows lend it their marking."""
    model = models_by_kind()[kind]
    parts = {
        model._meta.apps.get_model(label)._meta.get_field(parent).remote_field.get_accessor_name()
        for label, parent, _lender in visibility_of(model).lends
    }
    fields = LISTS[kind].serializer_class().fields.items()
    return frozenset(
        name for name, field in fields if isinstance(field, ListSerializer) and field.source in parts
    )
