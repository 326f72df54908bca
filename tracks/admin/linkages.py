from django.contrib import admin

from processes.admin.inlines import RowsInline
from processes.admin.screens import DatedAdmin
from tracks.models import Intermediary, Linkage


class IntermediaryInline(RowsInline):
    """Whom the linkage goes through, in order."""

    model = Intermediary
    fields = ("position", "actor", "part", "is_sole_carrier")

    def _order(self):
        return ["position", "pk"]


@admin.register(Linkage)
class LinkageAdmin(DatedAdmin):
    lines = [
        ("source", "target"),
        ("process", "track"),
        ("modality", "direction"),
        ("formality", "frequency"),
        "purpose",
        "gave",
        ("last_evidence", "review_days"),
    ]
    columns = ("source", "target", "process", "modality")
    filters = ("modality", "formality", "frequency", "track")
    list_display_links = ("source", "target")
    order = ("pk",)
    inlines = [IntermediaryInline, *DatedAdmin.inlines]
