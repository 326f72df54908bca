"""What the session remembers of a sitting at the screens: the last reason and source."""

from processes.services import Statement

STATEMENT = "last_statement"


def remember_statement(request, reason: str, statement: Statement | None) -> None:
    """For the next screen of the sitting. The reason of a first entry is no reason of a change: then it is ""."""
    last = request.session.get(STATEMENT, {})
    request.session[STATEMENT] = {
        "reason": reason or last.get("reason", ""),
        "from_source": statement.source.pk if statement else None,
        "from_locator": statement.locator if statement else "",
        "from_credibility": statement.credibility if statement else None,
    }
