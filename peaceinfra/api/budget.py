"""The rows that a token may read on a day: what an answer counts for, and what is said where they are used up.

The database counts (`partner_tokens.spend`): an answer is counted before it is sent, and one that the budget does not
hold is not sent, so that many requests at the same time do not go past it together.
"""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.throttling import BaseThrottle

from peaceinfra.core.partner_tokens import renewed_at
from peaceinfra.core.visibility import TokenReader

# The names under which answers tell rows.
ROWS = ("results", "unanswered", "passed_over", "nodes", "edges", "world", "evidence", "learnt")
DAY = 24 * 3600


class RowBudget(BaseThrottle):
    """Whoever has no row left is asked to wait before anything is looked up. People have no budget."""

    def allow_request(self, request, view):
        if isinstance(request.user, TokenReader) and not request.user.rows_left:
            raise OutOfBudget(request.user)
        return True


class OutOfBudget(Throttled):
    """The token has no row left."""

    def __init__(self, reader: TokenReader):
        super().__init__(wait=seconds_left())
        self.detail = words_of(reader)


def rows_in(told) -> int:
    """How many rows stand in an answer: those of its lists, or the one record that it is."""
    if not isinstance(told, dict):
        return 0
    lists = [told[name] for name in ROWS if name in told]
    lists += told.get("included", {}).values()
    return sum(map(len, lists)) if lists else int("id" in told)


def rows_of(rows: QuerySet, reader) -> int:
    """How many rows a file will hold; counted beforehand, where they are counted at all."""
    return rows.count() if isinstance(reader, TokenReader) else 0


def words_of(reader: TokenReader, rows: int = 0) -> str:
    """Why an answer, or one of so many rows, is not given."""
    words = _("This token may read %(daily)s rows a day, and %(left)s are left until 00:00 UTC.")
    if rows > reader.daily_rows:
        words += " " + _("This answer has %(rows)s, more than it may ever read on one day.")
    elif rows:
        words += " " + _("This answer has %(rows)s. Ask for fewer, by a filter or a smaller limit, or wait.")
    return words % {"daily": reader.daily_rows, "left": reader.rows_left, "rows": rows}


def budget_headers(reader: TokenReader, left: int) -> dict[str, str]:
    """What is left after this answer, in the words of draft-ietf-httpapi-ratelimit-headers."""
    return {
        "RateLimit-Policy": f'"rows";q={reader.daily_rows};w={DAY};qu="rows"',
        "RateLimit": f'"rows";r={left};t={seconds_left()}',
    }


def seconds_left() -> int:
    """Until the rows of a new day may be read; never none, or who waited for it would ask too early."""
    now = timezone.now()
    return int((renewed_at(now) - now).total_seconds()) + 1
