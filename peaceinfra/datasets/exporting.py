"""From the register to a folder of files: the same records give the same bytes."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from peaceinfra.core.identity import public_id as public_id_of
from peaceinfra.core.models import Team
from peaceinfra.core.numbering import is_place
from peaceinfra.core.tabular import Table
from peaceinfra.core.visibility import Viewer, one_moment, viewing, visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.labels import Labels
from peaceinfra.datasets.lines import line
from peaceinfra.datasets.replacing import replaced
from processes.choices import Export
from processes.exports import Restriction, by_sources, restrictions
from processes.services.batches import undone_teams

AT_ONCE = 2_000
# No file of the dataset: what may not be told whole because of licences, in JSON Lines.
NOT_WHOLE = "not_whole.jsonl"


def export_dataset(
    folder: Path, *, viewer: Viewer | None, say: Callable[[str], None] = lambda words: None
) -> dict[Table, int]:
    """Writes what the viewer may see (None: the whole register) and returns the rows written by table.

    All files are of one moment. Those of a dataset that are in the folder already are replaced together when
    all are written, and taken away where nothing is left to write. The retired stay out, and with them what
    refers to them. For a viewer, so do records that rest only on sources whose licences do not allow them whole
    (`processes.exports`): `NOT_WHOLE` says which and how many. Raises OSError where the folder cannot be replaced.
    """
    one_moment_of = viewing(viewer, of_one_moment=True) if viewer else one_moment()
    with replaced(folder, {tables.TEAMS, NOT_WHOLE, *tables.FILES}) as fresh, one_moment_of:
        _write(fresh / tables.TEAMS, [tables.TEAMS_HEADER, *_teams(viewer)])
        exported: set[int] = set()
        counts, restricted = {}, {}
        for table in tables.TABLES:
            kept = _complete(table, viewer, exported, restricted)
            exported |= kept
            _write(fresh / table.file, _lines(table, viewer, kept))
            counts[table] = len(kept)
            say(_("%(file)s: %(count)s rows") % {"file": table.file, "count": f"{len(kept):,}"})
        if restricted:
            (fresh / NOT_WHOLE).write_text("".join(_not_whole(restricted)), encoding="utf-8")
    return counts


def _write(path, lines):
    """A file with a header and rows; no file for a header alone."""
    lines = iter(lines)
    first = list(islice(lines, 2))
    if len(first) < 2:
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(line(cells) for cells in first)
        file.writelines(line(cells) for cells in lines)


def _teams(viewer):
    of_all = viewer is None
    teams = (
        Team.objects.exclude(pk__in=undone_teams()) if of_all else Team.objects.filter(pk__in=viewer.teams)
    )
    return [[name] for name in sorted(teams.values_list("name", flat=True))]


def _shown(model, viewer):
    return model.objects.live() if viewer is None else model.objects.shown_to(viewer)


def _not_whole(restricted: dict[str, Restriction]) -> Iterator[str]:
    """A line for each record of which the id may be told, then one for each reason: so many have none at all."""
    for public_id, found in sorted(restricted.items()):
        if found.rule == Export.IDS:
            said = {"id": public_id, "licences": found.licences, "sources": found.sources}
            yield f"{json.dumps(said)}\n"
    for counted in by_sources(Counter(restricted.values())):
        yield f"{json.dumps(counted.data())}\n"


def _complete(table, viewer, exported, restricted) -> set[int]:
    """Keys of the rows whose references are all exported too, so that the files can be imported elsewhere.

    Those of a viewer that may not be exported whole are put into `restricted`, by their ids.
    """
    names = [column.field.attname for column in tables.references(table)]
    rows = {row[0]: row[1:] for row in _shown(table.model, viewer).values_list("pk", *names)}
    kept = set(rows)
    if viewer:
        found = restrictions(rows, viewer)
        kept -= found.keys()
        restricted |= {
            public_id_of(_kind(table.model), key): restriction for key, restriction in found.items()
        }
    while True:
        at_hand = exported | kept
        dangling = {key for key in kept if any(value and value not in at_hand for value in rows[key])}
        if not dangling:
            return kept
        kept -= dangling


def _kind(model) -> str:
    """The prefix of the ids of its rows; a detail has the id of what it tells more about."""
    own = model._meta.pk
    return _kind(own.related_model) if own.is_relation else visibility_of(model).kind


def _lines(table, viewer, kept) -> Iterator[list[str]]:
    yield tables.header(table)
    teams = dict(Team.objects.values_list("pk", "name"))
    records = _shown(table.model, viewer).order_by("pk").iterator(chunk_size=AT_ONCE)
    kept_records = (record for record in records if record.pk in kept)
    while portion := list(islice(kept_records, AT_ONCE)):
        yield from rendered(table, portion, teams, Labels({}, lambda model: _shown(model, viewer), viewer))


def rendered(table: Table, records, teams: dict[int, str], labels: Labels) -> Iterator[list[str]]:
    """The cells of these records, in the order of the header. `teams`: names by key; `labels`: for whom."""
    references = tables.references(table)
    labels.fetch(
        key
        for record in records
        for reference in references
        if (key := getattr(record, reference.field.attname))
    )
    labels.numbers.fetch(records)
    own_label = [column for column in references if column.name == "id"]
    columns = [(column, is_place(column.field), tables.is_team(column)) for column in tables.columns(table)]
    for record in records:
        cells = [record.public_id, *(labels.named(record.pk)[1] for _column in own_label)]
        for column, holds_place, holds_team in columns:
            value = labels.numbers.of(record) if holds_place else getattr(record, column.field.attname)
            if column.is_reference:
                cells += labels.named(value)
            elif holds_team:
                cells.append(teams[value] if value else "")
            else:
                cells.append("" if value is None else column.write(value))
        yield cells
