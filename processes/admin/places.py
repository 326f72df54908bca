from django.contrib import admin

from processes.admin.base import RecordAdmin
from processes.admin.inlines import ABOUT
from processes.admin.screens import DatedAdmin
from processes.models import Community, Place


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    fieldsets = [(None, {"fields": ["name", "parent", ("country", "m49", "p_code")]})]
    list_display = ("name", "parent", "country", "level")
    list_filter = ("level",)
    narrowed_by = ("parent__id",)
    inlines = ABOUT


@admin.register(Community)
class CommunityAdmin(DatedAdmin):
    lines = ["name", "place", "description"]
    columns = ("name", "place")
