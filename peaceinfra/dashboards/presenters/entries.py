"""What was entered or changed lately, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from peaceinfra.analysis.collect import Batch, Entry, RecordChange
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.matters import Matter
from peaceinfra.dashboards.request_params import DayParams
from peaceinfra.dashboards.subpages import place_address


def entries_in_words(found: Sequence[Entry | Batch], params: DayParams) -> list[Matter]:
    return [_batch(entry) if isinstance(entry, Batch) else _entry(entry, params) for entry in found]


def change_words(entry: Entry | RecordChange) -> str:
    """The kind of a record, and when it was entered or last changed."""
    words = _("%(kind)s, entered %(day)s") if entry.is_new else _("%(kind)s, changed %(day)s")
    return words % {"kind": entry.subject.kind, "day": day_text(localdate(entry.at))}


def _entry(entry: Entry, params: DayParams) -> Matter:
    why = change_words(entry)
    address = place_address(entry.subject.home, entry.subject.public_id, params.day)
    return Matter(entry.subject.label, why, address)


def _batch(batch: Batch) -> Matter:
    """The line for an import: how many records of which kinds, over what the viewer may see."""
    words = (
        _("%(n)s records entered or changed on %(day)s")
        if batch.is_all
        else _("%(n)s records or more entered or changed on %(day)s")
    )
    kinds = ", ".join(_("%(kind)s: %(n)s") % {"kind": kind, "n": count} for kind, count in batch.kinds)
    return Matter(words % {"n": batch.total, "day": day_text(batch.day)}, kinds)
