"""Guarded rows drawn by chance beside the public register of `two_worlds`, the same for the same seed.

Rows of every kind hang on public rows and on one another; some are raised, retired, merged or erased afterwards. What
would be seen by who may not see guarded records, or would take a public record away from them, is not kept: it
is no guarded row.
"""

from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.test import override_settings

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core.choices import Level
from peaceinfra.core.erasures import command_erasure
from peaceinfra.core.models import Record
from peaceinfra.core.visibility import Viewer
from processes.models import Actor, ActorName, Citation, Claim, Community, PeaceProcess, Place, Role, Source
from processes.services import MergeChoices, merge_records, retire_records, save_record
from tests import factories as make
from tests.core.walls.worlds import HANGS_ON, NEEDED, ORDER

#: The most that those who are compared may see.
READER = Viewer(Level.INTERNAL)
NAMES = [
    "Secret council",
    "Government",
    "الحركة",
    "တိုင်းရင်းသား အဖွဲ့",
    "secret talks",
    "Lakeside",
    "The process",
    "570",
]
YEARS = ["1998", "2002", "2003-05", "2004-02-22", "2006", "2019"]
#: What happens to guarded rows after they were entered, each at least once in a world, in any order.
HAPPENINGS = ("raise", "retire", "merge", "erase")
# Many a row may not be raised or retired as it is drawn: then another one is.
TRIES = 40
#: Of which kinds two are merged, and a row that names the one that is merged, by which reference.
MERGED = {
    Actor: (ActorName, "actor"),
    Source: (Citation, "source"),
    PeaceProcess: (Role, "process"),
    Place: (Community, "place"),
}


class _Seen(Exception):
    """A row that would not be guarded, or would guard what is public."""


class DrawnRows:
    """What was drawn for one seed; `rows` are those that were kept."""

    def __init__(self, seed: int):
        self.random, self.rows, self.happened, self.gone = Random(seed), [], set(), set()
        self.team = make.TeamFactory(name=f"team {seed}")
        self.public = {model: list(model.objects.all()) for model in HANGS_ON}
        self.seen = _seen_records()

    def build(self, most: int) -> None:
        """Actors first, on which all others may hang, then rows of any kind, then what happens to them."""
        drawn = [Actor, Actor, *sorted(self.random.choices(ORDER, k=most), key=ORDER.index)]
        for model in drawn:
            self._keep(lambda model=model: self._add(model))
        for happening in self.random.sample(HAPPENINGS, len(HAPPENINGS)):
            write = getattr(self, f"_{happening}")
            if any(self._keep(write) for _number in range(TRIES)):
                self.happened.add(happening)

    def _keep(self, write) -> bool:
        with suppress(_Seen, DatabaseError, ValidationError), transaction.atomic():
            row = write()
            if _seen(type(row)).filter(pk=row.pk).exists() or _seen_records() != self.seen:
                raise _Seen
            self.rows.append(row)
            return True
        return False

    # --- what happens ---

    def _add(self, model, **given):
        fields = NEEDED.get(model, {}) | self._values(model) | self._references(model)
        row = model(**fields | given)
        row.save(force_insert=True)
        return row

    def _raise(self):
        row = self._one(lambda row: hasattr(row, "level") and row.level < Level.STRICT)
        row.level = Level.STRICT
        return save_record(row, by=None, reason="protected")

    def _retire(self):
        row = self._one(lambda row: hasattr(row, "retired"))
        retire_records([row], by=None, reason="entered twice")
        return row

    def _merge(self):
        model = self.random.choice(list(MERGED))
        kept, merged = (self._add(model, **self._guard()) for _number in range(2))
        part, reference = MERGED[model]
        self._add(part, **{reference: merged})
        kept, merged = (model.objects.get(pk=row.pk) for row in (kept, merged))
        merge_records(kept, merged, MergeChoices(drop_ends=True), by=None, reason="entered twice")
        return merged

    def _erase(self):
        person = self._add(Actor, kind="individual", **self._guard())
        self._add(ActorName, actor=person)
        with TemporaryDirectory() as folder:
            kept = {"ERASURES": Path(folder) / "erasures.jsonl", "RELEASES": Path(folder) / "releases"}
            with override_settings(**kept):
                command_erasure(Record.objects.get(pk=person.pk), "withdrawn")
                carry_out_all()
        self.gone.add(person.pk)
        return person

    def _one(self, fits):
        rows = [type(row).objects.filter(pk=row.pk).first() for row in self.rows if fits(row)]
        rows = [row for row in rows if row]  # some were erased
        if not rows:
            raise _Seen
        return self.random.choice(rows)

    # --- what a row says ---

    def _values(self, model) -> dict:
        names = {field.name: field for field in model._meta.fields}
        found = {
            name: self.random.choice(NAMES)
            for name in ("name", "description", "value", "text")
            if name in names
        }
        if "level" in names:
            found |= self._marking()
        if "start" in names and self.random.random() < 0.5:
            found |= {"start_kind": "actual", "start": self.random.choice(YEARS)}
        if "date" in names:
            found["date"] = self.random.choice(YEARS)
        for place in {"position", "number"} & names.keys():
            found[place] = self.random.choice([2, 3])  # the public rows stand at 1 and 4
        for name in {"kind", "status", "modality", "bound", "relation"} & names.keys():
            found |= {name: self.random.choice(names[name].choices)[0]} if names[name].choices else {}
        if model is Claim:
            found |= {"field": "name", "polarity": "contradicts"}
        return found

    def _marking(self) -> dict:
        """Its own; a row may also be public by itself and guarded by what it hangs on."""
        return self.random.choice([self._guard(), self._guard(), {"level": 0}])

    def _guard(self) -> dict:
        by_level = {"level": self.random.choice([Level.RESTRICTED, Level.STRICT])}
        return self.random.choice([by_level, by_level, {"level": 0, "team": self.team}])

    def _references(self, model) -> dict:
        found = {}
        for name in HANGS_ON[model]:
            field = model._meta.get_field(name)
            if field.null and self.random.random() < 0.4:
                continue
            row = self._target(field.related_model)
            found[name] = Record.objects.get(pk=row.pk) if field.related_model is Record else row
        return found

    def _target(self, model: type[models.Model]):
        is_fit = (
            (lambda row: hasattr(row, "record_ptr_id") or hasattr(row, "public_id"))
            if model is Record
            else None
        )
        fits = is_fit or (lambda row: type(row) is model)
        # Nothing hangs on who was erased: the database would refuse it at the end.
        guarded = [row for row in self.rows if fits(row) and row.pk not in self.gone]
        kinds = [Actor, *self.public] if model is Record else [model]
        public = self.public.get(self.random.choice(kinds), []) or self.public.get(model, [])
        choices = [rows for rows in (guarded, public) if rows]
        if not choices:
            raise _Seen
        return self.random.choice(self.random.choice(choices))


def _seen(model):
    """What the reader sees, by what is stored: the rule is what is tried, and chooses no rows."""
    return model._base_manager.filter(effective_level__lte=READER.level, effective_teams=[])


def _seen_records() -> set[int]:
    return set(_seen(Record).values_list("pk", flat=True))


def build_drawn(seed: int, most: int = 40) -> DrawnRows:
    """Guarded rows of this seed, in the order in which they were kept, and what happened to them."""
    drawn = DrawnRows(seed)
    drawn.build(most)
    return drawn
