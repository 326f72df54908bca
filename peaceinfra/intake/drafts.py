"""From what lines say to the rows of a dataset: each with its key, and with the cell that it came from."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Model

from peaceinfra.core.identity import key_from, public_id
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.faults import Fault
from peaceinfra.datasets.folders import Dataset
from peaceinfra.datasets.rows import Row
from peaceinfra.intake.reading import Line
from processes.choices import Match, NameKind
from processes.matching import Incoming
from processes.models import (
    Actor,
    ActorName,
    AgreementConflict,
    Citation,
    ConflictLink,
    ConflictParty,
    Coordinates,
    EventConflict,
    ExternalId,
    Lineage,
    Participation,
    Role,
    Signatory,
    Source,
)

AT_ONCE = 5_000
#: What stands once among the parts of a record: a second one that says the same is not added beside it.
SAME = {
    ActorName: ("actor_id", "folded"),
    AgreementConflict: ("agreement_id", "conflict_id"),
    Citation: ("subject_id", "source_id"),
    ConflictLink: ("process_id", "conflict_id"),
    ConflictParty: ("actor_id", "conflict_id", "side", "part", "start"),
    Coordinates: ("place_id",),
    EventConflict: ("event_id", "conflict_id"),
    ExternalId: ("subject_id", "scheme", "value"),
    Lineage: ("actor_id", "origin_id", "kind"),
    Participation: ("event_id", "actor_id", "part"),
    Role: ("actor_id", "process_id", "kind"),
    Signatory: ("agreement_id", "actor_id", "part"),
}


class FieldDataset(Dataset):
    """Rows that were made of a source: a fault is laid at the row and the column of the source's file."""

    def __init__(self, drafts):
        super().__init__()
        self._drafts = drafts
        if drafts.team:
            self.teams = [drafts.team]

    def blame(self, row: Row, column: str, message: str):
        if column and column in row.faulty:
            return
        row.blame(column)
        draft = self._drafts.of[type(row.record), row.record.pk]
        named = self._drafts.columns.get(draft.line.file, {}).get(f"{row.table.name}.{column}", column)
        value = draft.line.texts.get(named) or row.cells.get(column, "")
        self.faults.append(Fault(draft.line.file, str(message), draft.line.number, named, value))


@dataclass
class Draft:
    """What a source says of one record: {field: value}; what it does not say is left as it stands."""

    model: type[Model]
    key: int
    line: Line
    said: dict = field(default_factory=dict)
    #: Said of a new record alone: of one that is there its fields are somebody else's.
    only_new: bool = False


class Marking(NamedTuple):
    """How far what is imported may travel."""

    level: int
    team: str = ""


class Drafts:
    """What one import is about to say, by record."""

    def __init__(self, marking: Marking):
        self.level, self.team = marking
        self.of: dict[tuple, Draft] = {}
        #: {file: {table.field: column of the file}}, for faults.
        self.columns: dict[str, dict[str, str]] = {}
        self._sources = None
        #: {key of a part that is left out: the one that is there}
        self._instead: dict[int, int] = {}
        #: Things that may be records of the register: a person judges.
        self.waiting: list[Incoming] = []
        #: Parts that were not added, because the same is recorded already.
        self.there_already = 0

    def say(self, model: type[Model], key: int, line: Line, /, *, only_new: bool = False, **said) -> int:
        """Notes what a line says of a record. What was said first of a field counts."""
        draft = self.of.setdefault((model, key), Draft(model, key, line, only_new=only_new))
        for name, value in said.items():
            if value is not None:
                draft.said.setdefault(name, value)
        return key

    def part(self, model: type[Model], scheme: str, value: str, line: Line, /, **said) -> int:
        """A part of a record, such as a name: its key follows from what it is in the source."""
        return self.say(model, key_from(visibility_of(model).kind, scheme, value), line, **said)

    def source_at(self, url: str) -> int | None:
        """The source that the register has under an address already, made by somebody else."""
        if self._sources is None:
            rows = Source.objects.live().exclude(url="").filter(level__lte=self.level, team=None)
            self._sources = dict(rows.order_by("-pk").values_list("url", "pk"))
        return self._sources.get(url)

    def external_id(self, subject: int, scheme: str, value: str, line: Line, match: str = "exact"):
        self.part(
            ExternalId,
            scheme,
            f"{subject}:{value}",
            line,
            subject_id=subject,
            scheme=scheme,
            value=value,
            match=match,
        )

    def name(self, actor: int, name: str, scheme: str, value: str, line: Line):
        """Another name of an actor, unless it is the one under which it is shown."""
        self.part(ActorName, scheme, value, line, actor_id=actor, name=name, kind=NameKind.ALIAS)

    def cite(self, subject: int, source: int, dataset: str, line: Line, locator: str):
        """A citation of the dataset. A later edition takes the place of an earlier one in it."""
        part = self.part(
            Citation,
            dataset,
            str(subject),
            line,
            subject_id=subject,
            source_id=source,
            locator=locator[:200],
        )
        return part

    def dataset(self) -> FieldDataset:
        """The rows. What the source does not say is taken from the record that is stored."""
        dataset, self.there_already = FieldDataset(self), 0
        by_model = defaultdict(list)
        for draft in self.of.values():
            by_model[draft.model].append(draft)
        for table in tables.TABLES:
            drafts = by_model.pop(table.model, [])
            stored = _stored(table.model, [draft.key for draft in drafts])
            for draft in drafts:
                if draft.only_new and draft.key in stored:
                    # It is named, so that it is not missing from the source; nothing is said of it.
                    draft.said = {}
            drafts = self._without_same(table.model, drafts, stored)
            if drafts:
                rows = [self._row(table, draft, stored.get(draft.key)) for draft in drafts]
                dataset.rows_of(table).add(rows)
        assert not by_model, by_model
        return dataset

    def _without_same(self, model, drafts, stored):
        """Leaves out parts that the register holds under another key, and what is said twice.

        What was said of a part that is left out is said of the one that is there.
        """
        for draft in drafts:
            if draft.said.get("subject_id") in self._instead:
                draft.said["subject_id"] = self._instead[draft.said["subject_id"]]
        names = SAME.get(model)
        if names is None:
            return drafts
        kept, seen = [], {}
        labels = self._labels(drafts) if model is ActorName else {}
        there = self._there(model, names, drafts, stored)
        for draft in drafts:
            same = _same(draft, names)
            is_label = model is ActorName and folded(labels.get(same[0], "")) == same[1]
            if (draft.key not in stored and (is_label or same in there)) or same in seen:
                self.there_already += 1
                self._instead[draft.key] = there.get(same) or seen.get(same)
                del self.of[draft.model, draft.key]
                continue
            seen[same] = draft.key
            kept.append(draft)
        return kept

    def _there(self, model, names, drafts, stored):
        """{what must not stand twice: key} of the parts that the register has from others."""
        keys, found = {draft.key for draft in drafts}, {}
        owners = {draft.said[names[0]] for draft in drafts if draft.key not in stored}
        for portion in _portions(owners):
            rows = model._base_manager.filter(**{f"{names[0]}__in": portion}, retired=False).order_by("-pk")
            for key, *same in rows.values_list("pk", *names):
                if key not in keys:
                    found[tuple(same)] = key
        return found

    def _labels(self, drafts):
        """{actor: the name under which it is shown}, as it will be."""
        keys = {draft.said["actor_id"] for draft in drafts}
        found = {}
        for portion in _portions(keys):
            found |= dict(Actor.objects.filter(pk__in=portion).values_list("pk", "name"))
        for key in keys:
            said = self.of.get((Actor, key))
            if said and not (said.only_new and key in found):
                found[key] = said.said.get("name", "")
        return found

    def _row(self, table, draft, stored):
        columns = {column.field.attname: column for column in tables.columns(table)}
        values = {name: getattr(stored, name) for name in columns} if stored else {}
        if stored is None and "level" in table.fields:
            draft.said.setdefault("level", self.level)
        values |= draft.said
        if stored and table.model is ExternalId and stored.match == Match.EXACT:
            # One source says “this is it”, another “this is close”: the first is not taken back.
            values["match"] = draft.said["match"] = stored.match
        record = table.model(pk=draft.key, **values)
        row = Row(table, draft.line.number, {"id": public_id(tables.kind_of(table), draft.key)}, record)
        for attname, value in draft.said.items():
            column = columns[attname]
            if column.is_reference:
                row.references[column.name] = value
                row.cells[column.name] = str(value)
            else:
                row.cells[column.name] = "" if value is None or value == "" else column.write(value)
        if stored is None and self.team and "team" in table.fields:
            row.cells["team"] = self.team
        for column in tables.references(table):
            row.cells.setdefault(column.name, "")
        return row


def _same(draft, names):
    values = draft.said
    return tuple(
        _folded(draft) if name == "folded" else values.get(name, _empty(draft.model, name)) for name in names
    )


def _folded(draft):
    """The name as search sees it; of what can be without one, the words that stand for it."""
    source = draft.model._meta.get_field("folded").source
    return folded(
        draft.said.get(source, "") if source == "name" else getattr(draft.model(**draft.said), source)
    )


def _empty(model, attname):
    return next(field for field in model._meta.concrete_fields if field.attname == attname).get_default()


def _stored(model, keys):
    found = {}
    for portion in _portions(keys):
        found |= model._base_manager.in_bulk(portion)
    return found


def _portions(items):
    items = list(items)
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def titled(model: type[Model], text: str) -> str:
    """A name that is longer than the register holds is cut, and says so by its end."""
    longest = model._meta.get_field("name").max_length
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
