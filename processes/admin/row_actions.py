"""What is done about one row of a list where it stands, with a reason: the list comes again as it was."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from peaceinfra.core.choices import Level
from peaceinfra.core.errors import Stale
from peaceinfra.core.identity import number_in
from peaceinfra.core.screens.lists import RetiredFilter
from processes.admin.retirement import RetiringAdmin
from processes.services import Change, retire_records, save_records

#: Of the form beside the list: the verb, the key of its row and the version that was looked at.
VERB = "do"


class RowVerb(NamedTuple):
    """Something that is done about a row.

    act      of (record, reason, what was chosen): through the services; returns what is then done, in words
    is_open  of (record): whether there is anything to do about this one
    offers   of (record): (value, label) of what is chosen with it
    """

    name: str
    label: str
    act: Callable
    is_open: Callable = lambda record: True
    offers: Callable = lambda record: ()


class RowActionsAdmin(RetiringAdmin):
    """A list whose rows are retired, raised or decided without leaving it."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_row"
        view = self.admin_site.admin_view(require_POST(self.row_view))
        return [path("row/", view, name=name), *super().get_urls()]

    def row_verbs(self, request) -> Iterator[RowVerb]:
        """What the account may do about rows of this list."""
        if not self.has_change_permission(request):
            return
        if hasattr(self.model, "level"):
            higher = partial(_higher, viewer=request.viewer)
            yield RowVerb("raise", _("Raise to"), self._raise(request), higher, higher)
        yield RowVerb("retire", _("Retire"), self._retire(request))

    def links_of_row(self, record) -> list[tuple[str, str]]:
        """(address, words) of pages on which more is said than a reason."""
        return []

    def get_changelist_instance(self, request):
        page = super().get_changelist_instance(request)
        verbs = [] if page.is_popup or RetiredFilter.is_asked(request) else [*self.row_verbs(request)]
        if verbs and page.result_list:
            page.list_display = [*page.list_display, "row_actions"]
            for record in page.result_list:
                record.verbs = verbs
        return page

    @admin.display(description=gettext_lazy("actions"))
    def row_actions(self, record):
        verbs = [(verb, verb.offers(record)) for verb in record.verbs if verb.is_open(record)]
        context = {"record": record, "called": self.called(record), "verbs": verbs}
        context["links"] = self.links_of_row(record)
        return render_to_string("admin/includes/row_actions.html", context) if verbs else ""

    def row_view(self, request):
        """POST do=“verb key version”, reason-key=, choice-verb-key=, query=: back to the list, which says how."""
        verb, key, version = _said(request.POST.get(VERB, ""))
        verbs = {known.name: known for known in self.row_verbs(request)}
        if not verbs:
            raise PermissionDenied
        if verb not in verbs:
            raise Http404
        record = self._one(request, str(key), None)
        record.version = version or record.version
        reason = request.POST.get(f"reason-{key}", "")[:300]
        try:
            if not reason.strip():
                raise ValidationError(_("Say in a few words why you make this change."))
            with transaction.atomic():
                words = verbs[verb].act(record, reason, request.POST.get(f"choice-{verb}-{key}", ""))
            self.message_user(request, words)
        except ValidationError as error:
            self.message_user(request, f"{self.called(record)}: {' '.join(error.messages)}", "error")
        except Stale:
            words = _("Somebody else saved a newer version.")
            self.message_user(request, f"{self.called(record)}: {words}", "error")
        listed = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        query = request.POST.get("query", "")[:2000]
        return HttpResponseRedirect(f"{listed}?{query}" if query else listed)

    def _retire(self, request):
        def act(record, reason, _choice):
            words = _("“%(record)s” is retired.") % {"record": self.called(record)}
            retire_records(self.retired_with(record), by=request.user, reason=reason)
            return words

        return act

    def _raise(self, request):
        def act(record, reason, choice):
            if choice not in dict(_higher(record, request.viewer)):
                raise ValidationError(_("Choose a higher marking."))
            record.level = int(choice)
            save_records([Change(record, record.version)], by=request.user, reason=reason)
            said = {"record": self.called(record), "marking": Level(record.level).label}
            return _("“%(record)s” is marked: %(marking)s.") % said

        return act


def _higher(record, viewer) -> list[tuple[str, str]]:
    levels = range(record.level + 1, viewer.level + 1)
    return [(str(level), Level(level).label) for level in levels]


def _said(text) -> tuple[str, int, int]:
    """(verb, key of the row, version); a key of 0 is that of no row."""
    verb, key, version, *_rest = [*text.split(" "), "", "", ""]
    return verb, number_in(key) or 0, number_in(version) or 0
