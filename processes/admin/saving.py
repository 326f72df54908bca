"""A whole screen is written once, or comes back with why it was not."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from peaceinfra.core.desk import note_edited
from peaceinfra.core.screens.sent_forms import content_digest, remember_saved, saved_before
from processes.admin import sittings
from processes.admin.decisions import DecidingAdmin
from processes.admin.long_sections import RowBudget
from processes.admin.lowering import page_of_request
from processes.admin.stand_ins import cited_on, offer_stand_ins
from processes.admin.writing import Refusal, accept_their_version, check_namesakes, write_screen


class SavingAdmin(DecidingAdmin):
    """A screen that is written through the services, with its rows."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Twice where the services refuse: the second time, nothing being written, to show why."""
        try:
            if request.method == "POST" and (answer := answer_to_repeat(self, request)):
                return answer
            with transaction.atomic():
                response = super().changeform_view(request, object_id, form_url, extra_context)
            lowering = getattr(request, "lowering", None)
            return page_of_request(request, lowering) if lowering else response
        except Refusal as refusal:
            request.refusal, request.row_budget = refusal, RowBudget()
        conflict = request.refusal.stale
        if conflict:
            accept_their_version(request, conflict)
        response = super().changeform_view(
            request, object_id, form_url, {"conflict": conflict} | (extra_context or {})
        )
        response.status_code = 409 if conflict else response.status_code
        return response

    def save_model(self, request, obj, form, change):
        """Written in save_related, together with the rows."""

    def save_related(self, request, form, formsets, change):
        check_namesakes(request, form, formsets)
        offer_stand_ins(request, cited_on(form, write_screen(request, form, formsets)))
        reason = form.cleaned_data["reason"] if change else ""
        sittings.remember_statement(request, reason, form.statement())
        note_edited(request.viewer, form.instance.public_id)
        remember_saved(request, reverse(f"admin:{self._name}_change", args=[form.instance.pk]))
        for changed_form in (form, *changed_rows(formsets)):
            for date, kind in changed_form.taken_as():
                words = _("“%(date)s” was taken as %(kind)s. If it is a sighting, choose that.")
                self.message_user(request, words % {"date": date, "kind": kind})

    def response_change(self, request, obj):
        """Where all that was changed waits, nothing is said to be saved."""
        if getattr(request, "only_asked", False) and request.lowering:
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def construct_change_message(self, request, form, formsets, add=False):
        return ""


def changed_rows(formsets):
    """The forms of the rows in which something was typed, and of the rows within them."""
    for row in (row for formset in formsets for row in formset.forms if row.has_changed()):
        if row.changed_data:
            yield row
        yield from changed_rows(inner for inner in row.inner_sets if inner.is_bound)


def answer_to_repeat(screen, request):
    """Where a form is sent twice: the way to what it made. Raises Refusal where it says something else now."""
    saved = saved_before(request)
    if saved is None:
        return None
    link = format_html('<a href="{}">{}</a>', saved.address, _("Open what was saved"))
    if saved.digest == content_digest(request):
        words = _("This form was saved already. Nothing was saved a second time; this is what was saved.")
        screen.message_user(request, words, messages.INFO)
        return HttpResponseRedirect(saved.address)
    screen.message_user(request, link, messages.WARNING)
    words = _(
        "This form was saved already, with other content. To correct that, open what was saved. If you save"
        " here again, what is new on this screen is made a second time."
    )
    raise Refusal(None, ValidationError(words))
