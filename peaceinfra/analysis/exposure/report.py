"""The exposure of one record: readings grouped by who and where, markings, editions, deliveries that were not taken."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.exposure.answers import answer_words
from peaceinfra.analysis.exposure.readers import Marked, Reader, Readers, collect_readers, markings_of
from peaceinfra.analysis.exposure.surfaces import Surface, may_hold, surface_of
from peaceinfra.analysis.exposure.surroundings import Surroundings, surroundings_of
from peaceinfra.core.identity import LENGTH
from peaceinfra.core.models import Account, DeadLetter, PartnerToken, ReadEntry, Record
from peaceinfra.core.models.reads import OF_NO_RECORD
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import Viewer

#: What no report can say, because it is recorded nowhere.
NOT_RECORDED = (
    _(
        "Who is signed out, and who is cleared below “restricted”, is not noted, except for lists of targets (ways,"
        " networks, reach): while the record stood below “restricted”, anybody cleared for it may have read it."
    ),
    _(
        "What was searched or filtered for is not noted: a list “may have held” the record where its reader was cleared"
        " for it on that day, and need not have."
    ),
    _("The time of day is not noted, and after %(days)s days a reading is forgotten."),
    _(
        "What readers did with what they read, copies of files, and mirrors of the feed are not seen from here."
    ),
    _(
        "Backups and dumps hold every record of their day, and whoever can read the database reads it without a note."
    ),
)


class Nearness:
    """How an answer had to do with the record."""

    ITSELF = "itself"
    AROUND = "around"
    LISTED = "listed"


NEARNESS_WORDS = {
    Nearness.ITSELF: _("the record itself"),
    Nearness.AROUND: _("a record that names it"),
    Nearness.LISTED: _("a list or file that may have held it"),
}


@dataclass(frozen=True)
class Reading:
    """Answers of one kind that one reader was given: how many, on which days."""

    reader: Reader
    who: str
    nearness: str
    surface: Surface
    kind: str
    first: date
    last: date
    times: int

    @property
    def nearness_label(self):
        return NEARNESS_WORDS[self.nearness]

    @property
    def where(self) -> str:
        return f"{self.surface.label}: {answer_words(self.kind)}"


@dataclass(frozen=True)
class Edition:
    """A release that held the record; `is_withdrawn`: its files are not given any more."""

    name: str
    is_withdrawn: bool


@dataclass(frozen=True)
class Exposure:
    """What is recorded of who may know a record."""

    record: Record
    name: str
    markings: Sequence[Marked] = ()
    readings: Sequence[Reading] = ()
    editions: Sequence[Edition] = ()
    letters: Sequence[DeadLetter] = field(default_factory=list)
    log_begins: date | None = None

    @property
    def public_spans(self) -> list[tuple[date, date | None]]:
        """(first day, last day or None for “until now”) of the times in which anybody could read it."""
        found = []
        for marked, following in zip(self.markings, [*self.markings[1:], None], strict=True):
            if marked.is_public:
                found.append((marked.since.date(), following and following.since.date()))
        return found

    @property
    def holders(self) -> list[tuple[Reader, str]]:
        """Whom a recall can be sent to: (reader, name) of whoever was given an answer that held it, or may have."""
        return sorted({(reading.reader, reading.who) for reading in self.readings}, key=lambda pair: pair[1])

    @property
    def not_recorded(self) -> list[str]:
        return [str(words) % {"days": settings.READ_LOG_DAYS} for words in NOT_RECORDED]


def collect_exposure(record: Record, viewer: Viewer, today: date) -> Exposure:
    """Of a record that the viewer may see, asked in a transaction in which an officer is proven to act."""
    model = models_by_kind()[record.kind]
    around = surroundings_of(record, viewer)
    markings = markings_of(model, record.pk)
    noted = [*_noted(record, around)]
    readers = collect_readers({reader for reader, *_rest in noted})
    readings = _grouped(noted, record, readers, markings, _names(reader for reader, *_rest in noted))
    named = str(model._base_manager.get(pk=record.pk))
    return Exposure(
        record,
        named,
        markings,
        readings,
        editions=editions_with(record.public_id),
        letters=[
            *DeadLetter.objects.filter(named__contains=[record.public_id]).prefetch_related(
                "subscription__token"
            )
        ],
        log_begins=ReadEntry.objects.order_by("day").values_list("day", flat=True).first(),
    )


def _noted(record: Record, around: Surroundings) -> Iterator[tuple]:
    """(reader, kind, subject, day, times) of the answers that held it or can have; a list has no record as subject."""
    # Asked apart, so that each finds an index.
    for condition in (Q(subject__in=[record.public_id, *around.ids]), OF_NO_RECORD):
        rows = ReadEntry.objects.filter(condition).order_by("day", "kind", "subject")
        rows = rows.values_list("account", "token", "kind", "subject", "day").annotate(times=Count("pk"))
        for account, token, kind, subject, day, times in rows:
            if condition is not OF_NO_RECORD or may_hold(kind, around.kinds):
                yield Reader(None if token else account, token), kind, subject, day, times


def _grouped(noted, record, readers: Readers, markings, names) -> list[Reading]:
    """One for each reader, kind of answer and nearness; the nearest first. A list counts where it can have held it."""
    found: dict[tuple, tuple[date, date, int]] = {}
    for reader, kind, subject, day, times in noted:
        nearness = _nearness(record, subject)
        if nearness != Nearness.ITSELF and not readers.could_read(reader, markings, day):
            continue
        key = nearness, reader, kind
        first, last, before = found.get(key, (day, day, 0))
        found[key] = min(first, day), max(last, day), before + times
    order = [Nearness.ITSELF, Nearness.AROUND, Nearness.LISTED]
    rows = [
        Reading(reader, names.get(reader, ""), nearness, surface_of(kind), kind, first, last, times)
        for (nearness, reader, kind), (first, last, times) in found.items()
    ]
    return sorted(rows, key=lambda row: (order.index(row.nearness), row.who, row.first, row.kind))


def _nearness(record, subject) -> str:
    if subject == record.public_id:
        return Nearness.ITSELF
    is_record = len(subject) == LENGTH + 4 and subject[3:4] == "-"
    return Nearness.AROUND if is_record else Nearness.LISTED


def _names(readers) -> dict[Reader, str]:
    """Of an account its name; of a token its id, and whose it is."""
    readers = {*readers}
    accounts = {reader.account for reader in readers if reader.account}
    tokens = {reader.token for reader in readers if reader.token}
    names = {
        Reader(account=key): name
        for key, name in Account.objects.filter(pk__in=accounts).values_list("pk", "username")
    }
    rows = PartnerToken.objects.filter(key_id__in=tokens).values_list("key_id", "owner")
    return names | {Reader(token=key): f"{owner} ({key})" for key, owner in rows}


def editions_with(public_id: str) -> list[Edition]:
    """The releases that hold the record, or held it: of a withdrawn one its follower says what was taken out."""
    root = Path(settings.RELEASES)
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir()) if root.exists() else []
    return [
        Edition(folder.name, is_withdrawn=(folder / "withdrawn.json").exists())
        for folder in folders
        if _holds(folder, public_id) or _taken_out_by_follower(folder, public_id)
    ]


def _holds(folder: Path, public_id: str) -> bool:
    """Whether a file of it that is not its list of what is gone names the record."""
    text = public_id.encode()
    files = [path for path in folder.glob("*.jsonl") if path.name != "tombstones.jsonl"]
    return any(text in line for path in files for line in path.open("rb"))


def _taken_out_by_follower(folder: Path, public_id: str) -> bool:
    withdrawal = folder / "withdrawn.json"
    if not withdrawal.exists():
        return False
    following = json.loads(withdrawal.read_text()).get("replaced_by", "")
    tombs = folder.parent / str(following) / "tombstones.jsonl"
    return bool(following) and tombs.exists() and public_id in tombs.read_text()
