"""The screen of recalls, for security officers: who answered what, and who has not."""

from django.contrib import admin
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.models import RecallNotice
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.screens.sections import OpenFormSet
from peaceinfra.core.visibility.acting import prove_acting

ACTION = "read_log"
OUTSTANDING = Count("notices", filter=Q(notices__answer=""))


class OutstandingFilter(admin.SimpleListFilter):
    """Recalls that somebody has not answered."""

    title = _("answers")
    parameter_name = "answers"

    def lookups(self, request, model_admin):
        return [("outstanding", _("outstanding")), ("late", _("outstanding after the day"))]

    def queryset(self, request, queryset):
        if self.value() not in ("outstanding", "late"):
            return queryset
        found = queryset.filter(outstanding__gt=0)
        return found.filter(due_on__lt=timezone.now().date()) if self.value() == "late" else found


class NoticeInline(admin.TabularInline):
    """The holders, and what each answered."""

    model = RecallNotice
    formset = OpenFormSet
    fields = readonly_fields = ("holder", "kind", "answer", "note", "answered_at")
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None):
        return may(request.user, ACTION)

    def has_add_permission(self, request, obj):
        return False

    has_change_permission = has_add_permission

    @admin.display(description=_("holder is"))
    def kind(self, notice):
        return _("an account") if notice.account_id else _("a token of a partner")


class RecallAdmin(RoleAdmin):
    """Recalls are sent from the report on who may know a record, and never changed."""

    to_view, to_add, to_change = ACTION, "", ""
    list_display = ("record", "reason", "task", "due_on", "sent_at", "outstanding", "sent_to")
    list_filter = (OutstandingFilter, "reason", "task")
    search_fields = ("record",)
    search_help_text = _("The id of a record.")
    fields = readonly_fields = ("record", "reason", "words", "task", "due_on", "sent_by", "sent_at")
    inlines = [NoticeInline]

    def get_queryset(self, request):
        with connection.cursor() as cursor:
            prove_acting(cursor, request.user.pk)
        rows = super().get_queryset(request).prefetch_related("sent_by")
        return rows.annotate(outstanding=OUTSTANDING, holders=Count("notices"))

    @admin.display(description=_("outstanding"), ordering="outstanding")
    def outstanding(self, recall):
        return recall.outstanding

    @admin.display(description=_("sent to"))
    def sent_to(self, recall):
        return recall.holders
