"""Takes a record out of every list, and puts it back."""

from django.urls import path
from django.utils.translation import gettext as _

from processes.admin.decisions import DecidingAdmin, Decision
from processes.admin.details import details, last_written
from processes.services import restore_records, retire_records


class RetiringAdmin(DecidingAdmin):
    """A screen whose record can be retired and put back, together with the details on it."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<path:object_id>/{verb}/", self.admin_site.admin_view(view), name=f"{name}_{verb}")
            for verb, view in (("retire", self.retire_view), ("restore", self.restore_view))
        ]
        return [*own, *(url for url in super().get_urls() if url.name != f"{name}_delete")]

    def retire_view(self, request, object_id):
        """Takes a record out of every list. The page names nothing but the record itself."""
        retire = Decision(
            _("Retire"),
            _(
                "It is left out of every list, page and export. Nothing is deleted: its history stays,"
                " for those who may see it, and puts it back."
            ),
            lambda record, reason: retire_records(self.retired_with(record), by=request.user, reason=reason),
            lambda record: _("“%(record)s” is retired.") % {"record": record},
        )
        return self.decide(request, object_id, retire)

    def restore_view(self, request, object_id):
        """Puts a retired record back, as it was and marked as it was."""
        restore = Decision(
            _("Put back"),
            _(
                "It stands in lists, pages and exports again, for those whom its marking lets see it. What was"
                " on its screen when it was retired comes with it."
            ),
            lambda record, reason: restore_records(
                self.restored_with(record), by=request.user, reason=reason
            ),
            lambda record: _("“%(record)s” is put back.") % {"record": record},
            rows=self.retired_rows(request),
        )
        return self.decide(request, object_id, restore)

    def restored_with(self, record) -> list:
        """The record, and the details that were retired with it: at once, by the same account, for one reason."""
        moment = last_written(record)
        return [record, *(row for row in details(record, retired=True) if last_written(row) == moment)]

    def retired_with(self, record) -> list:
        """The record and its details, which are the same thing under another heading."""
        return [record, *details(record, retired=False)]
