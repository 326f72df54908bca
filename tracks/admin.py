from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.lists import DayFilter
from processes.admin.base import DATES, RecordAdmin
from processes.admin.inlines import ABOUT, DATED, RowsInline
from tracks.models import Intermediary, Linkage


class IntermediaryInline(RowsInline):
    """Whom the linkage goes through, in order."""

    model = Intermediary
    fields = ("position", "actor", "part", "is_sole_carrier")

    def _order(self):
        return ["position", "pk"]


@admin.register(Linkage)
class LinkageAdmin(RecordAdmin):
    fieldsets = [
        (None, {"fields": [("source", "target"), ("process", "track"), "purpose"]}),
        (_("How it works"), {"fields": [("modality", "direction"), ("formality", "frequency")]}),
        (_("When it held"), DATES[1] | {"fields": [*DATES[1]["fields"], ("last_evidence", "review_days")]}),
    ]
    list_display = ("source", "target", "process", "modality", "when", "level")
    list_display_links = ("source", "target")
    list_filter = ("modality", "formality", "frequency", "track", "level", DayFilter)
    list_select_related = ("source", "target", "process")
    narrowed_by = ("process__id", "source__id", "target__id")
    ordering = ("pk",)
    search_names = ("source__folded", "target__folded")
    inlines = [IntermediaryInline, *DATED, *ABOUT]
