"""The reader of a page, a file or a job: one clearance and a set of teams."""

from dataclasses import dataclass

from peaceinfra.core.choices import AccountRole, Level


@dataclass(frozen=True)
class Viewer:
    """Sees a record iff its level is at most `level` and every team of it is among `teams` (team keys)."""

    level: int = Level.PUBLIC
    teams: frozenset[int] = frozenset()


PUBLIC = Viewer()


def viewer_of(account, today) -> Viewer:
    """The viewer an account is on a day: nobody, or an account without an active grant, sees public records.

    An administrator manages accounts and reads what everybody may read, whatever else was granted.
    """
    if not (account.is_authenticated and account.is_active) or account.role == AccountRole.ADMINISTRATOR:
        return PUBLIC
    return Viewer(
        account.clearance, frozenset(account.team_grants.in_force(today).values_list("team_id", flat=True))
    )
