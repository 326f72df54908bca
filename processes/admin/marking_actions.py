"""Who may see a selection of records: raised at once, or less protected when a steward agrees."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.core.choices import Level
from peaceinfra.core.errors import Stale
from peaceinfra.core.roles import may
from processes.admin.lowering import page_of_request
from processes.services import Change, save_and_request, save_records


class MarkingForm(forms.Form):
    """The level that the chosen records get, and why."""

    level = forms.TypedChoiceField(label=gettext_lazy("Marking"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Why do you make this change?"),
        max_length=300,
        help_text=gettext_lazy("Name nobody who is protected."),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [choice for choice in Level.choices if choice[0] <= viewer.level]


@admin.action(description=gettext_lazy("Raise the marking"))
def raise_marking(screen, request, rows):
    """Written at once; what is at least as protected already stays as it is."""

    def write(records, level, reason):
        raised = [record for record in records if record.level < level]
        for record in raised:
            record.level = level
        save_records([Change(record, record.version) for record in raised], by=request.user, reason=reason)
        words = ngettext("%(number)s record is raised.", "%(number)s records are raised.", len(raised))
        screen.message_user(request, words % {"number": len(raised)})

    explanation = _(
        "Each record below the marking that you choose gets it at once. The others stay as they are."
    )
    return _change(
        screen, request, rows, "raise_marking", raise_marking.short_description, explanation, write
    )


@admin.action(description=gettext_lazy("Make less protected"))
def lower_marking(screen, request, rows):
    """One request for all of them; what asks for no second person, from partner to public, is written at once."""

    def write(records, level, reason):
        lowered = [record for record in records if record.level > level]
        for record in lowered:
            record.level = level
        changes = [Change(record, record.version) for record in lowered]
        _records, lowering = save_and_request(changes, by=request.user, reason=reason)
        if lowering:
            return page_of_request(request, lowering)
        words = ngettext("%(number)s record is changed.", "%(number)s records are changed.", len(lowered))
        screen.message_user(request, words % {"number": len(lowered)})
        return None

    explanation = _(
        "Each record above the marking that you choose would get it. What was above “partner” waits until a"
        " steward agrees who did not ask for it."
    )
    return _change(
        screen, request, rows, "lower_marking", lower_marking.short_description, explanation, write
    )


MARKING_ACTIONS = [raise_marking, lower_marking]


def _change(screen, request, rows, action, title, explanation, write):
    """Asks for the marking and a reason, then writes by `write(records, level, reason)`."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    records = list(rows)
    first = min(Level.RESTRICTED, request.viewer.level) if action == "raise_marking" else Level.PUBLIC
    typed = request.POST if "level" in request.POST else None
    form = MarkingForm(typed, initial={"level": first}, viewer=request.viewer)
    if form.is_valid():
        try:
            answer = write(records, form.cleaned_data["level"], form.cleaned_data["reason"])
            return answer or HttpResponseRedirect(request.get_full_path())
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Stale:
            form.add_error(None, _("Somebody else saved a newer version."))
    context = screen.admin_site.each_context(request) | {
        "title": title,
        "explanation": explanation,
        "form": form,
        "records": records,
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
        "back": request.get_full_path(),
        "opts": screen.opts,
    }
    return TemplateResponse(request, "admin/change_marking.html", context)
