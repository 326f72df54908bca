"""Addresses inside the register, with the chosen day carried along."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.kinds import PAGES
from peaceinfra.core.dates.asof import PARAMETER


def day_query(day: date | None) -> str:
    """`?as_of=2006-06-30`, or nothing for the whole life."""
    return query_of(day) if day else ""


def query_of(day: date | None, **parameters: str) -> str:
    """A query with the chosen day and whatever else is given."""
    chosen = {PARAMETER: day.isoformat()} if day else {}
    return f"?{urlencode(chosen | parameters)}"


def page_address(public_id: str, day: date | None = None) -> str:
    """The page of a record by its public id; "" for a kind without one."""
    name = PAGES.get(public_id[:3])
    return reverse(f"{name}_detail", args=[public_id]) + day_query(day) if name else ""


def actor_address(actor: ActorFact, day: date | None = None) -> str:
    """The page of an actor; a peace secretariat has a page of its own kind."""
    name = "secretariat_detail" if actor.is_secretariat else "actor_detail"
    return reverse(name, args=[actor.public_id]) + day_query(day)
