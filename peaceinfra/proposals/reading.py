"""From what was sent to records: what is named is looked up, values are read, and every fault is noted at its place."""

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.identity import UnknownId, new_id, parse_public_id, public_id
from peaceinfra.core.models import Team
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import BadCell
from peaceinfra.proposals.kinds import (
    SOURCES,
    TABLES,
    UNSOURCED,
    columns,
    fault_of,
    is_detail,
    owner_column,
    parsed,
    tables_for,
)
from peaceinfra.proposals.references import HERE, References
from peaceinfra.proposals.sent import Faults, token
from processes.models import Source
from processes.services import Statement


@dataclass(eq=False)
class Item:
    """One record of a proposal, new or stored, as it would be.

    pointer    its place in what was sent
    stored     as it is in the register; None is a new one
    record     as it would be; None where it could not be made
    fields     what is written into it, by name, as it is kept
    """

    pointer: str
    sent: dict
    table: Table | None = None
    key: int | None = None
    stored: Model | None = None
    record: Model | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    statement: Statement | None = None

    @property
    def id(self) -> str:
        return public_id(tables.kind_of(self.table), self.key)

    @property
    def ref(self) -> str:
        return self.sent["ref"]


@dataclass
class Read:
    """A proposal as its reader may see it."""

    sources: list[Item]
    records: list[Item]
    faults: Faults
    references: References

    @property
    def new_sources(self) -> list[Item]:
        return [item for item in self.sources if item.sent["fields"] is not None]

    @property
    def items(self) -> list[Item]:
        return [*self.new_sources, *self.records]

    @property
    def named(self) -> set[int]:
        """The keys of the stored records that it names."""
        texts = [text for item in self.items for text in _references_in(item, item.fields)]
        texts += [item.sent["id"] for item in (*self.sources, *self.records)]
        here = {item.key for item in self.items if item.stored is None}
        found = set()
        for text in texts:
            if text and not text.startswith(HERE):
                found.add(parse_public_id(text)[1])
        return found - here


def read_proposal(
    sent: dict, viewer, faults: Faults, *, least: int = 0, is_own: bool = False, hint: str = ""
) -> Read:
    """What was sent (in the form of `sent.check_form`) as records, over what the viewer may see.

    least    the level below which nothing new is marked: that of the token
    is_own   whether the viewer writes it, as on any screen: notes too, and markings as they say them. A record may then
             have a “locator” and a “credibility” of its own
    hint     what else may stand where a record is named that is not found
    """
    sources = [Item(f"/sources/{place}", item) for place, item in enumerate(sent["sources"])]
    records = [Item(f"/records/{place}", item) for place, item in enumerate(sent["records"])]
    for item in sources:
        item.table = TABLES[SOURCES]
    known = tables_for(viewer, is_own=is_own)
    for item in records:
        item.table = known.get(item.sent["kind"].replace("-", "_"))
        if item.table is None and item.sent["kind"]:
            words = _("Nothing of this kind can be proposed. Known are: %(known)s.")
            faults.add(f"{item.pointer}/kind", words % {"known": ", ".join(known)})
    every = [item for item in (*sources, *records) if item.table]
    references = References(viewer, _new_ones(every, faults), hint)
    references.look_up([text for item in every for text in _texts_of(item)])
    read = Read(sources, records, faults, references)
    _find_stored(every, references, viewer, faults)
    teams = dict(Team.objects.filter(pk__in=viewer.teams).values_list("name", "pk"))
    for item in every:
        if item.key is not None and item.sent["fields"] is not None:
            reader = _OwnReader if is_own else _Reader
            reader(item, references, teams, faults, least).read()
    _state_sources(read, is_own)
    return read


def _texts_of(item):
    yield item.sent["id"]
    yield item.sent.get("after")
    yield from _references_in(item, item.sent["fields"] or {})


def _references_in(item, fields):
    """The values that name records."""
    for name, value in fields.items():
        column = columns(item.table).get(name)
        if column and column.is_reference and isinstance(value, str) and value.strip():
            yield value.strip()


def _new_ones(items, faults) -> dict:
    """{ref: (key, kind)}; gives the new records their keys."""
    here = {}
    for item in items:
        if item.sent["id"] or (item.table.name == SOURCES and item.sent["fields"] is None):
            continue
        if is_detail(item.table):
            faults.add(f"{item.pointer}/id", _("Write the id of the record that this says more about."))
            continue
        item.key = item.sent.get("key") or new_id()
        if item.ref in here:
            faults.add(f"{item.pointer}/ref", _("Another record has this “ref” already."))
        elif item.ref:
            here[item.ref] = item.key, tables.kind_of(item.table)
    return here


def _find_stored(items, references, viewer, faults):
    """The records that are named by their ids; a detail that is not there yet is a new one. One query a kind."""
    for item in items:
        if item.sent["id"] and item.key is None:
            try:
                item.key = references.key(item.sent["id"], (tables.kind_of(item.table),))
                item.sent["id"] = references.written(item.sent["id"], item.key)
            except BadCell as error:
                faults.add(f"{item.pointer}/id", fault_of(item.sent["id"], error))
    wanted = [item for item in items if item.sent["id"] and item.key is not None]
    for table in dict.fromkeys(item.table for item in wanted):
        keys = [item.key for item in wanted if item.table is table]
        rows = table.model.objects.shown_to(viewer).in_bulk(keys)
        for item in wanted:
            if item.table is table:
                item.stored = rows.get(item.key)
    for place, item in enumerate(wanted):
        if any((item.table, item.key) == (other.table, other.key) for other in wanted[:place]):
            faults.add(f"{item.pointer}/id", _("This record stands here twice."))
            item.key = None


def _state_sources(read, is_own):
    """Which source each record rests on: the one it names, or the first."""
    given = {f"{HERE}{item.ref}": item for item in read.sources if item.ref}
    given |= {item.sent["id"]: item for item in read.sources if item.sent["id"]}
    new = {
        item.key for item in read.records if item.table and item.stored is None and not is_detail(item.table)
    }
    used, is_known = set(), bool(read.records) and all(item.table for item in read.records)
    for item in filter(lambda item: item.table, read.records):
        if item.table.name in UNSOURCED:
            if item.sent["source"]:
                words = _("This rests on no source beside itself: leave “source” out.")
                read.faults.add(f"{item.pointer}/source", words)
            continue
        name = item.sent["source"]
        source = given.get(name) if name else next(iter(read.sources), None)
        if source is None:
            words = _("Name one of the “sources” by its id, or by “#” and its “ref”.")
            if not read.sources:
                words = _("Send the source: its “id”, or “fields” of a new one.")
            read.faults.add(f"{item.pointer}/source" if name else "/sources", words)
            is_known = False
            continue
        used.add(source.pointer)
        # A new record and what is told more about it rest on the source once.
        if source.key and not (is_detail(item.table) and item.key in new):
            row = source.stored or source.record or Source(pk=source.key)
            said = source.sent | {
                name: item.sent[name] for name in ("locator", "credibility") if item.sent.get(name)
            }
            item.statement = Statement(row, said["locator"], said["credibility"], said.get("accessed"))
    for source in read.sources:
        if is_known and source.pointer not in used and not is_own:
            words = _("No record rests on this source: name it in “source” of one, or leave it out.")
            read.faults.add(source.pointer, words)


class _Reader:
    """Reads the fields of one record."""

    def __init__(self, item: Item, references: References, teams: dict, faults: Faults, least: int):
        self.item, self.references, self.teams, self.faults = item, references, teams, faults
        self.least = least
        self.columns = columns(item.table)

    def read(self):
        item, values = self.item, {}
        sent = dict(item.sent["fields"])
        for name in sent.keys() - self.columns.keys():
            known = ", ".join(self.columns)
            words = _("This is no field of “%(kind)s” that can be proposed. Known are: %(known)s.")
            self._blame(name, words % {"kind": item.table.name, "known": known})
        for name, column in self.columns.items():
            if name in sent or item.stored is None:
                try:
                    values |= self._value(name, column, sent)
                except BadCell as error:
                    self._blame(name, fault_of(sent.get(name), error))
        self._check_kinds_of_dates(sent)
        if item.stored is None:
            own = item.table.model._meta.pk.attname
            item.record = item.table.model(**{own: item.key, **values})
        else:
            item.record = copy(item.stored)
            for name, value in values.items():
                setattr(item.record, name, value)
        self._read_place()

    def _value(self, name, column, sent) -> dict:
        """{column of the model: its value}; empty where the field keeps what it has."""
        item, attname = self.item, column.field.attname
        if name == "level":
            return {attname: self._level(column, sent)}
        if name not in sent and column.field.has_default():
            return {attname: column.field.get_default()}
        value = sent.get(name)
        if isinstance(value, str):
            value = value.strip()
        if name == "team":
            return {attname: self._team(name, sent)}
        if column.is_reference:
            if value in (None, ""):
                if not column.field.null:
                    raise BadCell(_("is empty. Write the id of a record."))
                key = None
            else:
                key = self.references.key(value, tables.kinds_referred_to(item.table, column))
                value = self.references.written(value, key)
            found = key
        else:
            found = parsed(column, value)
            # A country may be sent by its name: what is kept is what will be written.
            value = found if isinstance(found, list) and value is not None else value
        if name in sent:
            item.fields[name] = value
        return {attname: found}

    def _level(self, column, sent):
        """A proposal raises and never lowers; what is new is not marked lower than the register does by itself."""
        given = parsed(column, sent["level"]) if "level" in sent else 0
        if self.item.stored is None:
            level = max(given, column.field.get_default(), self.least)
            self.item.fields["level"] = level
            return level
        if given < self.item.stored.level:
            raise BadCell(
                _("is lower than the marking of the record. A proposal raises a marking or leaves it.")
            )
        self.item.fields["level"] = given
        return given

    def _team(self, name, sent):
        given, stored = sent.get(name), self.item.stored
        if name not in sent and stored is None:
            if len(self.teams) > 1:
                raise BadCell(
                    _("is not said. You read for several teams: write one of them, or null for none.")
                )
            given = next(iter(self.teams), None)
        if given is not None and not (isinstance(given, str) and given in self.teams):
            raise BadCell(_("is no team of yours."))
        key = self.teams.get(given)
        if stored is not None and stored.team_id and stored.team_id != key:
            raise BadCell(_("would take the record from its team. A proposal leaves it there."))
        if name in sent or key is not None:
            self.item.fields[name] = given
        return key

    def _check_kinds_of_dates(self, sent):
        """A start or an end is sent with what kind of date it is, where that is not recorded."""
        for name in ("start", "end"):
            column = self.columns.get(f"{name}_kind")
            if column is None or not sent.get(name) or column.name in sent:
                continue
            unknown = column.field.get_default()
            if self.item.stored is None or getattr(self.item.stored, column.name) == unknown:
                known = ", ".join(code for code, _label in column.field.choices if code != unknown)
                words = _("Say what kind of date “%(name)s” is. Write one of: %(known)s.")
                self._blame(column.name, words % {"name": name, "known": known})

    def _read_place(self):
        """A new row stands after another of the same whole, or last."""
        item, owner = self.item, owner_column(self.item.table)
        if "after" not in item.sent:
            return
        try:
            if owner is None or item.stored is not None:
                raise BadCell(_("is said only of a new row that stands in an order."))
            if (after := item.sent["after"]) is not None:
                key = self.references.key(after, (tables.kind_of(item.table),))
                item.sent["after"] = self.references.written(after, key)
        except BadCell as error:
            self.faults.add(f"{item.pointer}/after", fault_of(item.sent["after"], error))
            item.sent["after"] = None

    def _blame(self, name, message):
        self.faults.add(f"{self.item.pointer}/fields/{token(name)}", message)


class _OwnReader(_Reader):
    """Reads what the viewer writes by their own hand. What lowers a marking the services refuse, as on any screen."""

    def read(self):
        """A date beside a kind that nobody chose is the actual start or end, as on the screens."""
        fields, stored = self.item.sent["fields"], self.item.stored
        for name, kind in (("start", StartKind.ACTUAL), ("end", EndKind.ACTUAL)):
            column = self.columns.get(f"{name}_kind")
            if column is None or not fields.get(name) or column.name in fields:
                continue
            if stored is None or getattr(stored, column.name) == column.field.get_default():
                fields[column.name] = kind.value
        super().read()

    def _level(self, column, sent):
        given = parsed(column, sent["level"]) if "level" in sent else None
        if given is None:
            given = self.item.stored.level if self.item.stored else column.field.get_default()
        if given > self.references.viewer.level:
            raise BadCell(_("is above what you may see."))
        self.item.fields["level"] = given
        return given

    def _team(self, name, sent):
        if name not in sent:
            return self.item.stored.team_id if self.item.stored else None
        given = sent[name]
        if given and given not in self.teams:
            raise BadCell(_("is no team of yours."))
        self.item.fields[name] = given
        return self.teams.get(given)


def id_of(text: str) -> int | None:
    """The key in the public id of a proposal; None for what is none."""
    try:
        kind, key = parse_public_id(text)
    except UnknownId:
        return None
    return key if kind == "prp" else None


def highest(read: Read) -> int:
    """The level of what the proposal would make, claims among it: what is claimed of a part is restricted."""
    levels = [getattr(item.record, "level", Level.PUBLIC) for item in read.items if item.record is not None]
    if any(
        item.stored is not None and item.statement and not hasattr(item.stored, "level")
        for item in read.items
    ):
        levels.append(Level.RESTRICTED)
    return int(max(levels, default=Level.PUBLIC))
