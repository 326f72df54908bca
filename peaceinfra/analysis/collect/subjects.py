"""What a statement is about, named in words and with the page on which it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.analysis.kinds import PAGES, home_path
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances


@dataclass(frozen=True, slots=True)
class Subject:
    """`home` is the record whose page shows it: its kind, such as act, and public id; "" where there is none."""

    key: int
    public_id: str
    kind: str
    label: str
    home_kind: str = ""
    home: str = ""


# Parts whose own words say little without those of the record they belong to.
_OF_PROCESS = {"evt", "agr"}  # their names, such as “Peace talks”, say little without that of the process
_OF_HOME = {"nam", "pha", "mom", "lif", "chc", "frm", "fun", "cov"}


def collect_subjects(records: Iterable[Record], viewer) -> dict[int, Subject]:
    """{key: subject} for those the viewer may see and that are not retired; one query a kind."""

    def rows(model):
        return model.objects.shown_to(viewer).select_related(*_named_by(model))

    records = list(records)
    kinds = {record.pk: record.kind for record in records}
    return {key: _subject(kinds[key], record) for key, record in instances(records, rows).items()}


def _named_by(model) -> list[str]:
    """What the words of a record of this model name: every record it points at, and the way to its home."""
    keys = [field.name for field in model._meta.concrete_fields if field.many_to_one and field.name != "team"]
    return [*keys, *filter(None, [home_path(_kind_of(model)).replace(".", "__")])]


def _subject(kind: str, record) -> Subject:
    home = record if kind in PAGES else _home(kind, record)
    label = str(record)
    if kind in _OF_HOME and home is not None:
        label = _("%(record)s: %(part)s") % {"record": home, "part": label}
    if kind in _OF_PROCESS and record.process and not record.process.retired:
        label = _("%(record)s (%(process)s)") % {"record": label, "process": record.process}
    name = record._meta.verbose_name
    if home is None or home.retired:
        return Subject(record.pk, record.public_id, name, label)
    return Subject(record.pk, record.public_id, name, label, _kind_of(type(home)), home.public_id)


def _home(kind: str, record):
    for name in home_path(kind).split("."):
        record = getattr(record, name, None) if name else None
    return record


def _kind_of(model) -> str:
    return next((rule.kind for rule in model._meta.constraints if getattr(rule, "kind", "")), "")
