"""Reconfirm: several linkages at once, with a day and a source."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.identity import number_in
from peaceinfra.core.roles import may
from peaceinfra.core.screens.finding import find_records
from peaceinfra.core.screens.sent_forms import new_token, remember_saved
from peaceinfra.core.screens.widgets import EDTFInput
from processes.admin.deciding import proposed_words
from processes.admin.entering import known_source, reason_from
from processes.admin.saving import answer_to_repeat
from processes.admin.writing import Refusal
from processes.choices import Credibility
from processes.models import Source
from processes.services import RowsRefused, Statement
from tracks.services import reconfirm_linkages

MOST = 200


class ReconfirmForm(forms.Form):
    on = forms.CharField(label=gettext_lazy("Confirmed on"), widget=EDTFInput, max_length=40)
    locator = forms.CharField(label=gettext_lazy("Where in the source"), max_length=200, required=False)
    credibility = forms.TypedChoiceField(
        label=gettext_lazy("Credibility"), choices=Credibility, coerce=int, initial=Credibility.UNJUDGED
    )
    reason = forms.CharField(
        label=gettext_lazy("Why do you make this change?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Left empty, it says from which source. A guarded source is not named."),
    )
    field_order = ("on", "source", "locator", "credibility", "reason")

    def __init__(self, *args, viewer, find, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"] = known_source(viewer, find, label=_("Source"))
        self.order_fields(self.field_order)

    def clean_on(self):
        span = parse(self.cleaned_data["on"])
        if span.earliest is None:
            raise ValidationError(_("Write the day of the confirmation, such as 2026-05-31 or 2026-05."))
        if span.earliest > timezone.now().date():
            raise ValidationError(_("This day is still to come."))
        return span.text


def reconfirm_view(screen, request):
    """The page after linkages were chosen in their list. `screen`: their admin."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    versions = _chosen(request)
    linkages = list(screen.get_queryset(request).filter(pk__in=versions)[:MOST])
    form_kwargs = {
        "viewer": request.viewer,
        "find": lambda text: find_records(screen.admin_site, request, text),
    }
    faults = {}
    form = ReconfirmForm(request.POST if "save" in request.POST else None, **form_kwargs)
    if form.is_valid():
        try:
            if answer := answer_to_repeat(screen, request):
                return answer
            changes, faults = _reconfirm(form, linkages, versions, request)
        except Refusal as refused:
            form.add_error(None, refused.error)
        if not form.errors and not faults:
            _say_what_became(request, changes)
            address = reverse("admin:tracks_linkage_changelist")
            remember_saved(request, address)
            return HttpResponseRedirect(address)
        linkages = list(screen.get_queryset(request).filter(pk__in=versions)[:MOST])
    context = screen.admin_site.each_context(request) | {
        "title": _("Reconfirm linkages"),
        "rows": [(linkage, faults.get(linkage.pk, ())) for linkage in linkages],
        "form": form,
        "media": form.media + forms.Media(js=["js/record-form.js"]),
        "form_token": new_token(),
        "opts": screen.opts,
    }
    return TemplateResponse(request, "admin/reconfirm.html", context)


def _chosen(request) -> dict[int, int | None]:
    """{linkage: the version that was looked at}, from the list or from this page."""
    if "save" not in request.POST:
        said = [*request.POST.getlist(ACTION_CHECKBOX_NAME), *request.GET.getlist("linkage")]
        chosen = map(number_in, said)
        return dict.fromkeys(filter(None, chosen))
    pairs = [text.partition(":") for text in request.POST.getlist("linkage")]
    versions = {number_in(key): number_in(version) for key, _colon, version in pairs}
    return {key: version for key, version in versions.items() if key and version}


def _say_what_became(request, changes):
    confirmed = sum(not change.proposed for change in changes)
    if confirmed:
        words = ngettext(
            "%(number)s linkage was confirmed.", "%(number)s linkages were confirmed.", confirmed
        )
        messages.success(request, words % {"number": confirmed})
    if proposed := [claim for change in changes for claim in change.proposed]:
        messages.warning(request, proposed_words(proposed))


def _reconfirm(form, linkages, versions, request) -> tuple[list, dict[int, list[str]]]:
    """Writes all, or says what stands against it: (changes, {linkage: messages})."""
    if not linkages:
        form.add_error(None, _("Choose at least one linkage."))
        return [], {}
    source = Source.objects.get(pk=form.cleaned_data["source"].pk)
    try:
        with transaction.atomic():
            changes = reconfirm_linkages(
                [(linkage, versions[linkage.pk]) for linkage in linkages],
                on=form.cleaned_data["on"],
                statement=Statement(source, form.cleaned_data["locator"], form.cleaned_data["credibility"]),
                by=request.user,
                reason=form.cleaned_data["reason"].strip() or reason_from(source),
            )
    except RowsRefused as refused:
        form.add_error(None, _("Nothing was saved: see the linkages below."))
        return [], {linkage.pk: error.messages for linkage, error in refused.faults}
    return changes, {}
