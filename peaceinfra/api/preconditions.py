"""Whether a tool that changes records saw them as they are: the ETag of each, compared with that of now."""

from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from peaceinfra.analysis.floor import TARGETS
from peaceinfra.api.exceptions import Refusal
from peaceinfra.api.lists import LISTS
from peaceinfra.api.rendering import as_json
from peaceinfra.api.root import root_address
from peaceinfra.api.serializers.homes import HOMES
from peaceinfra.api.telling import Teller
from peaceinfra.api.unchanged import told_at
from peaceinfra.core.identity import public_id
from peaceinfra.core.reads import record_read
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.proposals.keeping import kept_value
from peaceinfra.proposals.reading import Item, Read


def check_versions(request, read: Read, header: str) -> None:
    """Raises Refusal: 428 where it is not said which version was seen, 412 where it is another now.

    header   the tag of the only stored record, where the record does not name it itself
    """
    changed = [item for item in read.records if item.stored is not None]
    if not changed:
        return
    told = _told_now(request, [holder_of(item) for item in changed])
    missing, stale = {}, []
    for item in changed:
        tag = item.sent.get("if_match") or (header if len(changed) == 1 else "")
        if "version" in item.sent:
            # It was looked at when the proposal was sent first.
            is_as_seen = item.sent["version"] == item.stored.version
        elif not tag:
            missing[f"{item.pointer}/if_match"] = [
                _(
                    "Send here the ETag that the record's own address (its “url”) gave you, without parameters; of a"
                    " part that of the record in which you read it."
                )
            ]
            continue
        else:
            now = told_at(told[holder_of(item)][0], request, request.viewer, parse_etags(tag))
            is_as_seen = now.has(now.tag(as_json(told[holder_of(item)][1])))
        if not is_as_seen:
            stale.append(item)
    if missing:
        raise Refusal(428, missing)
    if stale:
        _refuse(request, stale, told)


def holder_of(item: Item) -> tuple[str, int]:
    """(kind, key) of the record in whose own answer a record stands: itself, or what it is told as a part of."""
    kind, model, row = tables.kind_of(item.table), item.table.model, item.stored
    key = row.pk
    while kind not in LISTS:
        way, _name = HOMES[model][0]
        column = model._meta.get_field(way)
        key, model = getattr(row, column.attname), column.related_model
        kind = visibility_of(model).kind
        row = model._base_manager.get(pk=key) if kind not in LISTS else None
    return kind, key


def _told_now(request, holders) -> dict:
    """{(kind, key): (address, the record as it is told there)}; a fixed number of queries for each kind."""
    teller, found = Teller(request.viewer, root_address(request)), {}
    for kind in sorted({kind for kind, _key in holders}):
        keys = {key for other, key in holders if other == kind}
        addresses, records = teller.addresses(kind, keys), teller.records(kind, keys)
        found |= {(kind, key): (addresses[key], records.get(key)) for key in keys}
    return found


def _refuse(request, stale, told):
    words = _(
        "The record is not as you read it, or this is no ETag of its own address. What it is now stands under"
        " “versions”: look at it, read its ETag there, and send again."
    )
    versions = []
    for item in stale:
        holder = holder_of(item)
        if holder[0] == "rch":
            record_read(request, floor=TARGETS)
        versions.append(
            {
                "pointer": item.pointer,
                "id": public_id(*holder),
                **_based_on(item),
                "now": told[holder][1],
            }
        )
    raise Refusal(412, {f"{item.pointer}/if_match": [words] for item in stale}, beside={"versions": versions})


def _based_on(item) -> dict:
    """The fields as they were when the proposal was sent, and those that are others now; null where only a tag was
    sent, of which nobody can tell what it stood for.
    """
    base = item.sent.get("base")
    if base is None:
        return {"based_on": None, "changed": None}
    # Of what names a record the tool has the id from its own copy: it may not be shown it any more.
    column = item.table.model._meta.get_field
    return {
        "based_on": {name: value for name, value in base.items() if not column(name).is_relation},
        "changed": sorted(name for name, value in base.items() if value != kept_value(item.stored, name)),
    }
