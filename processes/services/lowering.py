"""Raising a marking is immediate. Lowering it takes a second person, by whichever way it falls.

A marking in force falls not only by typing a lower level: also by moving a record to other ends, by taking
off who decided, or by accepting a claim that does one of these.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.roles import may


def check_lowering(before, after, by):
    """Called in the transaction of a write, after it: `before` is the row as it was, `after` as it was written.

    What was above “partner”, or for a team, comes down only by a steward who was not the last writer.
    Raises ValidationError. `by` None is an operator's command, which is not asked.
    """
    if by is None or not (_own_falls(before, after) or _in_force_falls(before, after)):
        return
    if may(by, "lower_marking") and _last_writer(before) != by.pk:
        return
    message = _(
        "This shows the record to more readers. Lowering the marking of a record above “partner”, or taking"
        " a team off, takes a second person: ask a steward who did not make the last change to this record."
    )
    raise ValidationError({"level": message} if hasattr(after, "level") else message)


def _own_falls(before, after):
    if not hasattr(after, "level"):
        return False
    lower = after.level < before.level and before.level > Level.PARTNER
    return lower or bool(before.team_id and after.team_id != before.team_id)


def _in_force_falls(before, after):
    """By the row as the triggers left it."""
    rows = type(after)._base_manager.filter(pk=after.pk)
    level, teams = rows.values_list("effective_level", "effective_teams").get()
    lower = level < before.effective_level and before.effective_level > Level.PARTNER
    return lower or not set(before.effective_teams) <= set(teams)


def _last_writer(before):
    """The account that made the version that is replaced; None for a command."""
    last = before.events.filter(version__lte=before.version).order_by("pgh_id").last()
    return (last.pgh_context or {}).get("account") if last else None
