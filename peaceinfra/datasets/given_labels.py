"""A label that a file gives beside an id agrees with the id: one of the two is a slip."""

from django.utils.translation import gettext as _

from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.folders import Dataset
from peaceinfra.datasets.labels import Labels
from peaceinfra.datasets.rows import Rows


def check_labels(dataset: Dataset) -> None:
    """Labels may say what the ids mean by these files or by the register as it stands.

    Who corrects a name need not correct it beside every reference. A record that could not be read is no measure.
    """
    faulty = {rows.keys[place] for rows in dataset.rows.values() for place in rows.faults}
    in_files, stored = _labels_of(dataset, _labelled(dataset)), Labels({})
    for rows in dataset.rows.values():
        for first, places in _doubtful(rows, in_files):
            _judge(dataset, rows.portion_with(first), places, faulty, in_files, stored)


def _names(rows: Rows) -> list[str]:
    return [column.name for column in tables.references(rows.table)]


def _labelled(dataset) -> set[int]:
    """The keys beside which a label stands, and those that the labels of these name."""
    wanted = set()
    # What is referred to stands before what refers to it.
    for rows in reversed(dataset.rows.values()):
        names = _names(rows) if rows.has_labels else []
        in_label = [name for name in _names(rows) if name in rows.table.label]
        if not (names or in_label and wanted):
            continue
        for first, columns, labels in _beside(rows, names):
            for name, given in zip(names, labels, strict=True):
                wanted.update(key for key, text in zip(columns[name], given, strict=True) if text and key)
            for place in range(first, first + len(columns[in_label[0]])) if in_label else ():
                if rows.keys[place] in wanted:
                    wanted.update(columns[name][place - first] for name in in_label)
    wanted.discard(None)
    return wanted


def _beside(rows, names):
    """(first place, {column: keys}, the labels given in these columns) of each portion."""
    if not names:
        yield from ((first, columns, []) for first, columns in rows.references())
        return
    texts = rows.texts([f"{name}_label" for name in names])
    for (first, columns), (_first, labels) in zip(rows.references(), texts, strict=True):
        yield first, columns, labels


def _labels_of(dataset, wanted: set[int]) -> Labels:
    """The labels of those of these records that are in the files."""
    labels = Labels({})
    for table, rows in dataset.rows.items():
        if not visibility_of(table.model).kind:
            continue
        for first, keys, _are_stored in rows.spans():
            for record in [] if wanted.isdisjoint(keys) else rows.records_from(first):
                if record.pk in wanted:
                    labels.keep_words_of(record)
    return labels


def _doubtful(rows, labels):
    """(first place, [(name, place in the portion)]) of portions with a label that is not the one in the files."""
    names = _names(rows) if rows.has_labels else []
    for first, columns, given in _beside(rows, names) if names else ():
        found = [
            (name, place)
            for name, of_name in zip(names, given, strict=True)
            for place, (text, key) in enumerate(zip(of_name, columns[name], strict=True))
            if text and not labels.is_word(key, text)
        ]
        if found:
            yield first, found


def _judge(dataset, portion, places, faulty, in_files, stored):
    given = []
    for name, place in places:
        row = portion[place]
        key = row.references.get(name)
        if name not in row.faulty and key not in faulty:
            given.append((row, name, row.cells[f"{name}_label"], key))
    keys = {key for _row, _name, _text, key in given if key}
    in_files.fetch(keys)
    given = [each for each in given if each[3] is None or each[2] != in_files.of(each[3])]
    stored.fetch({key for _row, _name, _text, key in given if key})
    for row, name, text, key in given:
        if key is None:
            message = _("stands beside an empty id. Write the id, or empty the label.")
        elif key in stored.known and text == stored.of(key):
            continue
        else:
            message = _("contradicts the id: %(id)s is “%(label)s”. Correct the one that is wrong.")
            message %= {"id": row.cells[name], "label": in_files.of(key)}
        dataset.blame(row, f"{name}_label", message)
