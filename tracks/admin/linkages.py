from django.contrib import admin
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from processes.admin.inlines import NumberedInline
from processes.admin.screens import DatedAdmin
from tracks.admin.reconfirm import reconfirm_view
from tracks.models import Intermediary, Linkage


class IntermediaryInline(NumberedInline):
    """Whom the linkage goes through, in order."""

    model = Intermediary
    fields = ("position", "actor", "part", "is_sole_carrier")


class ConfirmationFilter(admin.SimpleListFilter):
    """Those to be confirmed again: not ended, and not seen within their review interval."""

    title = _("confirmation")
    parameter_name = "confirmation"

    def lookups(self, request, model_admin):
        return [("due", _("not confirmed lately"))]

    def queryset(self, request, queryset):
        return queryset.overdue_on(timezone.now().date()) if self.value() == "due" else queryset


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
    filters = (ConfirmationFilter, "modality", "formality", "frequency", "track")
    list_display_links = ("source", "target")
    order = ("pk",)
    inlines = [IntermediaryInline, *DatedAdmin.inlines]
    actions = ["reconfirm"]

    @admin.action(description=_("Reconfirm with a day and a source"))
    def reconfirm(self, request, queryset):
        """The linkages ticked in the list go to a page of their own."""
        return reconfirm_view(self, request)

    def links_of_row(self, record):
        address = reverse("admin:tracks_linkage_reconfirm")
        return [(f"{address}?linkage={record.pk}", _("Reconfirm with a day and a source"))]

    def get_urls(self):
        page = path(
            "reconfirm/",
            self.admin_site.admin_view(lambda request: reconfirm_view(self, request)),
            name="tracks_linkage_reconfirm",
        )
        return [page, *super().get_urls()]
