"""A merge is taken back: what it moved goes back, and the merged record is in the lists again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.history import because
from peaceinfra.core.registry import instances
from peaceinfra.core.visibility import viewer_of, whole_register
from peaceinfra.core.visibility.locks import lock_markings, lock_rows
from processes.models import LogRow, Merge, RelativeBound
from processes.services import rules
from processes.services.lowering import check_not_lowered, markings_touched
from processes.services.merge_items import by_row, field_of, value_of_item
from processes.services.merging import check_may_merge
from processes.services.references import MARKING, bring_along, give_work_back, is_seen, tables, write_columns
from processes.services.relative_dates import follow_dates

#: So many rows that were worked on since are named.
MOST_NAMED = 5


@transaction.atomic
def undo_merge(merge: Merge, *, by, reason: str) -> Model:
    """Moves back what the merge moved, and returns the record that was merged away, live again.

    Nothing becomes less protected by it: the record that comes back is as guarded as the kept one is by now.
    Raises NotAllowed, ValidationError (undone already, or rows that were worked on since, with their names).
    """
    check_may_merge(by, reason)
    viewer = viewer_of(by, timezone.now().date()) if by else None
    lock_markings(alone=True)
    merge = Merge.objects.select_related("kept", "merged").get(pk=merge.pk)
    records = instances([merge.kept, merge.merged], lambda model: model._base_manager.all())
    kept, merged = (records.get(key) for key in (merge.kept_id, merge.merged_id))
    if merge.retired or merged is None or not merged.retired:
        raise ValidationError(_("This merge was undone already."))
    if kept is None or kept.retired:
        raise ValidationError(_("The kept record was retired or merged since. Undo that first."))
    lock_rows([(type(record), record.pk) for record in (kept, merged)])
    with because(by, reason):
        _Undoing(merge, kept, merged, viewer, by).write()
    return merged


class _Undoing:
    def __init__(self, merge, kept, merged, viewer, by):
        self.merge, self.kept, self.merged, self.viewer, self.by = merge, kept, merged, viewer, by

    def write(self) -> None:
        self._restore_merged()
        with whole_register():
            self.items = by_row(self._items_to_undo())
            self.stored = _stored(self.items)
        self._check_not_worked_on()
        seen = [row for row in self.stored.values() if is_seen(row, self.viewer)]
        logs, markings = rules.as_stored(seen).logs, markings_touched([*seen, self.kept])
        self._give_back()
        for row in [row for (_model, key), row in self.stored.items() if key == self.kept.pk]:
            row.full_clean()
            row.save()
        with whole_register():
            self._write_back()
            bring_along([*self.stored.values()], self.kept.pk, self.merged.pk)
            give_work_back(self.merge)
            Merge.objects.filter(pk=self.merge.pk).update(retired=True)
        self._check(seen, logs, markings)

    def _items_to_undo(self):
        """All but that the kept record was marked higher, which stays, and that the merged one was retired."""
        own = {self.kept.pk: MARKING, self.merged.pk: {"retired"}}
        label = type(self.kept)._meta.label
        items = self.merge.items.order_by("pk")
        return [item for item in items if item.table != label or item.field not in own.get(item.row_id, ())]

    def _restore_merged(self):
        """First, so that what goes back takes its marking from it. It is as guarded as the kept record."""
        if hasattr(self.merged, "level"):
            levels = [self.merged.level, self.kept.level]
            if self.kept.effective_level > self.merged.effective_level:
                levels.append(self.kept.effective_level)
            self.merged.level = max(levels)
            self.merged.team_id = self.merged.team_id or self.kept.team_id
        self.merged.retired = False
        self.merged.full_clean()
        self.merged.save()

    def _check_not_worked_on(self):
        """Of what is seen. A hidden row goes back where it still is as the merge left it, and stays otherwise."""
        names = []
        for (model, key), row in self.stored.items():
            items = self.items[model, key]
            is_as_left = all(_is_as_left(row, item) for item in items)
            if not is_seen(row, self.viewer):
                continue
            # Of the kept record other fields may have been worked on.
            if not is_as_left or (key != self.kept.pk and not _says_the_same(row, items[-1].row_version)):
                names.append(str(row))
        if names:
            named = ", ".join(f"“{name}”" for name in [*dict.fromkeys(names)][:MOST_NAMED])
            message = _(
                "These were worked on since the merge: %(rows)s. Undo that first, or split the record."
            )
            raise ValidationError(message % {"rows": named})

    def _give_back(self):
        for place, row in self.stored.items():
            for item in self.items[place]:
                if _is_as_left(row, item):
                    setattr(row, field_of(item).attname, value_of_item(item, "before"))

    def _write_back(self):
        """Every table by one statement, whether it has rows that go back or not."""
        for model in tables():
            rows = {key: row for (of_model, key), row in self.stored.items() if of_model is model}
            names = {item.field for key in rows for item in self.items[model, key]} | {"retired"}
            fields = [model._meta.get_field(name) for name in sorted(names)]
            rows.pop(self.kept.pk, None)
            values = [(key, *(getattr(row, one.attname) for one in fields)) for key, row in rows.items()]
            write_columns(model, fields, values)

    def _check(self, seen, logs, markings):
        for row in [self.kept, self.merged, *seen]:
            row.refresh_from_db()
        check_not_lowered(markings, [self.merged, *seen], self.by)
        live = [self.kept, self.merged, *(row for row in seen if not row.retired)]
        for record, _name, message in rules.faults_between(live, {}):
            raise ValidationError(f"{record}: {message}")
        for model in {type(row) for row in live if isinstance(row, LogRow)}:
            owner = rules.owner_field(model).attname
            for key in (self.kept.pk, self.merged.pk):
                log = model._base_manager.filter(**{owner: key}, retired=False)
                rules.check_log(model, log, logs.get((model, self.kept.pk), ()), are_stored=True)
        follow_dates([self.kept, self.merged, *(row for row in live if isinstance(row, RelativeBound))])


def _stored(items) -> dict:
    """{(model, key): the row as it is stored}; one query for each table, also for those of which there is none."""
    found = {}
    for model in tables():
        keys = [key for of_model, key in items if of_model is model]
        # No row has the key 0.
        rows = model._base_manager.filter(pk__in=[0, *keys]).order_by("pk")
        found |= {(model, row.pk): row for row in rows}
    return found


def _says_the_same(row, version) -> bool:
    """As in that version of it: work on it may have been undone."""
    if row.version == version:
        return True
    history = type(row).events.rel.related_model
    then = history.objects.filter(pgh_obj=row.pk, version=version).order_by("-pgh_id").first()
    columns = [one.attname for one in row._meta.concrete_fields if one.editable or one.name == "retired"]
    return then is not None and all(getattr(then, name) == getattr(row, name) for name in columns)


def _is_as_left(row, item) -> bool:
    return getattr(row, field_of(item).attname) == value_of_item(item, "after")
