"""What an address asks for: the day, the record, the place in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.dates.asof import PARAMETER, RECORDED, day_meant, not_after_today
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.outages import Words, say
from peaceinfra.core.registry import key_of
from peaceinfra.dashboards.presenters.addresses import day_query, record_query


@dataclass(frozen=True, slots=True)
class RecordedParams:
    """The day at whose end the register is read as it was recorded: None is now."""

    day: date | None = None
    typed: str = ""
    error: str = ""
    is_named: bool = True

    @property
    def context(self) -> dict:
        context = {
            "may_ask_recorded": True,
            "recorded": self.day,
            "recorded_error": self.error,
            "recorded_typed": self.typed,
            "recorded_taken": "" if self.is_named else self.typed.strip(),
        }
        return context | ({"records_stood_on": self.day} if self.day else {})


def recorded_params(request) -> RecordedParams:
    """The day in the address at whose end the page is read; none, or an empty one, is now."""
    typed, today = request.GET.get(RECORDED, ""), timezone.localdate()
    if not typed.strip():
        return RecordedParams()
    try:
        day, is_named = day_meant(typed, today)
        return RecordedParams(not_after_today(day, today), typed, is_named=is_named)
    except ValidationError as error:
        return RecordedParams(None, typed, error.messages[0])


@dataclass(frozen=True, slots=True)
class DayParams:
    """The day of a page: None is the whole life. A day that cannot be read is said beside its control.

    today      the day on which the page is read: of a page as recorded earlier, the day of the record
    typed      what was written for it; where that names no single day, the page says which one was taken
    recorded   what is asked of a page that can be read as it was recorded
    """

    day: date | None
    today: date
    typed: str = ""
    error: str = ""
    is_named: bool = True
    recorded: RecordedParams | None = None

    @property
    def on(self) -> date:
        """The day up to which evidence counts."""
        return self.day or self.today

    @property
    def status(self) -> int:
        return 400 if self.error or (self.recorded and self.recorded.error) else 200

    @property
    def taken(self) -> str:
        """Which day was taken for what was written, where that names no single one."""
        if self.is_named:
            return ""
        return _("“%(typed)s” is shown as of %(day)s.") % {
            "typed": self.typed.strip(),
            "day": day_text(self.day),
        }

    @property
    def context(self) -> dict:
        return {
            "as_of": self.day,
            "as_of_error": self.error,
            "as_of_typed": self.typed,
            "as_of_taken": self.taken,
            "as_of_query": day_query(self.day),
            "record_query": record_query(self.day),
        } | (self.recorded.context | {"reckoned_for": self.on} if self.recorded else {})


def day_params(request) -> DayParams:
    """The day in the address; none, or an empty one, is the whole life."""
    typed, recorded = request.GET.get(PARAMETER, ""), getattr(request, "recorded", None)
    today = (recorded and recorded.day) or timezone.localdate()
    if not typed.strip():
        return DayParams(None, today, recorded=recorded)
    try:
        day, is_named = day_meant(typed, today)
    except ValidationError as error:
        return DayParams(None, today, typed, error.messages[0], recorded=recorded)
    return DayParams(day, today, typed, is_named=is_named, recorded=recorded)


def takes_only(*names: str):
    """Declares what the address of a feed or file takes: a name mistyped would be answered with more than was meant."""

    def declared(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            return refused_names(request, {*request.GET} - {*names}, names) or view(request, *args, **kwargs)

        return answer

    return declared


def file_of_page(*names: str):
    """Declares a view that answers with a file. Who shows a credential that does not count is given none of it, as by
    the API (`TokenMiddleware`)."""

    def declared(view):
        answer = takes_only(*names)(view)
        answer.is_file = True
        return answer

    return declared


def refused_names(request, unknown, allowed):
    """The refusal of what an address asks for by names that are not known; None where there is no such name."""
    if not unknown:
        return None
    words = _("Not known here: %(names)s. Allowed are: %(allowed)s.") % {
        "names": ", ".join(f"“{name}”" for name in sorted(unknown)),
        "allowed": ", ".join(allowed) or _("none"),
    }
    return say(request, Words(400, _("The address asks for something that is not known"), words))


def key_or_404(model, public_id: str) -> int:
    """The key in a public id; a text that is none is answered like a record that is not there."""
    try:
        return key_of(model, public_id)
    except UnknownId:
        raise Http404 from None


def found_or_404(answer):
    """Hidden and absent answer alike."""
    if answer is None:
        raise Http404
    return answer


def page_start(request, parameter: str, default=None) -> int | None:
    """The key after which a page of a list starts; what cannot be read starts at the beginning."""
    try:
        return parse_public_id(request.GET.get(parameter, ""))[1]
    except UnknownId:
        return default
