"""The reader of a page, a file or a job: one clearance and a set of teams."""

from dataclasses import dataclass, field
from datetime import datetime

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


@dataclass(frozen=True)
class TokenReader:
    """The tool of a partner that reads by a token, in the place of an account. It is nobody who acts.

    What it may read is what the database compared with its maker's: see `token_sql`. The key is that of all tokens
    that replaced one another, so that what a tool keeps from one request to the next outlives the change of a token.
    """

    pk: int
    key_id: str
    owner: str
    purpose: str
    maker: int
    viewer: Viewer
    scopes: frozenset[str]
    expires_at: datetime
    daily_rows: int
    rows_left: int

    is_authenticated = is_active = True
    is_anonymous = is_staff = False

    def role_on(self, day) -> None:
        """It reads and has no role."""

    def get_username(self) -> str:
        return self.purpose


def viewer_of(account, today) -> Viewer:
    """The viewer an account, or a token, is on a day: nobody, or an account without an active grant, sees public
    records.

    An administrator manages accounts and reads what everybody may read, whatever else was granted.
    """
    if isinstance(account, TokenReader):
        return account.viewer
    if not (account.is_authenticated and account.is_active):
        return PUBLIC
    if account.role == AccountRole.ADMINISTRATOR:
        return Viewer(account=account.pk)
    return Viewer(account.clearance_on(today), account.teams_on(today), account.pk)
