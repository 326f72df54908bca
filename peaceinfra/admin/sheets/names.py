"""What the cells of a sheet mean as references: rows of the sheet by handle or name, records by name or id.

Names are looked for among what the viewer may see, with a fixed number of queries for all cells.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.admin.sheets.cells import NONE
from peaceinfra.admin.sheets.kinds import HANDLE, RECORD, SheetKind
from peaceinfra.admin.sheets.rows import Rows, SheetRow
from peaceinfra.core.identity import UnknownId, parse_public_id, public_id
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.text import folded
from peaceinfra.datasets.cells import BadCell
from peaceinfra.proposals.references import HERE
from processes.models import Actor, ActorName

# What a box writes that found a record: its words and its id in brackets.
_CHOSEN = re.compile(r"\[([a-z]{3}-[0-9a-z]{13})\]$", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """A name that stands in a cell: the kinds it may be of, and the cell in its row of the whole it is within."""

    row: SheetRow
    kinds: tuple[str, ...]
    text: str


def is_id(text: str) -> bool:
    try:
        parse_public_id(text)
    except UnknownId:
        return False
    return True


def is_handle(text: str) -> bool:
    return text.startswith((HERE, "="))


def ref_of(row: SheetRow) -> str:
    """The name of a row within its sheet: its handle, or one that nobody types."""
    return row.cells.get(HANDLE, "").lstrip(HERE + "=") or f"row {row.place}"


class Names:
    """Reads references. First every cell is announced (`want`), then they are looked up, then each is read."""

    def __init__(self, rows: Rows, kinds: dict[str, SheetKind], viewer):
        self.kinds, self.viewer = kinds, viewer
        self.handles = {ref_of(row): row for row in rows.filled}
        self._here = defaultdict(list)
        for row in rows.filled:
            if name := row.cells.get("name"):
                self._here[kinds[row.kind].prefix, folded(name)].append(row)
        self._wanted: list[tuple[tuple[str, ...], str]] = []
        self._stored = defaultdict(dict)

    def want(self, kinds, text: str):
        if _needs_name(text):
            self._wanted.append((_named(kinds), folded(text)))

    def look_up(self):
        """One query for each kind of record that has a name, and one for other names of actors."""
        by_kind = defaultdict(set)
        for kinds, name in self._wanted:
            for kind in kinds:
                by_kind[kind].add(name)
        self._wanted = []
        for kind, names in by_kind.items():
            model = models_by_kind()[kind]
            if hasattr(model, "folded"):
                self._read(model, kind, names)

    def _read(self, model, kind, names):
        within = getattr(model, "names_within", "")
        rows = model.objects.shown_to(self.viewer).filter(folded__in=names)
        wholes = f"{within}_id" if within else "pk"
        for key, name, whole in rows.values_list("pk", "folded", wholes):
            self._stored[kind, name][key] = whole if within else None
        if model is Actor:
            missing = {name for name in names if not self._stored[kind, name]}
            known = ActorName.objects.shown_to(self.viewer).filter(folded__in=missing, actor__retired=False)
            for key, name in known.values_list("actor_id", "folded"):
                self._stored[kind, name][key] = None

    def read(self, wanted: Wanted) -> str:
        """An id, or # and the name of a row of the sheet. Raises BadCell where several records have the name."""
        text = wanted.text
        if chosen := _CHOSEN.search(text):
            return chosen[1]
        if is_handle(text):
            return self._of_handle(text[1:].strip())
        if not _needs_name(text):
            return text
        found = {HERE + ref_of(row): row for row in self._rows_named(wanted)}
        found |= dict.fromkeys(self._records_named(wanted))
        if len(found) > 1:
            several = [self._words(name, row) for name, row in found.items()]
            words = _("is the name of several: %(several)s. Write the id of one, or # and a handle.")
            raise BadCell(words % {"several": ", ".join(several[:5])})
        if found:
            return next(iter(found))
        if ":" in text:
            return text
        words = _(
            "is the name of no record that you may see, and of no row of this sheet. Write its whole name, its id, or"
            " # and the handle of a row; or add a row for it."
        )
        raise BadCell(words)

    def _of_handle(self, handle) -> str:
        row = self.handles.get(handle)
        if row is None:
            raise BadCell(_("is the handle of no row of this sheet."))
        changed = row.cells.get(RECORD, "")
        if is_handle(changed):
            raise BadCell(_("is the handle of a row that names another row. Name that one."))
        if changed:
            return self.read(Wanted(row, (self.kinds[row.kind].prefix,), changed))
        return HERE + handle

    def _rows_named(self, wanted):
        """Rows of the sheet, new ones, that have the name; of what is within a whole, those within the same."""
        rows = {
            row.place: row
            for kind in _named(wanted.kinds)
            for row in self._here.get((kind, folded(wanted.text)), ())
        }
        for row in rows.values():
            if row.cells.get(RECORD) or row is wanted.row:
                continue
            within = self._within(self.kinds[row.kind].table.model, wanted.row)
            if within is None or within == self._within(self.kinds[row.kind].table.model, row):
                yield row

    def _words(self, name, row):
        """What has the name: a row by its kind, and its handle if it has one; a record by its id."""
        if row is None:
            model = models_by_kind()[name.partition("-")[0]]
            return f"{model._meta.verbose_name} {name}"
        words = _("a row of “%(kind)s”") % {"kind": self.kinds[row.kind].label}
        return f"{words} ({name})" if HANDLE in row.cells else words

    def _records_named(self, wanted):
        for kind in _named(wanted.kinds):
            within = self._within(models_by_kind()[kind], wanted.row)
            for key, whole in self._stored.get((kind, folded(wanted.text)), {}).items():
                if within is None or (
                    whole and within == public_id(_whole_kind(models_by_kind()[kind]), whole)
                ):
                    yield public_id(kind, key)

    def _within(self, model, row) -> str | None:
        """What the row says of the whole within which a name of the model stands once; None where it says nothing."""
        name = getattr(model, "names_within", "")
        text = row.cells.get(name, "") if name else ""
        if not text:
            return None
        try:
            return self.read(Wanted(row, (_whole_kind(model),), text))
        except BadCell:
            return None


def _named(kinds):
    """Those of which a name alone says which is meant: every process has a side “Government”."""
    return [
        kind for kind in kinds if len(kinds) == 1 or not getattr(models_by_kind()[kind], "names_within", "")
    ]


def _whole_kind(model):
    whole = model._meta.get_field(model.names_within).related_model
    return next(kind for kind, known in models_by_kind().items() if known is whole)


def _needs_name(text):
    return text != NONE and not is_handle(text) and not is_id(text) and not _CHOSEN.search(text)
