"""Who may know a record: a page, to print, and a CSV file, for security officers."""

import csv
import io
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.exposure import Exposure, collect_exposure
from peaceinfra.core.choices import RecallReason, RecallTask
from peaceinfra.core.models import Recall, Record
from peaceinfra.core.recalls import send_recall
from peaceinfra.core.roles import may
from peaceinfra.core.screens.sent_forms import remember_saved, way_to_made
from peaceinfra.core.text import check_readable
from peaceinfra.core.visibility.acting import prove_acting
from peaceinfra.datasets.downloads import harmless

ACTION = "read_log"
COLUMNS = ("what", "who", "where", "address", "first_day", "last_day", "times")


class RecallForm(forms.Form):
    """What is asked of those who hold the record."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=RecallReason.choices)
    task = forms.ChoiceField(label=gettext_lazy("What they are to do"), choices=RecallTask.choices)
    due_on = forms.DateField(
        label=gettext_lazy("By when"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=500,
        validators=[check_readable],
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=gettext_lazy("Every holder reads it: name nobody, and say nothing of the record."),
    )
    holders = forms.MultipleChoiceField(label=gettext_lazy("To whom"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, exposure: Exposure, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(_value(reader), name) for reader, name in exposure.holders]
        self.fields["holders"].choices = choices
        self.fields["holders"].initial = [value for value, _name in choices]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.now().date():
            raise ValidationError(_("That day is over."))
        return day


def urls_of_exposure(site) -> list:
    views = (
        ("exposure/", ask_view, "exposures"),
        ("exposure/<str:public_id>/", exposure_view, "exposure"),
        ("exposure/<str:public_id>/recall/", recall_view, "exposure_recall"),
        ("exposure/<str:public_id>/file.csv", file_view, "exposure_file"),
    )
    return [path(address, site.admin_view(partial(view, site)), name=name) for address, view, name in views]


def ask_view(site, request):
    """GET ?record=: leads to the report about the record of an id."""
    _check(request)
    text = request.GET.get("record", "").strip()
    found = _record(request, text) if text else None
    if found:
        return redirect("admin:exposure", found.public_id)
    context = site.each_context(request) | {
        "title": _("Who may know a record"),
        "asked": text,
        "error": _("No record of this id, or none that you may see.") if text else "",
    }
    return TemplateResponse(request, "admin/exposures.html", context)


def exposure_view(site, request, public_id):
    """The report about one record."""
    found = _exposure(request, public_id)
    return TemplateResponse(
        request, "admin/exposure.html", _context(site, request, found, RecallForm(exposure=found))
    )


def file_view(site, request, public_id):
    """The same as a table."""
    found = _exposure(request, public_id)
    response = HttpResponse(table_of(found), content_type="text/csv; charset=utf-8")
    name = f"exposure-{found.record.public_id}-TLP-RED.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table_of(found: Exposure) -> str:
    """A row for each reading, marking, edition and delivery; then what is recorded nowhere."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for reading in found.readings:
        lines.writerow(
            [
                *(reading.nearness_label, harmless(reading.who), reading.where, reading.kind),
                *(reading.first, reading.last, reading.times),
            ]
        )
    for marked in found.markings:
        lines.writerow([_("marking"), "", marked.words, "", marked.since.date(), "", ""])
    for edition in found.editions:
        lines.writerow([_("release"), "", edition.name, "", "", "", ""])
    for letter in found.letters:
        day = letter.begun_at.date()
        lines.writerow(
            [
                _("delivery that was not taken"),
                letter.subscription.token.owner,
                letter.public_id,
                "",
                day,
                "",
                "",
            ]
        )
    for words in found.not_recorded:
        lines.writerow([_("not recorded"), "", words, "", "", "", ""])
    return text.getvalue()


def recall_view(site, request, public_id):
    """Sends a recall to those holders whom the officer ticked, of those that the report names and no others."""
    found = _exposure(request, public_id)
    if request.method != "POST":
        return redirect("admin:exposure", found.record.public_id)
    if again := way_to_made(request):
        return again
    form = RecallForm(request.POST, exposure=found)
    if not form.is_valid():
        return TemplateResponse(request, "admin/exposure.html", _context(site, request, found, form))
    said = form.cleaned_data
    chosen = [(reader, name) for reader, name in found.holders if _value(reader) in said["holders"]]
    made = send_recall(
        record=found.record.public_id,
        reason=said["reason"],
        words=said["words"],
        task=said["task"],
        due_on=said["due_on"],
        accounts={reader.account: name for reader, name in chosen if reader.account},
        tokens=[reader.token for reader, _name in chosen if reader.token],
    )
    messages.success(request, _("The recall was sent. Here is who answered it."))
    address = reverse("admin:core_recall_change", args=[made])
    remember_saved(request, address)
    return redirect(address)


def _context(site, request, found: Exposure, form) -> dict:
    return site.each_context(request) | {
        "title": _("Who may know %(name)s") % {"name": found.name},
        "exposure": found,
        "file": reverse("admin:exposure_file", args=[found.record.public_id]),
        "form": form,
        "recalls": Recall.objects.filter(record=found.record.public_id),
    }


def _value(reader) -> str:
    return f"token:{reader.token}" if reader.token else f"account:{reader.account}"


def _check(request):
    if not may(request.user, ACTION):
        raise PermissionDenied


def _exposure(request, public_id) -> Exposure:
    _check(request)
    record = _record(request, public_id)
    if record is None:
        raise Http404
    with connection.cursor() as cursor:
        prove_acting(cursor, request.user.pk)
    return collect_exposure(record, request.viewer, timezone.now().date())


def _record(request, text) -> Record | None:
    """Also a retired one; what is hidden from the officer is absent."""
    return Record.objects.visible_to(request.viewer).of_id(text).first()
