"""Addresses inside the register, with the chosen day carried along.

Pages of records and processes also keep the day at whose end they are read as recorded; lists are those of now.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.kinds import PAGES, home_path
from peaceinfra.analysis.network.ties import Tie, TieKind
from peaceinfra.core.dates.asof import PARAMETER, RECORDED
from peaceinfra.core.visibility import recorded_on

_SAMPLE = "act-0000000000001"


def day_query(day: date | None) -> str:
    """`?as_of=2006-06-30`, or nothing for the whole life: for what is read as it is recorded now."""
    return f"?{urlencode({PARAMETER: day.isoformat()})}" if day else ""


def record_query(day: date | None) -> str:
    """The same for a page that is read as recorded on the day of this page; nothing where there is no day."""
    query = query_of(day)
    return query if query != "?" else ""


def query_of(day: date | None, **parameters: str) -> str:
    """A query with the chosen day, the day of the record and whatever else is given."""
    days = (PARAMETER, day), (RECORDED, recorded_on())
    chosen = [f"{name}={value.isoformat()}" for name, value in days if value]
    return f"?{'&'.join([*chosen, urlencode(parameters)] if parameters else chosen)}"


def page_address(public_id: str, day: date | None = None) -> str:
    """The page of a record by its public id; "" for a kind without one."""
    name = PAGES.get(public_id[:3])
    return record_page(f"{name}_detail", public_id) + record_query(day) if name else ""


def actor_address(actor: ActorFact, day: date | None = None) -> str:
    """The page of an actor, with the day."""
    return actor_addresses(day)(actor)


def actor_addresses(day: date | None = None) -> Callable[[ActorFact], str]:
    """The same for many actors."""
    page, query = actor_pages(), record_query(day)
    return lambda actor: page(actor) + query


def actor_page(actor: ActorFact) -> str:
    """The page of an actor, without a day."""
    return actor_pages()(actor)


def actor_pages() -> Callable[[ActorFact], str]:
    """The same for many actors; a peace secretariat has a page of its own kind."""
    secretariat, other = record_pages("secretariat_detail"), record_pages("actor_detail")
    return lambda actor: (secretariat if actor.is_secretariat else other)(actor.public_id)


def record_page(route: str, public_id: str) -> str:
    """`reverse` of a route with a public id alone: a page has hundreds of them, and only the id differs."""
    return record_pages(route)(public_id)


def record_pages(route: str) -> Callable[[str], str]:
    """The same for many ids of one route: where the pages stand is asked once."""
    before, after = _around_id(route, get_urlconf(settings.ROOT_URLCONF), get_script_prefix())
    return lambda public_id: f"{before}{public_id}{after}"


def fixed_page(route: str, *arguments: str) -> str:
    """`reverse` of a route whose arguments are words of the register, such as the name of a question."""
    return _path(route, arguments, get_urlconf(settings.ROOT_URLCONF), get_script_prefix())


@lru_cache(maxsize=256)
def _path(route: str, arguments: tuple[str, ...], _urlconf: str, _prefix: str) -> str:
    return reverse(route, args=arguments)


@lru_cache(maxsize=256)
def _around_id(route: str, _urlconf: str, _prefix: str) -> list[str]:
    """What stands before and after the id in the addresses of a route."""
    return reverse(route, args=[_SAMPLE]).split(_SAMPLE)


def tie_address(tie: Tie, day: date | None = None) -> str:
    """Where the record of a tie stands: on its own page, or in its row on the page of the actor it belongs to."""
    fact = tie.fact
    if own := page_address(fact.public_id, day):
        return own
    # A post is told on the page of its body, which is the other end of an appointment.
    home = tie.stops[-1].actor if tie.kind == TieKind.POST else fact.value_of(home_path(fact.prefix))
    return f"{actor_address(home, day)}#{fact.public_id}"
