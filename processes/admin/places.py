from django.contrib import admin

from peaceinfra.core.choices import Level
from processes.admin.base import RecordAdmin
from processes.admin.inlines import ABOUT, RowsInline
from processes.admin.screens import DatedAdmin
from processes.models import Community, Coordinates, Place


class CoordinatesInline(RowsInline):
    """Where it lies, guarded better than the place unless somebody chooses otherwise."""

    model = Coordinates
    fields = ("latitude", "longitude", "precision", "level", "team")
    usual_level = Level.RESTRICTED


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    fieldsets = [(None, {"fields": ["name", "parent", ("country", "m49", "p_code")]})]
    list_display = ("name", "parent", "country", "level")
    list_filter = ("level",)
    narrowed_by = ("parent__id",)
    inlines = [CoordinatesInline, *ABOUT]


@admin.register(Community)
class CommunityAdmin(DatedAdmin):
    lines = ["name", "place", "description"]
    columns = ("name", "place")
