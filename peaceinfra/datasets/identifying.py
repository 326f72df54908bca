"""Which records the ids of a dataset mean: each of one record alone, and of a merged one that which was kept."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.core.choices import Level
from peaceinfra.core.identity import new_id, public_id
from peaceinfra.core.models import Record, Team
from peaceinfra.core.visibility import Viewer, visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.folders import Dataset
from processes.merged import merged_into


def check_keys(dataset: Dataset) -> dict[int, str]:
    """The characters of an id are one record's alone, whatever the prefix before them.

    A row that takes those of another is checked on under a fresh key. Returns those of the keys that are stored, with
    the kinds of their records.
    """
    seen = {}
    stored = _stored_kinds(dataset)
    for table, rows in dataset.rows.items():
        kind = visibility_of(table.model).kind
        for row in rows if kind else ():
            key = row.record.pk
            if seen.setdefault(key, kind) == kind and stored.get(key, kind) == kind:
                continue
            message = _("has the characters of another record. Write a new id, such as %(id)s.")
            dataset.blame(row, "id", message % {"id": public_id(kind, new_id())})
            row.record.pk = new_id()
    return stored


def _stored_kinds(dataset):
    keys = [row.record.pk for table, rows in dataset.rows.items() for row in rows]
    return dict(Record.objects.filter(pk__among=keys).values_list("pk", "kind")) if keys else {}


def follow_merges(dataset: Dataset) -> None:
    """A reference to a record that was merged becomes one to the record that was kept; the dataset tells which.

    The row of a merged record itself is left alone, as that of any retired one.
    """
    named = {key for row in dataset.all_rows() for key in row.references.values()}
    retired = [*Record.objects.filter(pk__among=named, retired=True).values_list("pk", flat=True)]
    if not retired:
        return
    everything = Viewer(Level.STRICT, frozenset(Team.objects.values_list("pk", flat=True)))
    kept = merged_into(retired, everything)
    kinds = dict(Record.objects.filter(pk__among=retired).values_list("pk", "kind"))
    times = Counter()
    for table, rows in dataset.rows.items() if kept else ():
        columns = [column for column in tables.references(table) if not column.field.primary_key]
        for row in rows:
            for column in columns:
                if (key := row.references.get(column.name)) in kept:
                    row.references[column.name] = kept[key].pk
                    setattr(row.record, column.field.attname, kept[key].pk)
                    times[key] += 1
    for key, number in times.items():
        words = ngettext(
            "%(merged)s was merged into %(kept)s: %(number)s reference to it is one to that now",
            "%(merged)s was merged into %(kept)s: %(number)s references to it are to that now",
            number,
        )
        ids = {"merged": public_id(kinds[key], key), "kept": kept[key].public_id, "number": number}
        dataset.remarks.append(words % ids)
