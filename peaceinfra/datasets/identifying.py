"""Which records the ids of a dataset mean: each of one record alone, and of a merged one that which was kept."""

from collections import Counter
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.core.choices import Level
from peaceinfra.core.identity import new_id, public_id
from peaceinfra.core.models import Record, Team
from peaceinfra.core.visibility import Viewer, visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.folders import Dataset
from peaceinfra.datasets.rows import Rows
from processes.merged import merged_into

AT_ONCE = 5_000


class Known(NamedTuple):
    """The keys of all rows that can be referred to, with their kinds; and those of them that stand retired."""

    kinds: dict[int, str]
    retired: set[int]


def check_keys(dataset: Dataset) -> Known:
    """The characters of an id are one record's alone, whatever the prefix before them.

    A row that takes those of another is checked on under a fresh key. Rows are told which of them are stored.
    """
    known = Known({}, set())
    addressable = [rows for table, rows in dataset.rows.items() if visibility_of(table.model).kind]
    others = _note_stored(addressable, known.retired)
    for rows in addressable:
        kind = visibility_of(rows.table.model).kind
        for place, key in enumerate(rows.keys):
            if known.kinds.setdefault(key, kind) == kind and others.get(key, kind) == kind:
                continue
            portion = rows.portion_with(place)
            row = portion[place - portion[0].place]
            message = _("has the characters of another record. Write a new id, such as %(id)s.")
            dataset.blame(row, "id", message % {"id": public_id(kind, new_id())})
            row.record.pk = fresh = new_id()
            portion.keep()
            rows.is_stored[place] = False
            known.kinds[fresh] = kind
    return known


def _note_stored(addressable: list[Rows], retired: set[int]) -> dict[int, str]:
    """Tells rows which of them are stored. Returns {key: kind} of what is stored as another kind than a row says."""
    others, keys = {}, ((rows, place) for rows in addressable for place in range(len(rows)))
    while portion := [*islice(keys, AT_ONCE)]:
        of_portion = {rows.keys[place] for rows, place in portion}
        stored = Record.objects.filter(pk__among=of_portion).values_list("pk", "kind", "retired")
        found = {key: (kind, is_retired) for key, kind, is_retired in stored}
        for rows, place in portion if found else ():
            kind, is_retired = found.get(key := rows.keys[place], ("", False))
            rows.is_stored[place] = bool(kind)
            if is_retired:
                retired.add(key)
            if kind and kind != visibility_of(rows.table.model).kind:
                others[key] = kind
    return others


def follow_merges(dataset: Dataset, retired: set[int]) -> None:
    """A reference to a record that was merged becomes one to the record that was kept; the dataset tells which.

    The row of a merged record itself is left alone, as that of any retired one.

    retired  the keys of those that may be referred to and stand retired
    """
    retired = _named_among(dataset, retired)
    if not retired:
        return
    everything = Viewer(Level.STRICT, frozenset(Team.objects.values_list("pk", flat=True)))
    kept = merged_into(retired, everything)
    kinds = dict(Record.objects.filter(pk__among=retired).values_list("pk", "kind"))
    times = Counter()
    for table, rows in dataset.rows.items() if kept else ():
        columns = [column for column in tables.references(table) if not column.field.primary_key]
        for portion in rows.portions():
            for row in portion:
                for column in columns:
                    if (key := row.references.get(column.name)) in kept:
                        row.references[column.name] = kept[key].pk
                        setattr(row.record, column.field.attname, kept[key].pk)
                        times[key] += 1
            portion.keep()
    for key, number in times.items():
        words = ngettext(
            "%(merged)s was merged into %(kept)s: %(number)s reference to it is one to that now",
            "%(merged)s was merged into %(kept)s: %(number)s references to it are to that now",
            number,
        )
        ids = {"merged": public_id(kinds[key], key), "kept": kept[key].public_id, "number": number}
        dataset.remarks.append(words % ids)


def _named_among(dataset, keys):
    """Those of the keys that a row refers to."""
    named = set()
    for rows in dataset.rows.values() if keys else ():
        for _first, columns in rows.references():
            named.update(*(keys.intersection(ones) for ones in columns.values()))
    return sorted(named)
