"""The history of a record and of the rows on its screen."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from peaceinfra.core.roles import may
from peaceinfra.core.screens.lists import RetiredFilter
from processes.admin import versions
from processes.admin.decisions import DecidingAdmin


class HistoryAdmin(DecidingAdmin):
    """A screen whose record has a history of who changed what, when and why."""

    object_history_template = "admin/record_history.html"

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what, when and why; of a retired record too."""
        if not (self.has_view_permission(request) and may(request.user, "read_history")):
            raise PermissionDenied
        record = self._one(request, object_id, self.model._default_manager.visible_to(request.viewer))
        context = self.admin_site.each_context(request) | {
            "title": _("History: %s") % record,
            "versions": versions.history(record, self._parts, request.viewer),
            "record": record,
            "retired_only": f"?{RetiredFilter.parameter_name}=1" if self.lists_retired else "",
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    @cached_property
    def _parts(self):
        """The rows of the screen as (model, name of their key to the record)."""
        parts = []
        for inline in self.inlines:
            keys = [f for f in inline.model._meta.concrete_fields if f.is_relation]
            mine = [f.name for f in keys if inline.fk_name in (None, f.name) and self._is_parent(f, inline)]
            parts.append((inline.model, mine[0]))
        return parts

    def _is_parent(self, field, inline):
        return inline.fk_name == field.name or field.remote_field.model is self.opts.concrete_model
