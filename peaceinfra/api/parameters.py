"""Reading an address: what each parameter says, or why it cannot be read. Unknown ones are refused.

The filters of a list are stated once, in its FilterSet; this module adds the day and the paging.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError as Unreadable
from django.core.signing import Signer
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from peaceinfra.api.ordering import BY_KEY, Order, orders_of
from peaceinfra.core.dates.asof import PARAMETER, RECORDED, not_after_today, parse_day
from peaceinfra.core.filtering import Repeated
from peaceinfra.core.identity import UnknownId, parse_public_id, public_id

PAGE, LARGEST_PAGE = 100, 500
SIGNER = Signer(salt="peaceinfra.api.cursor", sep=".")
# {parameter of every list: whether it may be repeated}
LIST_PARAMETERS = {"cursor": False, "limit": False}
# {parameter by which a part of each answer is chosen: whether it may be repeated}
CHOICE = {"fields": True, "omit": True}
INCLUDE = "include"
# The parameter by which a table gets a line of hashtags.
HXL = "hxl"


@dataclass(frozen=True)
class Cursor:
    """From where a page reads on: after or before the key of a record that was shown.

    mark    in a list that is not in the order of keys: where the record stood then
    """

    direction: str
    key: int
    mark: str = ""

    def text(self, list_of_reader: str) -> str:
        """The cursor as it stands in an address: good for this list, these filters and this reader alone."""
        place = public_id(self.direction, self.key) + (f"~{self.mark}" if self.mark else "")
        return f"{place}{SIGNER.sep}{_signature(place, list_of_reader)}"


def read_cursor(text: str, list_of_reader: str) -> Cursor:
    """Raises UnknownId for what is no cursor of this list."""
    place, _sep, signature = text.partition(SIGNER.sep)
    if not constant_time_compare(signature, _signature(place, list_of_reader)):
        raise UnknownId(text)
    own, _sep, mark = place.partition("~")
    return Cursor(*parse_public_id(own), mark)


def _signature(place, list_of_reader):
    return SIGNER.signature(f"{place} {list_of_reader}")


def list_of_reader(request) -> str:
    """What a place in a list belongs to: the address, all that narrows it, and who reads it with which clearance."""
    narrowing = sorted((name, value) for name, values in request.GET.lists() for value in values)
    narrowing = [pair for pair in narrowing if pair[0] not in LIST_PARAMETERS | CHOICE | {INCLUDE: True}]
    viewer = request.viewer
    return repr((request.path, narrowing, request.user.pk, viewer.level, sorted(viewer.teams)))


@dataclass(frozen=True)
class Page:
    """From where on a list is told, and how much of it."""

    cursor: Cursor | None = None
    limit: int = PAGE
    order: Order = BY_KEY


def read_day(query, allowed) -> date | None:
    """The day of `as_of`, None without one. Raises Unreadable."""
    text = query.get(PARAMETER, "") if PARAMETER in allowed else ""
    return parse_day(text) if text.strip() else None


def read_recorded(query, allowed) -> date | None:
    """The day at whose end the register is read as recorded; None is now. Raises Unreadable."""
    text = query.get(RECORDED, "") if RECORDED in allowed else ""
    return not_after_today(parse_day(text), timezone.localdate()) if text.strip() else None


def no_place() -> str:
    return _(
        "This is no place in this list, with these filters and for you as you are signed in. Use the"
        " address that “next” or “previous” gave as it is, or begin again without a cursor."
    )


def read_page(request, model=None) -> Page:
    """Where a list reads on, and how much. Raises Unreadable with a dict of errors.

    model   of what it lists, where that can be asked for in another order
    """
    query, errors = request.GET, {}
    cursor, limit, order = None, PAGE, BY_KEY
    if text := query.get("cursor"):
        try:
            cursor = read_cursor(text, list_of_reader(request))
        except UnknownId:
            errors["cursor"] = [no_place()]
    if text := query.get("limit"):
        limit = int(text) if re.fullmatch("[0-9]{1,3}", text) else 0
        if not 1 <= limit <= LARGEST_PAGE:
            errors["limit"] = [_("Write a number from 1 to %(most)s.") % {"most": LARGEST_PAGE}]
    if (text := query.get("order")) and model:
        orders = orders_of(model)
        if text not in orders:
            said = {"text": text, "orders": ", ".join(orders)}
            errors["order"] = [_("“%(text)s” is no order of this list. Write one of: %(orders)s.") % said]
        else:
            order = orders[text]
    if errors:
        raise Unreadable(errors)
    return Page(cursor, limit, order)


def names_chosen(query, names: Iterable[str]) -> frozenset[str] | None:
    """The names of what is told, of all that there are; None is all. The id is always among them.

    Raises Unreadable with a dict of errors for a name that is none of them.
    """
    names, chosen, errors = list(names), {}, {}
    for parameter in CHOICE.keys() & query.keys():
        said = [name.strip() for text in query.getlist(parameter) for name in text.split(",")]
        chosen[parameter] = set(filter(None, said))
        if strange := sorted(chosen[parameter].difference(names)):
            said = {"names": ", ".join(strange), "known": ", ".join(names)}
            errors[parameter] = [_("“%(names)s” is told here nowhere. Write some of: %(known)s.") % said]
    if errors:
        raise Unreadable(errors)
    if not any(chosen.values()):
        return None
    kept = chosen.get("fields") or set(names)
    return frozenset(kept - chosen.get("omit", set()) | {"id"})


def allowed_parameters(
    filterset_class, is_list: bool, is_chosen: bool = False, includes: bool = False, is_table: bool = False
) -> dict[str, bool]:
    """{parameter: whether it may be repeated} of a list or of one record.

    is_chosen   whether it can be asked for in part
    includes    whether records that it names can be told with it
    is_table    whether it has columns, which can have hashtags
    """
    day = {PARAMETER: False} if filterset_class.is_dated() else {}
    day |= CHOICE if is_chosen else {}
    day |= {HXL: False} if is_table else {}
    if not is_list:
        return day | {RECORDED: False}
    filters = {
        name: isinstance(filter_field, Repeated)
        for name, filter_field in filterset_class.base_filters.items()
    }
    included = {INCLUDE: True} if includes else {}
    return filters | day | included | LIST_PARAMETERS | {"order": False}


def read_days(query, names) -> tuple[date, ...]:
    """The days of all these parameters. Raises ValidationError with all errors by parameter."""
    days, errors = {}, {}
    for name in names:
        try:
            days[name] = parse_day(query.get(name, ""))
        except Unreadable as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return tuple(days.values())


@dataclass(frozen=True)
class Question:
    """An address of a list or of a record, as it was understood.

    day         that of `as_of`
    recorded    the day of the record
    chosen      the names of what is to be told; None is all
    included    the paths to records that are told with it
    """

    day: date | None
    recorded: date | None
    page: Page
    filterset: object
    chosen: frozenset[str] | None
    included: tuple[tuple[str, str], ...] = ()


def read(
    request,
    filterset_class,
    is_list: bool,
    own: dict[str, bool] | None = None,
    names=(),
    paths=None,
    *,
    is_table: bool = False,
) -> Question:
    """Raises ValidationError with all errors by parameter.

    own         the parameters of an answer that has others than lists and records have
    names       what can be chosen of the answer
    paths       reads from a query which records are told with it; None where none can be
    is_table    whether it has columns
    """
    query = request.GET
    allowed = own or allowed_parameters(filterset_class, is_list, bool(names), bool(paths), is_table)
    errors = unknown(query, allowed) | _repeated(query, allowed)
    if HXL in allowed and query.get(HXL, "1") != "1":
        errors[HXL] = [_("Write 1, or leave it out.")]
    page, filterset, chosen, included = Page(), None, None, ()
    try:
        included = paths(query) if paths else ()
        chosen = names_chosen(query, names) if names else None
    except Unreadable as error:
        errors |= error.message_dict
    day, recorded = _days(query, allowed, errors)
    if is_list:
        try:
            page = read_page(request, filterset_class._meta.model)
        except Unreadable as error:
            errors |= error.message_dict
        filterset = filterset_class(query, viewer=request.viewer, day=day, names=query.keys())
        errors |= {name: [str(text) for text in texts] for name, texts in filterset.errors.items()}
        errors |= _without_a_day(query, day, errors)
    if errors:
        raise ValidationError(errors)
    if chosen is not None:  # a relation that is included is told
        chosen |= {relation.partition(".")[0] for relation, _further in included}
    return Question(day, recorded, page, filterset, chosen, included)


def _days(query, allowed, errors: dict) -> list[date | None]:
    """That of the answer and that of the record; None of one that cannot be read, which is added to the errors."""
    days = []
    for name, read_one in ((PARAMETER, read_day), (RECORDED, read_recorded)):
        try:
            days.append(read_one(query, allowed))
        except Unreadable as error:
            errors[name] = error.messages
            days.append(None)
    return days


def _without_a_day(query, day, errors):
    """Certainty is that of a day: without one nothing could be answered."""
    if day or not query.get("certainty") or {PARAMETER, "certainty"} & errors.keys():
        return {}
    return {"certainty": [_("Ask for a day too, for example as_of=2006-06-30.")]}


def read_body(request) -> None:
    """Makes the JSON that was sent part of the address, where all parameters are read. Raises ValidationError."""
    request._request.body  # noqa: B018  the framework reads what is sent whole, however long: this refuses
    if not isinstance(request.data, dict):
        raise ValidationError(
            {"request": [_("Send an object: parameters by name, several values as a list.")]}
        )
    query, errors = request.GET.copy(), {}
    for name, value in request.data.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str | int) for each in values):
            errors[name] = [_("Send a text, a number, true or false, or a list of them.")]
            continue
        texts = [str(each).lower() if isinstance(each, bool) else str(each) for each in values]
        query.setlist(name, query.getlist(name) + texts)
    if errors:
        raise ValidationError(errors)
    request._request.GET = query


def unknown(query, allowed) -> dict[str, list[str]]:
    """Errors for the parameters that are not among the allowed ones."""
    if not allowed:
        text = _("This parameter is not known here. None is.")
    else:
        text = _("This parameter is not known here. Allowed are: %(allowed)s.") % {
            "allowed": ", ".join(sorted(allowed))
        }
    return {name: [text] for name in query if name not in allowed}


def _repeated(query, allowed):
    return {
        name: [_("This parameter was given more than once.")]
        for name, repeatable in allowed.items()
        if not repeatable and len(query.getlist(name)) > 1
    }
