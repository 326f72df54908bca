"""Who may read what: the marking in force of records that a page shows."""

from __future__ import annotations

from collections.abc import Iterable

from peaceinfra.core.models import Record


def collect_markings(keys: Iterable[int], viewer) -> dict[int, int]:
    """{record: its level}, for those the viewer may see; one query."""
    rows = Record.objects.visible_to(viewer).filter(pk__in=set(keys))
    return dict(rows.values_list("pk", "effective_level"))
