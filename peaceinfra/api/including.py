"""Records that others name, told whole beside a page of a list: each once, as its own address tells it.

What can be included is read off the serializers: every field that names a record, also one of a part. A path may go
on from the records that it names to those that they name. However many there are, each kind costs a fixed number of
queries.
"""

from collections.abc import Iterator
from functools import cache

from django.core.exceptions import ValidationError as Unreadable
from django.utils.translation import gettext as _
from rest_framework import serializers as rest

from peaceinfra.analysis.kinds import ENDPOINTS
from peaceinfra.api import serializers
from peaceinfra.api.addresses import BODIES
from peaceinfra.api.parameters import INCLUDE
from peaceinfra.api.serializers.common import ReferenceSerializer
from peaceinfra.core.choices import Level
from peaceinfra.core.identity import parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.reads import record_read
from peaceinfra.core.visibility import visibility_of


def _told_in() -> dict[str, type]:
    """{list: what tells its records}, of the lists in which records have their addresses."""
    found = {}
    for name in serializers.__all__:
        each = getattr(serializers, name)
        kind = visibility_of(each.model).kind if getattr(each, "model", None) else ""
        if kind in ENDPOINTS:
            found[BODIES if each is serializers.BodySerializer else ENDPOINTS[kind]] = each
    return dict(sorted(found.items()))


TOLD_IN = _told_in()


class IncludedSerializer(rest.Serializer):
    """What `include` asked for: records whole, by the list in which their address is."""

    def get_fields(self):
        return {name: each(many=True, required=False) for name, each in TOLD_IN.items()}


@cache
def relations_of(serializer) -> dict[str, str]:
    """{a field that names a record: its kind, "" for any}; that of a part has a dot, as in `intermediaries.actor`."""
    found = {}
    for name, field in serializer().fields.items():
        if isinstance(field, ReferenceSerializer):
            found |= _named(serializer.model, field, name)
        elif inner := getattr(field, "child", field if isinstance(field, rest.Serializer) else None):
            for other, each in getattr(inner, "fields", {}).items():
                if isinstance(each, ReferenceSerializer):
                    found |= _named(inner.model, each, f"{name}.{other}")
    return found


def _named(model, field, name: str) -> dict[str, str]:
    target = model._meta.get_field(field.source).related_model
    kind = "" if target is Record else visibility_of(target).kind
    return {name: kind} if not kind or kind in ENDPOINTS else {}


def _serializers_of(kind: str) -> list:
    """What tells records of a kind; those of any kind have no fields in common."""
    names = [ENDPOINTS.get(kind), *([BODIES] if kind == "act" else [])]
    return [TOLD_IN[name] for name in names if name]


def paths_included(query, serializer) -> tuple[tuple[str, str], ...]:
    """(relation, where it goes on from its records, or "") of each path. Raises Unreadable with a dict of errors."""
    said = [path.strip() for text in query.getlist(INCLUDE) for path in text.split(",")]
    own, found, strange = relations_of(serializer), {}, []
    for path in filter(None, said):
        split = _split(path, own)
        if split:
            found[split] = None
        else:
            strange.append(path)
    if strange:
        said = {"paths": ", ".join(strange), "known": ", ".join(own)}
        text = _(
            "“%(paths)s” names no other record here. Write some of: %(known)s; after one of them a dot and what"
        )
        raise Unreadable({INCLUDE: [(text + " " + _("its record names.")) % said]})
    return tuple(found)


def _split(path: str, own: dict[str, str]) -> tuple[str, str] | None:
    for relation, kind in own.items():
        if path == relation:
            return relation, ""
        further = path.removeprefix(f"{relation}.")
        if further != path and any(further in relations_of(each) for each in _serializers_of(kind)):
            return relation, further
    return None


def _ids(told: dict, relation: str) -> Iterator[str]:
    """The ids of the records that a record names there; of a statement that of the record which tells its subject."""
    name, _dot, other = relation.partition(".")
    found = told.get(name)
    rows = found if isinstance(found, list) else [found]
    for row in filter(None, rows):
        if other:
            yield from _ids(row, other)
        elif named := row.get("record", row):
            yield named["id"]


def included(told: list[dict], paths, request, *, root: str, day) -> dict[str, list[dict]]:
    """{list in which their address is: the records of these paths}, from records as they were told.

    What is hidden is not there. `root` is the address of the API, `day` that of `as_of`.
    """
    named = [
        (each, further) for record in told for relation, further in paths for each in _ids(record, relation)
    ]
    found = _records({each for each, _further in named}, request, root, day)
    beyond = {
        each for near, further in named if further and near in found for each in _ids(found[near], further)
    }
    found |= _records(beyond - found.keys(), request, root, day)
    by_list = {}
    for each in sorted(found):
        by_list.setdefault(found[each]["url"].split("/")[-3], []).append(found[each])
    return dict(sorted(by_list.items()))


def _records(ids: set[str], request, root: str, day) -> dict[str, dict]:
    """{id: the record, as its address tells it} of those that are shown."""
    # The lists are made of what includes.
    from peaceinfra.api.lists import LISTS  # noqa: PLC0415
    from peaceinfra.api.representing import representation  # noqa: PLC0415

    by_kind = {}
    for kind, key in map(parse_public_id, sorted(ids)):
        by_kind.setdefault(kind, []).append(key)
    found = {}
    for kind, keys in by_kind.items():
        if kind in LISTS and LISTS[kind].floor > Level.PUBLIC:
            record_read(request, floor=LISTS[kind].floor)
        told = representation(kind, keys, request.viewer, root=root, day=day)
        found |= {record["id"]: record for record in told.values()}
    return found
