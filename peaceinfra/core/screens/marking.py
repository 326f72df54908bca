"""The marking in force of a record, where it is higher than the typed one."""

from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level


def marking_in_force(record) -> str:
    """The marking in words; "" where the typed one holds. What lends the higher one is not named: it may be retired."""
    if not hasattr(record, "level"):
        return ""
    words = {"level": Level(record.effective_level).label}
    is_higher = record.effective_level > record.level
    if {*record.effective_teams} - {record.team_id}:
        words["level"] += ", " + _("for more teams than its own")
        is_higher = True
    return _("in force: %(level)s, because of what it touches") % words if is_higher else ""
