"""Viewers for the tests of what must stay hidden."""

from peaceinfra.core.choices import Level
from peaceinfra.core.models import Team
from peaceinfra.core.visibility import Viewer


def everything() -> Viewer:
    """Who may see every record there is now."""
    return Viewer(Level.STRICT, frozenset(Team.objects.values_list("pk", flat=True)))
