"""What every screen of the admin shares, whether it shows records or accounts."""

from django.contrib import admin
from django.http import Http404

from peaceinfra.core.roles import may
from peaceinfra.core.screens.faults import faults_on
from peaceinfra.core.screens.lists import UncountedChangeList, UncountedPaginator


class RoleAdmin(admin.ModelAdmin):
    """A screen that opens by `core.roles` alone. Each attribute names an action there; "" means nobody."""

    to_view = to_add = to_change = "edit"

    actions = None
    change_form_template = "admin/role_form.html"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = UncountedPaginator
    list_per_page = 50

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return _may(request, self.to_view) or self.has_change_permission(request, obj)

    def has_add_permission(self, request):
        return _may(request, self.to_add)

    def has_change_permission(self, request, obj=None):
        return _may(request, self.to_change)

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, **kwargs):
        """What is wrong stands as a list at the head, as on the screens of records."""
        formsets = [shown.formset for shown in context.get("inline_admin_formsets", ())]
        if context.get("errors"):
            context.setdefault("faults", faults_on(context["adminform"].form, formsets))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changelist(self, request, **kwargs):
        return UncountedChangeList

    def history_view(self, request, object_id, extra_context=None):
        """The stock view reads Django's log of actions, which is not kept."""
        raise Http404

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # Hidden and absent answer alike, and without repeating the id.
        raise Http404

    def log_addition(self, request, obj, message):
        """No log of actions beside the history: its labels would outlive a marking that was raised."""

    def log_change(self, request, obj, message):
        """See log_addition."""

    def log_deletions(self, request, queryset):
        """See log_addition."""


def _may(request, action):
    return bool(action) and may(request.user, action)
