"""What a subscription is to be told: what the feed would tell its token from its place on, and nothing else.

It is read anew for each attempt, as the reader that the token is then: what a server did not take in time it is told as
it is when it takes it, and of what was guarded meanwhile only that it is gone.
"""

from dataclasses import dataclass, field
from uuid import UUID

from peaceinfra.analysis.collect.record_changes import keys_in_processes
from peaceinfra.analysis.floor import TARGETS
from peaceinfra.api.feed import (
    LARGEST_PAGE,
    Place,
    changes_told,
    newest_place,
    reader_of,
    refused_at,
    rows_after,
)
from peaceinfra.api.lists import LISTS
from peaceinfra.core.choices import DeliveryOp
from peaceinfra.core.identity import parse_public_id
from peaceinfra.core.models import DeadLetter, Subscription
from peaceinfra.core.reads import MAY_HOLD_RESTRICTED
from peaceinfra.core.recalls import recalls_to_send
from peaceinfra.core.visibility import PUBLIC, Viewer, viewing

CHANGES, PULL, TEST = (op.value for op in (DeliveryOp.CHANGES, DeliveryOp.PULL_IN_FULL, DeliveryOp.TEST))
RECALLS = DeliveryOp.RECALLS.value
#: So many pages of the log are looked through at once for what was withdrawn.
MOST_PAGES = 200
# The name of the feed in the log of readings.
_FEED = "api:changes"


@dataclass(frozen=True)
class Batch:
    """op, entries    what is said
    recalls         their ids, each with that of its record
    after           where the place is when it was delivered (fields of the subscription)
    looked          until where it was looked for what was withdrawn
    is_more         whether the feed has more after it
    reads           what is to be noted of it in the log of readings
    """

    op: str
    entries: list[dict]
    after: dict = field(default_factory=dict)
    looked: UUID | None = None
    is_more: bool = False
    reads: list[tuple[str, str]] = field(default_factory=list)
    recalls: list[dict[str, str]] = field(default_factory=list)


def is_behind(subscription: Subscription, viewer: Viewer) -> bool:
    """Whether there is a recall, or anything in the feed after its place. Inside `viewing(viewer)`."""
    refused = refused_at(Place(subscription.row, subscription.reader), reader_of(viewer))
    return bool(refused or rows_after(subscription.row, 1) or _recalls(subscription))


def next_batch(subscription: Subscription, viewer: Viewer) -> Batch | None:
    """None where there is nothing more. Inside `viewing(viewer)`, of one moment. Recalls come before the feed."""
    if recalls := _recalls(subscription):
        told = [{"id": key, "record": record} for key, record, _sent_at in recalls]
        after = {"recalled_at": recalls[-1][2]}
        return Batch(RECALLS, [], after, subscription.looked, is_more=True, recalls=told)
    reader = reader_of(viewer)
    if refused_at(Place(subscription.row, subscription.reader), reader):
        newest = newest_place(viewer).row
        return Batch(PULL, [], {"row": newest, "reader": reader, "withdrawn": newest}, newest)
    rows = rows_after(subscription.row, LARGEST_PAGE + 1)
    is_more, rows = len(rows) > LARGEST_PAGE, rows[:LARGEST_PAGE]
    if not rows:
        return None
    last = looked = rows[-1][0]
    after = {"row": last, "withdrawn": last}
    if is_more:
        # Behind much else, what was withdrawn is told first: somebody's safety may depend on it.
        gone, looked = withdrawn_since(subscription.withdrawn or subscription.row)
        if gone:
            return Batch(
                CHANGES, _entries(gone, subscription, viewer), {"withdrawn": looked}, looked, is_more=True
            )
        after = {"row": last}
    entries = _entries(rows, subscription, viewer)
    return Batch(CHANGES, entries, after, looked, is_more, _reads(rows, viewer))


def _recalls(subscription: Subscription) -> list[tuple]:
    return recalls_to_send(subscription.series, subscription.recalled_at or subscription.made_at)


def withdrawn_since(row: UUID) -> tuple[list[tuple], UUID]:
    """(the rows after this one that say that something is gone, how far it was looked)."""
    found = []
    for _page in range(MOST_PAGES):
        rows = rows_after(row, LARGEST_PAGE)
        found += [change for change in rows if change[4]]
        row = rows[-1][0] if rows else row
        if len(rows) < LARGEST_PAGE or len(found) >= LARGEST_PAGE:
            break
    return found, row


def batch_of_letter(letter: DeadLetter, viewer: Viewer) -> Batch:
    """What a dead letter named, as the feed tells it now."""
    reader = reader_of(viewer)
    if refused_at(Place(letter.row, letter.reader), reader):
        return Batch(PULL, [])
    missing, found, row = set(letter.named), [], letter.row
    while missing and (rows := rows_after(row, LARGEST_PAGE)):
        row = rows[-1][0]
        entries = _entries(rows, letter.subscription, viewer)
        found += [entry for entry in entries if entry["id"] in missing]
        missing -= {entry["id"] for entry in entries}
    reads = [(_FEED, "")] if viewer.level >= MAY_HOLD_RESTRICTED else []
    return Batch(CHANGES, found, reads=reads)


def _entries(rows: list[tuple], subscription: Subscription, viewer: Viewer) -> list[dict]:
    """Those of the feed that are subscribed to; what is gone stands first. Above level 0 the ids alone."""
    told = changes_told(rows, viewer, subscription.root, is_expanded=False)
    if subscription.kinds:
        told = [entry for entry in told if entry["kind"] in subscription.kinds]
    upserts: dict[str, dict[int, dict]] = {}
    for entry in told:
        if entry["op"] != "gone":
            upserts.setdefault(entry["kind"], {})[parse_public_id(entry["id"])[1]] = entry
    if subscription.processes:
        upserts = {
            kind: {key: found[key] for key in keys_in_processes(kind, found, subscription.processes, viewer)}
            for kind, found in upserts.items()
        }
    public = _public(upserts)
    is_kept = {entry["id"] for found in upserts.values() for entry in found.values()}
    gone = [_ids(entry) for entry in told if entry["op"] == "gone"]
    return gone + [
        _whole(entry) if entry["id"] in public else _ids(entry) for entry in told if entry["id"] in is_kept
    ]


def _public(upserts: dict[str, dict[int, dict]]) -> set[str]:
    """The ids of those that everybody may see."""
    with viewing(PUBLIC):
        return {
            found[key]["id"]
            for kind, found in upserts.items()
            if found
            for key in LISTS[kind]
            .filterset_class.shown(PUBLIC)
            .filter(pk__in=found)
            .values_list("pk", flat=True)
        }


def _ids(entry: dict) -> dict:
    return {name: entry[name] for name in ("id", "kind", "op")}


def _whole(entry: dict) -> dict:
    return {name: entry[name] for name in ("id", "kind", "op", "url", "at")}


def _reads(rows: list[tuple], viewer: Viewer) -> list[tuple[str, str]]:
    """As of an answer of the feed: where it may hold restricted records, or who reaches whom."""
    is_target = viewer.level >= TARGETS and any(kind == "rch" for _row, kind, *_rest in rows)
    return [(_FEED, "")] if is_target or viewer.level >= MAY_HOLD_RESTRICTED else []
