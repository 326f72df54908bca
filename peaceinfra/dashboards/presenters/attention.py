"""What needs attention, in sentences: what, why, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import Attention
from peaceinfra.dashboards.presenters.addresses import page_address
from peaceinfra.dashboards.presenters.evidence import field_label
from peaceinfra.dashboards.request_params import DayParams


@dataclass(frozen=True, slots=True)
class Matter:
    """`what` names a record, whose page is at `address` ("" where there is none); `why` says what to look at."""

    what: str
    why: str
    address: str = ""


def attention_in_words(found: Attention, params: DayParams) -> list[tuple[str, list[Matter]]]:
    """(heading, matters), without the kinds of which there is none."""
    lost = _("files, contacts and work in hand may not have been passed on")
    contested: dict = {}
    for subject, name in found.contested:
        contested.setdefault(subject, []).append(name)
    groups = [
        (
            _("Linkages not confirmed within their review interval"),
            [_linkage(one, params) for one in found.unconfirmed],
        ),
        (_("Facts on which sources disagree"), [_contested(*one, params) for one in contested.items()]),
        (_("Bodies closed at short notice"), [_of(one, lost, params) for one in found.short_notice]),
        (
            _("Archives not preserved"),
            [_of(one, _("ask where its memory went"), params) for one in found.lost_archives],
        ),
    ]
    return [(heading, matters) for heading, matters in groups if matters]


def _linkage(fact, params: DayParams) -> Matter:
    seen = derived.sighting_text(fact, derived.last_evidence(fact, params.on))
    why = _("last evidence %(date)s") % {"date": seen} if seen else _("evidence undated")
    return Matter(fact.label, why, page_address(fact.public_id, params.day))


def _contested(subject, names, params: DayParams) -> Matter:
    fields = ", ".join(dict.fromkeys(field_label(subject.public_id[:3], name) for name in names))
    return _of(subject, _("sources disagree on: %(field)s") % {"field": fields}, params)


def _of(subject, why, params: DayParams) -> Matter:
    address = page_address(subject.home, params.day) if subject.home else ""
    return Matter(subject.label, why, address)
