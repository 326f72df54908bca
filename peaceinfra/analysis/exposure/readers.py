"""What somebody could read on a day: a record as it was marked, an account and a token as they were cleared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.core.choices import Level
from peaceinfra.core.models import PartnerToken


@dataclass(frozen=True)
class Marked:
    """The marking in force of a record from a moment on; `is_gone`: it was retired."""

    since: datetime
    level: Level
    teams: frozenset[int]
    is_gone: bool = False

    @property
    def words(self) -> str:
        """The marking as people read it; of teams how many."""
        if self.is_gone:
            return _("retired")
        number = len(self.teams)
        teams = ngettext(", for %(n)s team", ", for %(n)s teams", number) % {"n": number} if number else ""
        return f"{self.level.label}{teams}"

    @property
    def is_public(self) -> bool:
        return not (self.level or self.teams or self.is_gone)


@dataclass(frozen=True)
class Cleared:
    """What an account or a token was cleared for from a moment on, until the last days of it."""

    since: datetime
    level: Level
    until: date | None = None

    def on(self, day: date) -> int:
        return Level.PUBLIC if self.until is not None and self.until < day else self.level


@dataclass(frozen=True)
class Membership:
    """A team that an account was in, from a moment on; None where that was taken back."""

    since: datetime
    team: int
    until: date | None = None


@dataclass(frozen=True)
class Reader:
    """Who reads: the key of an account, or the id of a token. `holder` is whom a recall is sent to."""

    account: int | None = None
    token: str = ""


@dataclass(frozen=True)
class Readers:
    """The past of some readers, as histories have it."""

    clearances: Mapping[Reader, Sequence[Cleared]]
    memberships: Mapping[Reader, Sequence[Membership]]

    def could_read(self, reader: Reader, markings: Sequence[Marked], day: date) -> bool:
        """Whether it was cleared, at some moment of the day, for the record as it was marked at some moment of it."""
        level = max(
            (row.on(day) for row in _in_force(self.clearances.get(reader, ()), day)), default=Level.PUBLIC
        )
        teams = {
            row.team
            for row in self.memberships.get(reader, ())
            if row.since.date() <= day and (row.until is None or row.until >= day)
        }
        return any(
            not marked.is_gone and marked.level <= level and marked.teams <= teams
            for marked in _in_force(markings, day)
        )


def markings_of(model, key: int) -> list[Marked]:
    """The markings that a record had, each from when it was another; of the versions that the asker may see."""
    versions = model.events.rel.related_model.objects.filter(pgh_obj=key).order_by("pgh_created_at", "pgh_id")
    found: list[Marked] = []
    columns = ("pgh_created_at", "effective_level", "effective_teams", "retired")
    for at, level, teams, retired in versions.values_list(*columns):
        marked = Marked(at, Level(level), frozenset(teams), retired)
        if not found or _said(found[-1]) != _said(marked):
            found.append(marked)
    return found


def collect_readers(readers: Iterable[Reader]) -> Readers:
    """Three queries, however many they are. The past of accounts is told to who is proven to be an officer."""
    readers = [*readers]
    accounts = {reader.account for reader in readers if reader.account}
    tokens = {reader.token for reader in readers if reader.token}
    clearances, memberships = {}, {}
    for key, at, level, until in _past("core_account_clearances", accounts):
        clearances.setdefault(Reader(account=key), []).append(Cleared(at, Level(level), until))
    for key, at, team, until in _past("core_account_memberships", accounts):
        memberships.setdefault(Reader(account=key), []).append(Membership(at, team, until))
    rows = PartnerToken.objects.filter(key_id__in=tokens).values_list("key_id", "made_at", "level", "teams")
    for key_id, at, level, teams in rows:
        reader = Reader(token=key_id)
        clearances[reader] = [Cleared(at, Level(level))]
        memberships[reader] = [Membership(at, team) for team in teams]
    return Readers(clearances, memberships)


def _past(function: str, accounts: set[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}(%s)", [[*accounts]])
        return cursor.fetchall()


def _said(marked: Marked) -> tuple:
    return marked.level, marked.teams, marked.is_gone


def _in_force(rows: Sequence, day: date) -> list:
    """Those that held at some moment of the day: the last before it, and those that began on it."""
    before = [row for row in rows if row.since.date() < day]
    return [*before[-1:], *(row for row in rows if row.since.date() == day)]
