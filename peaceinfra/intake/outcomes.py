"""What an import of several steps did to each record, so that a record of which two steps speak is counted once."""

from collections import Counter

from peaceinfra.core.tabular import Table
from peaceinfra.datasets.folders import Dataset
from processes.choices import BatchAction
from processes.models import Batch, BatchRow
from processes.services.batches import model_name

NAMES = ("added", "changed", "unchanged", "retired", "restored")
# What was done first counts: what one step added and the next says more about was added.
_ORDER = (BatchAction.ADDED, BatchAction.RESTORED, BatchAction.CHANGED)


class Outcomes:
    """By table, which records the files speak of and what became of them."""

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        self._tables: dict[Table, set[int]] = {}
        self._done: dict[tuple[str, int], BatchAction] = {}

    def note(self, dataset: Dataset, batch: Batch | None) -> None:
        """A step and what it wrote."""
        for table, rows in dataset.rows.items():
            if rows:
                self._tables.setdefault(table, set()).update(rows.keys)
        if batch is None:
            return
        written = BatchRow.objects.filter(batch=batch).values_list("model", "record_id", "action")
        for model, key, action in written.iterator():
            known = self._done.get((model, key), action)
            self._done[model, key] = min(known, action, key=_ORDER.index)

    def counts(self) -> dict[str, dict[str, int]]:
        """{table: {what was done: records}}"""
        return {table.name: self._count(table, keys) for table, keys in self._tables.items()}

    def _count(self, table, keys):
        name = model_name(table.model)
        done = Counter(self._done.get((name, key), "") for key in keys)
        untouched = [key for key in keys if (name, key) not in self._done]
        retired = table.model._base_manager.filter(pk__in=untouched, retired=True).count()
        found = dict.fromkeys(NAMES, 0) | {str(action): done[action] for action in _ORDER}
        return found | {"retired": retired, "unchanged": len(untouched) - retired}
