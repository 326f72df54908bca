"""The reader of a page, a file or a job: one clearance and a set of teams."""

from dataclasses import dataclass, field

from peaceinfra.core.choices import AccountRole, Level


@dataclass(frozen=True)
class Viewer:
    """Sees a record iff its level is at most `level` and every team of it is among `teams` (team keys).

    `account` is the key of who writes, if anybody is signed in; it decides nothing about what is seen.
    """

    level: int = Level.PUBLIC
    teams: frozenset[int] = frozenset()
    account: int | None = field(default=None, compare=False)


PUBLIC = Viewer()


def viewer_of(account, today) -> Viewer:
    """The viewer an account is on a day: nobody, or an account without an active grant, sees public records.

    An administrator manages accounts and reads what everybody may read, whatever else was granted.
    """
    if not (account.is_authenticated and account.is_active):
        return PUBLIC
    if account.role == AccountRole.ADMINISTRATOR:
        return Viewer(account=account.pk)
    teams = account.team_grants.in_force(today).values_list("team_id", flat=True)
    return Viewer(account.clearance, frozenset(teams), account.pk)
