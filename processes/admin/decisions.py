"""Pages that ask for a reason, then act on one record: it is retired, put back, decided."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.errors import Stale
from peaceinfra.core.identity import number_in
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin
from processes.admin.lowering import page_of_request
from processes.admin.writing import ASK
from processes.services import Lowered


class Decision(NamedTuple):
    """A page that asks for a reason, then acts.

    act     of (record, reason), through the services
    done_words  of (record): what is then done, in words; asked before, of the record as it was
    effect  of (record): what it would change
    action  of `core.roles`: who may do it
    rows    among which the record is found, where it is not one that has a screen
    ask     of (record, reason): a request for it, where it makes something less protected
    """

    title: str
    explanation: str
    act: Callable
    done_words: Callable
    effect: Callable = lambda record: ""
    action: str = "edit"
    rows: object = None
    ask: Callable | None = None


class ReasonForm(forms.Form):
    """Why something is retired or decided."""

    reason = forms.CharField(label=gettext_lazy("Why do you make this change?"), max_length=300)


class DecidingAdmin(RoleAdmin):
    """Screens of records about which something is decided, each time with a reason."""

    def called(self, record) -> str:
        """The record in words, as its own screen is titled."""
        return str(record)

    def facts_to_decide(self, record) -> list[tuple]:
        """What one needs to know before deciding, as (label, text)."""
        return []

    def address_after(self, request, record) -> str:
        """Where a decision leads, if not to the list of the screen."""
        return ""

    def decide(self, request, object_id, decision):
        if not may(request.user, decision.action):
            raise PermissionDenied
        record = self._one(request, object_id, decision.rows)
        filters = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                words, reason = decision.done_words(record), form.cleaned_data["reason"]
                if decision.ask and ASK in request.POST:
                    return page_of_request(request, decision.ask(record, reason))
                with transaction.atomic():
                    decision.act(record, reason)
                self.message_user(request, words)
                listed = add_preserved_filters(filters, reverse(f"admin:{self._name}_changelist"))
                return HttpResponseRedirect(self.address_after(request, record) or listed)
            except ValidationError as error:
                filters["may_ask"] = bool(decision.ask) and isinstance(error, Lowered)
                form.add_error(None, error.messages)
            except Stale:
                form.add_error(None, _("Somebody else saved a newer version."))
        back = reverse(f"admin:{self._name}_{'history' if record.retired else 'change'}", args=[record.pk])
        context = self.admin_site.each_context(request) | filters
        context |= {
            "title": decision.title,
            "explanation": decision.explanation,
            "effect": decision.effect(record),
            "facts": self.facts_to_decide(record),
            "form": form,
            "record": record,
            "called": self.called(record),
            "back": add_preserved_filters(filters, back),
        }
        return TemplateResponse(request, "admin/record_decide.html", context)

    def _one(self, request, object_id, rows):
        """The record on its screen, or one of `rows`. What is hidden and what is absent are not found alike."""
        if rows is None:
            record = self.get_object(request, unquote(object_id))
        else:
            record = rows.filter(pk=number_in(unquote(object_id))).first()
        if record is None:
            raise Http404
        return record

    @cached_property
    def _name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"
