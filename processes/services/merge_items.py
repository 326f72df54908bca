"""What a merge writes, column by column, kept so that it can be undone."""

from collections import defaultdict
from typing import NamedTuple

from django.apps import apps
from django.db.models import Field, Model

from peaceinfra.core.models import Detail
from peaceinfra.core.visibility import visibility_of
from processes.models import Merge, MergeItem
from processes.services.references import write_columns


class Written(NamedTuple):
    model: type[Model]
    key: int
    field: Field
    before: object
    after: object


class Journal:
    """Gathers what is written to rows of the register; the newest version of each row is remembered."""

    def __init__(self):
        self.written: list[Written] = []
        self.versions: dict[tuple, int] = {}

    def note(self, row: Model, field: Field, before, after) -> None:
        if before != after:
            self.written.append(Written(type(row), row.pk, field, before, after))

    def note_version(self, row: Model) -> None:
        self.versions[type(row), row.pk] = row.version

    def write(self, model: type[Model], fields, rows: dict[Model, dict]) -> None:
        """Writes {row: {field: new value}} by one statement, whether there are rows or not."""
        values = []
        for row, changes in rows.items():
            after = [changes.get(field, getattr(row, field.attname)) for field in fields]
            for field, value in changes.items():
                self.note(row, field, getattr(row, field.attname), value)
                setattr(row, field.attname, value)
            values.append((row.pk, *after))
        versions = write_columns(model, fields, values)
        self.versions |= {(model, key): version for key, version in versions.items()}

    def save(self, merge: Merge) -> None:
        written = [change for change in self.written if is_of_record(change.model)]
        MergeItem.objects.bulk_create([self._item(merge, change) for change in written])

    def _item(self, merge, change):
        return MergeItem(
            merge=merge,
            table=change.model._meta.label,
            row_id=change.key,
            field=change.field.name,
            **_stored("before", change.field, change.before),
            **_stored("after", change.field, change.after),
            row_version=self.versions[change.model, change.key],
        )


def is_of_record(model: type[Model]) -> bool:
    """Whether its rows are records or details of such. What is work, as judgements are, goes back by its history."""
    return bool(visibility_of(model).kind) or issubclass(model, Detail)


def _stored(name: str, field: Field, value) -> dict:
    """A reference is kept as one, never as a key in a text."""
    if field.is_relation and field.name != "team":
        return {f"{name}_record_id": value}
    holder = field.model(**{field.attname: value})
    return {name: "" if value is None else field.value_to_string(holder)}


def field_of(item: MergeItem) -> Field:
    return apps.get_model(item.table)._meta.get_field(item.field)


def value_of_item(item: MergeItem, name: str):
    """What the column held `before` or `after`."""
    field = field_of(item)
    if field.is_relation and field.name != "team":
        return getattr(item, f"{name}_record_id")
    text = getattr(item, name)
    return None if not text and field.null else field.to_python(text)


def by_row(items) -> dict[tuple, list[MergeItem]]:
    """{(model, key): its items}, in the order in which they were written."""
    found = defaultdict(list)
    for item in items:
        found[apps.get_model(item.table), item.row_id].append(item)
    return found
