"""The sub-pages of a process: their addresses, what each holds, and on which of them a part of the whole stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from peaceinfra.dashboards.presenters.addresses import page_address, record_page, record_query
from processes.choices import CoverageTopic


@dataclass(frozen=True, slots=True)
class SubPage:
    """One of the pages of a process.

    counted     what is counted for it (`collect.counts`); "" where its link has no number
    number      the words for so many of them, `n`
    topics      what somebody must have searched for, before it is said that none is recorded
    """

    slug: str
    title: str | Promise
    counted: str = ""
    number: str | Promise = ""
    topics: tuple[CoverageTopic, ...] = ()

    @property
    def route(self) -> str:
        return f"process_{self.slug}" if self.slug else "process_detail"


PICTURE = SubPage("", _("Picture"))
TIME = SubPage(
    "time",
    _("Over time"),
    "changes",
    ngettext_lazy("%(n)s change", "%(n)s changes", "n"),
    (CoverageTopic.CHANNELS, CoverageTopic.BODIES),
)
BODIES = SubPage(
    "bodies",
    _("Parties and bodies"),
    "taking_part",
    ngettext_lazy("%(n)s actor", "%(n)s actors", "n"),
    (CoverageTopic.BODIES,),
)
AGREEMENTS = SubPage(
    "agreements",
    _("Agreements, inclusion, support, events"),
    "deals",
    ngettext_lazy("%(n)s entry", "%(n)s entries", "n"),
    (CoverageTopic.AGREEMENTS, CoverageTopic.INCLUSION),
)
EVIDENCE = SubPage(
    "evidence",
    _("Evidence and coverage"),
    "notes",
    ngettext_lazy("%(n)s note", "%(n)s notes", "n"),
    tuple(CoverageTopic),
)
SUB_PAGES = (PICTURE, TIME, BODIES, AGREEMENTS, EVIDENCE)

#: {part of the whole, as addresses name it, or kind of record: the sub-page it stands on}
PLACES = {
    **dict.fromkeys(("map", "linkages", "absences", "lnk"), PICTURE),
    **dict.fromkeys(("time", "channels", "dates", "pha", "mom"), TIME),
    **dict.fromkeys(
        ("parties", "third-parties", "stances", "bodies", "functions", "mediators", "means", "memory"), BODIES
    ),
    **dict.fromkeys(("rol", "cfp", "sid"), BODIES),
    **dict.fromkeys(("agreements", "inclusion", "support", "events", "inc"), AGREEMENTS),
    **dict.fromkeys(("coverage", "warnings", "contested", "sources", "cov"), EVIDENCE),
}


def sub_page_address(process: str, place: str, day: date | None = None) -> str:
    """Where a part of a process stands: the sub-page of `place`, with the day and the anchor.

    process     the public id of the process
    place       a name in `PLACES`, or the public id of a record that stands on one of the sub-pages
    """
    page = PLACES.get(place) or PLACES.get(place[:3], PICTURE)
    return f"{record_page(page.route, process)}{record_query(day)}#{place}"


def place_address(home: str, public_id: str, day: date | None = None) -> str:
    """Where a record stands: its own page, or its row on the page of the record that it belongs to; "" if nowhere."""
    if home[:3] == "pro" and public_id and public_id != home:
        return sub_page_address(home, public_id, day)
    address = page_address(home, day) if home else ""
    return f"{address}#{public_id}" if address and public_id and public_id != home else address
