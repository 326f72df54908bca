"""A proposal in words, for the steward who decides: each field as it was, as it is, and as it would be."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.choices import ProposalStatus
from peaceinfra.core.identity import parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.wording import Wording, label_references
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.proposals.keeping import kept_value
from peaceinfra.proposals.kinds import in_order
from peaceinfra.proposals.reading import Item, Read
from peaceinfra.proposals.references import HERE
from processes.admin.namesakes import Namesakes, Typed, find_namesakes, same_address
from processes.choices import Credibility
from processes.models import ExternalId, Source


class FieldWords(NamedTuple):
    """One field. `was` and `now` are None where the record is new; `conflict` says what happened since it was sent."""

    name: str
    label: str
    was: str | None
    now: str | None
    proposed: str
    conflict: str
    is_taken: bool


class SourceWords(NamedTuple):
    """A source on which records rest; of a new one what is said of it."""

    title: str
    is_new: bool
    screen: str
    address: str
    details: str


@dataclass
class RecordWords:
    """One record of a proposal. `faults`: why it cannot be accepted as it is, by what it says."""

    title: str
    kind: str
    url: str
    is_new: bool
    source: str
    rows: list[FieldWords] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    fate: str = ""
    is_taken: bool = True

    @property
    def has_conflicts(self) -> bool:
        return any(row.conflict for row in self.rows)


def records_in_words(proposal, read: Read, viewer, taken=None) -> list[RecordWords]:
    """A fixed number of queries for each kind of record that is named.

    taken   {place: names of fields} as it was sent; None ticks all that nothing speaks against
    """
    wording = _Words(read, viewer, is_open=proposal.status == ProposalStatus.WAITING)
    found = []
    for place, item in enumerate(read.records):
        said = proposal.content["records"][place]
        words = wording.record(item, said, None if taken is None else taken.get(place, set()))
        if proposal.fates:
            words.fate = _fate_words(item, proposal.fates[place])
        found.append(words)
    _link_made(found, proposal, viewer)
    return found


def _link_made(records, proposal, viewer) -> None:
    """What was made of a new record is opened from its line, by who may see it."""
    made = {}
    for words, fate in zip(records, proposal.fates, strict=False):
        if words.is_new and fate.get("id"):
            made[parse_public_id(fate["id"])[1]] = words
    for record in Record.objects.shown_to(viewer).filter(pk__in=made):
        made[record.pk].url = screen_of(record)


def sources_in_words(read: Read, viewer) -> list[SourceWords]:
    """The sources in their order, each with where in it and how credible it is."""
    wording, found = Wording(viewer), []
    for item in read.sources:
        row = item.stored if item.stored is not None else item.record
        is_new = item.sent["fields"] is not None
        details = [
            f"{capfirst(str(column.verbose_name))}: {said}"
            for name in in_order(item.table, item.fields)
            if name not in ("name", "url")
            and (said := wording.value(row, column := item.table.model._meta.get_field(name)))
        ]
        screen = screen_of(Record(pk=item.key, kind="src")) if item.stored is not None else ""
        address = row.url if row is not None and row.url.startswith(("http://", "https://")) else ""
        found.append(SourceWords(_source_title(item), is_new, screen, address, "; ".join(details)))
    return found


def namesakes_of(read: Read, viewer) -> list[Namesakes]:
    """What is recorded already under the names, addresses and ids of what is new."""
    typed = Typed()
    for item in read.items:
        record = item.record
        if item.stored is not None or record is None:
            continue
        model = item.table.model
        if model is ExternalId:
            typed.ids[record.scheme.casefold(), record.value.casefold()] = f"{record.scheme} {record.value}"
        elif (
            hasattr(model, "folded")
            and not getattr(model, "names_within", "")
            and getattr(record, "name", "")
        ):
            typed.names[model][folded(record.name)] = record.name
        if url := getattr(record, "url", ""):
            typed.addresses[model][same_address(url)] = url
    return find_namesakes(typed, viewer) if typed.names or typed.ids or typed.addresses else []


class _Words:
    def __init__(self, read: Read, viewer, *, is_open: bool):
        # What was written since it was decided speaks against nothing.
        self.is_open = is_open
        self.read, self.wording = read, Wording(viewer)
        self.sources = [_source_title(item) for item in read.sources]
        self.new = {f"{HERE}{item.ref}": self._new_title(item) for item in read.items if item.ref}
        self._read_ahead(viewer)

    def record(self, item: Item, said: dict, taken) -> RecordWords:
        kind = str(item.table.model._meta.verbose_name) if item.table else said["kind"]
        is_new = "key" in said
        title = (self._new_title(item) or self._whole(item, said)) if is_new else self._title(item, said)
        url = (
            screen_of(Record(pk=item.key, kind=tables.kind_of(item.table))) if item.stored is not None else ""
        )
        words = RecordWords(title, kind, url, is_new, self._source_of(item, said))
        inside = (f"{item.pointer}/", item.pointer)
        for pointer, messages in self.read.faults.items():
            if pointer.startswith(inside):
                words.faults += [f"{_named(pointer, item)}{message}" for message in messages]
        words.is_taken = not words.faults if taken is None else bool(taken)
        words.rows = [self._field(item, said, name, taken) for name in in_order(item.table, said["fields"])]
        if after := said.get("after"):
            words.rows.append(FieldWords("", _("Stands after"), None, None, self._after(after), "", False))
        return words

    def _field(self, item, said, name, taken) -> FieldWords:
        column = item.table.model._meta.get_field(name)
        label, value = capfirst(str(column.verbose_name)), said["fields"][name]
        proposed = self._proposed(item, column, name, value)
        if "key" in said:
            return FieldWords(name, label, None, None, proposed, "", True)
        base = said["base"].get(name)
        was = self.wording.words(column, _read_kept(column, base))
        if item.stored is None:
            return FieldWords(name, label, was, "", proposed, _("The record is not there any more."), False)
        now = self.wording.words(column, getattr(item.stored, column.attname))
        conflict = ""
        if self.is_open and kept_value(item.stored, name) != base:
            conflict = _("Changed since it was sent.")
            if item.record is not None and getattr(item.record, column.attname) == getattr(
                item.stored, column.attname
            ):
                conflict = _("Changed since it was sent: the register holds this already.")
        is_taken = not conflict if taken is None else name in taken
        return FieldWords(name, label, was, now, proposed, conflict, is_taken)

    def _proposed(self, item, column, name, value):
        if isinstance(value, str) and value in self.new:
            return _("%(name)s (new in this proposal)") % {"name": self.new[value] or value}
        pointer = f"{item.pointer}/fields/{name}"
        if item.record is None or pointer in self.read.faults:
            return "" if value is None else str(value)
        return self.wording.words(column, getattr(item.record, column.attname)) or _("empty")

    def _after(self, after):
        return self.new.get(after) or after

    def _title(self, item, said):
        if item.stored is None:
            return said["id"]
        return self.wording.labels.get((item.table.model, item.key)) or str(item.stored)

    def _new_title(self, item):
        if isinstance(item.record, Source):
            return item.record.title
        name = getattr(item.record, "name", "") or getattr(item.record, "value", "")
        return str(name)

    def _whole(self, item, said):
        """Of what says more about an actor that actor, new or stored."""
        if not said["id"] or item.table is None:
            return ""
        whole = item.table.model._meta.pk.related_model
        return self.new.get(said["id"]) or self.wording.labels.get((whole, item.key), "")

    def _source_of(self, item, said):
        name = said["source"]
        if not item.table or (item.statement is None and not name):
            return ""
        for source, words in zip(self.read.sources, self.sources, strict=True):
            if not name or name in (source.sent["id"], f"{HERE}{source.ref}"):
                return words
        return ""

    def _read_ahead(self, viewer):
        """The words of all records that are changed or named; one query for each kind."""
        keys = defaultdict(set)
        for item in self.read.items:
            if item.stored is not None:
                keys[item.table.model].add(item.key)
            elif item.sent["id"] and not item.sent["id"].startswith(HERE) and item.key:
                keys[item.table.model._meta.pk.related_model].add(item.key)
            for name in item.fields:
                column = item.table.model._meta.get_field(name)
                if not column.is_relation or visibility_of(column.related_model) is None:
                    continue
                held = [getattr(row, column.attname) for row in (item.record, item.stored) if row is not None]
                held.append(_read_kept(column, (item.sent.get("base") or {}).get(name)))
                keys[column.related_model] |= {key for key in held if key}
        for model, wanted in keys.items():
            rows = model._default_manager.visible_to(viewer)
            if model is not Record:
                rows = rows.select_related(*label_references(model))
            found = rows.in_bulk(wanted)
            self.wording.labels |= {(model, key): str(found.get(key) or _("not shown")) for key in wanted}


def _fate_words(item, fate) -> str:
    """What became of a record; of one that was accepted in part, which fields."""
    words = capfirst(str(ProposalStatus(fate["status"]).label))
    if fate["status"] != ProposalStatus.IN_PART:
        return f"{words}."
    column = item.table.model._meta.get_field
    names = ", ".join(str(column(name).verbose_name) for name in fate["fields"])
    return f"{words}: {names}."


def _source_title(item) -> str:
    row = item.stored if item.stored is not None else item.record
    where = ", ".join(filter(None, [str(row or item.sent["id"]), item.sent["locator"]]))
    grade = Credibility(item.sent["credibility"]).label
    return _("%(where)s (%(grade)s)") % {"where": where, "grade": grade}


def _read_kept(column, text):
    """A value that was kept beside a change, as the field holds it."""
    if text is None:
        return None
    try:
        return int(text) if column.is_relation else column.to_python(text)
    except (ValidationError, ValueError):
        return None


def _named(pointer: str, item: Item) -> str:
    """The field that a fault is about, before its message."""
    name = pointer.removeprefix(f"{item.pointer}/").removeprefix("fields/")
    columns = {column.name: column for column in item.table.model._meta.concrete_fields} if item.table else {}
    return f"{capfirst(str(columns[name].verbose_name))}: " if name in columns else ""
