"""What a statement is about, named in words and with the page on which it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from processes.models import Actor, PeaceProcess, Source


@dataclass(frozen=True, slots=True)
class Subject:
    """`home` is the record whose page shows it: kind (act, pro, src) and public id; "" where there is none."""

    key: int
    public_id: str
    kind: str
    label: str
    home_kind: str = ""
    home: str = ""


# Kind: (foreign keys its name needs, the path to the record on whose page it stands).
_HOMES = {
    "nam": (("actor",), "actor"),
    "lng": (("actor", "origin"), "actor"),
    "pha": (("process",), "process"),
    "mom": (("process",), "process"),
    "rol": (("actor", "process"), "process"),
    "evt": (("process",), "process"),
    "lif": (("body",), "body"),
    "prn": (("body", "principal"), "body"),
    "lnk": (("source", "target", "process"), "process"),
    "via": (("actor", "linkage__process"), "linkage.process"),
    "cit": (("source",), "source"),
    "clm": (("source",), "source"),
}
_OF_HOME = {"nam", "pha", "mom", "lif"}


def collect_subjects(records: Iterable[Record], viewer) -> dict[int, Subject]:
    """{key: subject} for those the viewer may see and that are not retired; one query a kind."""

    def rows(model):
        return model.objects.shown_to(viewer).select_related(*_HOMES.get(_kind_of(model), ((), ""))[0])

    records = list(records)
    kinds = {record.pk: record.kind for record in records}
    return {key: _subject(kinds[key], one) for key, one in instances(records, rows).items()}


def _subject(kind: str, record) -> Subject:
    home = record if isinstance(record, (Actor, PeaceProcess, Source)) else _home(kind, record)
    label = str(record)
    if kind in _OF_HOME and home is not None:
        label = _("%(record)s: %(part)s") % {"record": home, "part": label}
    name = record._meta.verbose_name
    if home is None or home.retired:
        return Subject(record.pk, record.public_id, name, label)
    return Subject(record.pk, record.public_id, name, label, _kind_of(type(home)), home.public_id)


def _home(kind: str, record):
    for name in _HOMES.get(kind, ((), ""))[1].split("."):
        record = getattr(record, name, None) if name else None
    return record


def _kind_of(model) -> str:
    return next((rule.kind for rule in model._meta.constraints if getattr(rule, "kind", "")), "")
