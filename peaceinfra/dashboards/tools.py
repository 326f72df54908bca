"""Questions whose answer is a page that is there for other reasons too: doors to these, for who may go through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.floor import TARGETS, is_open
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.asof import RECORDED
from peaceinfra.core.roles import may
from peaceinfra.core.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Tool:
    """A door beside the questions.

    number    that in the design, among the thirty questions; 0 for one that is none of them
    sentence  what is answered, and where
    place     the name of the address where it is answered: a page of each process, or one page of the desk
    opens     the words of the link to a page of the desk
    action    what an account must be allowed to do (`core.roles`); "" where everybody may go
    floor     the clearance below which it is not there
    """

    number: int
    slug: str
    title: str | Promise
    sentence: str | Promise
    place: str
    opens: str | Promise = ""
    action: str = ""
    floor: Level = Level.PUBLIC

    @property
    def is_of_processes(self) -> bool:
        return not self.opens

    def is_open_to(self, account, viewer: Viewer) -> bool:
        return is_open(self.floor, viewer) and (not self.action or may(account, self.action))

    def address(self) -> str:
        """Of a page of the desk."""
        return reverse(self.place)

    def address_in(self, process: ProcessName, today: date, subject: str = "") -> str:
        """The page of one process, about somebody in it where one is chosen."""
        address = reverse(self.place, args=[process.public_id])
        if subject:
            return f"{address}?{urlencode({'from': subject})}"
        if self is AS_RECORDED:
            # The newest day at whose end something can have been recorded: others are chosen there.
            address += f"?{urlencode({RECORDED: (today - timedelta(days=1)).isoformat()})}"
        return address


DIFFERENCE = Tool(
    4,
    "what-changed-between-two-days",
    _("How did things stand on a day, and what changed between two days?"),
    _(
        "Choose a process, then two days. Its network is drawn once, with what was added, ended or changed. What "
        "changed in the world stands apart from what nobody has confirmed in time."
    ),
    "process_difference",
)
AS_RECORDED = Tool(
    5,
    "as-recorded-on-a-day",
    _("What was recorded here on an earlier day?"),
    _(
        "Choose a process. Its page opens as it was recorded at the end of yesterday; choose an earlier day "
        "there. Records that you may not see now are not shown, whatever they were then."
    ),
    "process_detail",
)
LOWERINGS = Tool(
    24,
    "what-would-become-visible",
    _("What would become visible, and to whom?"),
    _(
        "Whoever asks to make records less protected, one or a selection of a list, gets a request in this list. "
        "Open one and press “Show what newly becomes visible”: it names each record and version that more people "
        "could then read, and who they are, before anything is changed."
    ),
    "admin:processes_loweringrequest_changelist",
    _("Requests to make records less protected"),
    "edit",
)
WORK = Tool(
    25,
    "my-work-this-week",
    _("What must I check this week?"),
    _(
        "Records to be looked at again, by the day on which that is due; links that nobody confirmed in time; "
        "statements to decide; contested facts, dates that cannot be right, and records without a source."
    ),
    "admin:index",
    _("What waits for me"),
    "edit",
)
MESSAGES = Tool(
    0,
    "who-can-carry-a-message",
    _("Who can carry a message to somebody?"),
    _(
        "Choose a process. Its page “Find a way” says through whom word can pass between an actor or a community and "
        "the table, one of its sides or anybody else: the surest, the freshest and the shortest recorded way."
    ),
    "process_paths",
    floor=TARGETS,
)
TOOLS = (MESSAGES, DIFFERENCE, AS_RECORDED, LOWERINGS, WORK)


def tools_for(account, viewer: Viewer) -> list[Tool]:
    """Those that the account may use: the others are not there."""
    return [tool for tool in TOOLS if tool.is_open_to(account, viewer)]


def tool_for(account, viewer: Viewer, slug: str) -> Tool | None:
    return next((tool for tool in tools_for(account, viewer) if tool.slug == slug), None)
