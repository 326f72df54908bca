"""A new record that is opened from the screen of another starts with the marking in force of that one."""

from django.core.exceptions import FieldDoesNotExist

from peaceinfra.core.models import Team
from peaceinfra.core.visibility import visibility_of


def followed_marking(screen, request) -> dict:
    """{"level", "team"} that a new record of the screen starts with; empty where it is opened from nothing.

    The address names the record it is opened from in one of the references of the new one, or as one of
    `screen.opened_by`. Of several the highest level counts. A kind that has a floor begins as its model says.
    """
    if visibility_of(screen.model).least or not hasattr(screen.model, "level"):
        return {}
    openers = [*filter(None, (_opener(screen, request, *said) for said in request.GET.items()))]
    if not openers:
        return {}
    level = max(record.effective_level for record in openers)
    teams = {record.team_id for record in openers if getattr(record, "team_id", None)} & request.viewer.teams
    found = {"level": min(max(level, screen.usual_level or level), request.viewer.level)}
    return found | ({"team": teams.pop()} if len(teams) == 1 else {})


def _opener(screen, request, name, value):
    model = screen.opened_by.get(name) or _target(screen.model, name)
    if model is None or not value.isdecimal() or len(value) > 19:
        return None
    return model._default_manager.shown_to(request.viewer).filter(pk=int(value)).first()


def _target(model, name):
    try:
        target = model._meta.get_field(name).related_model
    except FieldDoesNotExist:
        return None
    return target if target and target is not Team and visibility_of(target) else None
