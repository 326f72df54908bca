"""What every page says of itself: over what it was computed, when, and whether it shows demonstration data."""

from django.conf import settings
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.roles import may
from peaceinfra.core.visibility import PUBLIC
from peaceinfra.dashboards.presenters.citing import path_of

THEME_COOKIE = "theme"
#: The looks to choose from; without one of them pages follow the system.
THEMES = {"light": gettext_lazy("Light"), "dark": gettext_lazy("Dark")}


def register(request) -> dict:
    viewer = getattr(request, "viewer", PUBLIC)
    return {
        "demonstration": settings.DEMONSTRATION,
        "may_enter": admin.site.has_permission(request) if hasattr(request, "user") else False,
        "may_edit_records": may(request.user, "edit") if hasattr(request, "user") else False,
        "seen_words": seen_words(viewer),
        "records_stood_on": timezone.localdate(),
        "view_path": path_of(request),
        "theme": theme_of(request),
        "themes": THEMES.items(),
    }


def theme_of(request) -> str:
    """The looks that were chosen in this browser; "" follows the system."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def basis_words(viewer, record_day) -> list[str]:
    """What a page says at its foot, for what leaves the register without one."""
    return [
        _("Computed over what you may see: %(seen_words)s.") % {"seen_words": seen_words(viewer)},
        _("“Recorded” and “none” speak of these records only; there may be others."),
        _("Records as they stood on %(day)s.") % {"day": day_text(record_day)},
    ]


def seen_words(viewer) -> str:
    """What the viewer may see, in words; teams are counted by nobody and named nowhere."""
    words = _("public records")
    if viewer.level > Level.PUBLIC:
        words = _("records up to %(level)s") % {"level": Level(viewer.level).label}
    return _("%(records)s, and those of your teams") % {"records": words} if viewer.teams else words
