"""Enter from a source: the source once, then statement after statement, saved together."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.identity import UnknownId, number_in
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances, key_of
from peaceinfra.core.roles import may
from peaceinfra.core.screens.faults import faults_in
from peaceinfra.core.screens.finding import find_records
from peaceinfra.core.screens.widgets import EDTFInput, ValueInput, refuse_value
from processes.admin.fields import FoundField, PublicIdField
from processes.admin.saving import answer_to_repeat
from processes.admin.sittings import new_token, remember_saved
from processes.admin.stand_ins import offer_stand_ins
from processes.admin.values import field_named, kept_value, labelled_fields
from processes.admin.writing import Refusal, check_namesakes
from processes.choices import Credibility, Saying
from processes.models import Claim, Source
from processes.services import RowsRefused, enter_claims

# How many empty rows there are at first, and how many “add rows” adds.
ROWS = 5
MOST_ROWS = 100


def known_source(viewer, find, **kwargs) -> FoundField:
    """Asks for a source that the viewer may see."""
    return FoundField(
        records=Record.objects.shown_to(viewer).filter(kind="src"),
        find=lambda text: [match for match in find(text) if match["id"].startswith("src-")],
        help_text=_("Its id or a part of its title."),
        **kwargs,
    )


class SourceForm(forms.ModelForm):
    """The source all rows come from: one that is recorded, or a new one."""

    url = forms.URLField(label=gettext_lazy("address"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Source
        fields = (
            "name",
            "kind",
            "reliability",
            "authors",
            "publisher",
            "published",
            "url",
            "licence",
            "terms",
            "level",
        )
        widgets = {"published": EDTFInput}

    def __init__(self, *args, viewer, find, may_accept, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["known"] = known_source(
            viewer, find, label=_("A source that is recorded"), required=False
        )
        levels = [choice for choice in Level.choices if choice[0] <= viewer.level]
        self.fields["level"] = forms.TypedChoiceField(
            label=_("marking"), choices=levels, coerce=int, initial=min(Level.RESTRICTED, viewer.level)
        )
        self.fields["statements"] = forms.TypedChoiceField(
            label=_("Marking of the statements"),
            choices=[("", _("as the source")), *levels],
            coerce=int,
            empty_value=None,
            required=False,
            help_text=_(
                "A statement is never less guarded than its source and its record: the highest of the three"
                " holds. What is public is read by everybody at once, also while it is only proposed."
            ),
        )
        self.fields["reason"] = forms.CharField(
            label=_("Why do you make this change?"),
            max_length=300,
            required=False,
            help_text=_("Left empty, it says from which source. A guarded source is not named."),
        )
        if may_accept:
            self.fields["decision"] = forms.ChoiceField(
                label=_("The rows are"),
                choices=[("propose", _("proposals")), ("accept", _("accepted at once"))],
                initial="propose",
                required=False,
            )
        for name in ("name", "kind", "licence"):
            self.fields[name].required = False

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("known") and "known" not in self.errors:
            for name in ("name", "kind"):
                if not cleaned.get(name):
                    self.add_error(name, _("Choose a source that is recorded, or describe the new one."))
        return cleaned

    def _post_clean(self):
        # A new source is checked as a record; of one that is recorded nothing is typed here.
        if not self.cleaned_data.get("known") and not self.errors:
            super()._post_clean()

    def source(self) -> Source:
        known = self.cleaned_data.get("known")
        return Source.objects.get(pk=known.pk) if known else self.instance

    def marking_from(self, source) -> int:
        """The lowest marking a statement gets. Left open: that of the source, kept if that is lowered."""
        chosen = self.cleaned_data.get("statements")
        own = source.level if source._state.adding else source.effective_level
        return own if chosen is None else chosen


class EntryForm(forms.Form):
    """One statement: what the source says of one field of one record, and when that held."""

    field = forms.CharField(label=gettext_lazy("Field"), max_length=80)
    value = forms.CharField(label=gettext_lazy("Value"), required=False, widget=ValueInput)
    polarity = forms.ChoiceField(
        label=gettext_lazy("The source"), choices=Saying, initial=Saying.SUPPORTS, required=False
    )
    start = EDTFField(gettext_lazy("held from")).formfield(widget=EDTFInput({"size": 12}), help_text="")
    end = EDTFField(gettext_lazy("held until")).formfield(widget=EDTFInput({"size": 12}), help_text="")
    credibility = forms.TypedChoiceField(
        label=gettext_lazy("Credibility"), choices=Credibility, coerce=int, initial=Credibility.UNJUDGED
    )
    locator = forms.CharField(label=gettext_lazy("Where in the source"), max_length=200, required=False)
    field_order = ("record", "field", "value", "polarity", "start", "end", "credibility", "locator")

    def __init__(self, *args, viewer, find, **kwargs):
        self.viewer = viewer
        super().__init__(*args, **kwargs)
        self.fields["record"] = FoundField(
            records=Record.objects.shown_to(viewer), find=find, label=_("Record"), help_text=""
        )
        self.fields["field"].widget.attrs["data-fields"] = reverse("admin:processes_source_fields")
        self.order_fields(self.field_order)

    def clean_start(self):
        return EDTFField().clean(self.cleaned_data["start"], None)

    def clean_end(self):
        return EDTFField().clean(self.cleaned_data["end"], None)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("record") and cleaned.get("field"):
            self.read(instances([cleaned["record"]])[cleaned["record"].pk])
        return cleaned

    def read(self, record):
        """Reads field and value as those of the record, and keeps its claim."""
        said = self.cleaned_data
        polarity = Saying(said.get("polarity") or Saying.SUPPORTS).polarity
        try:
            field = field_named(record, said["field"])
        except ValidationError as error:
            return self.add_error("field", error)
        try:
            kept = kept_value(field, said.get("value", ""), polarity, self.viewer)
        except ValidationError as error:
            return refuse_value(self, error)
        self.claim = Claim(
            subject=said["record"], field=field.name, **kept, polarity=polarity,
            start=said.get("start", ""), start_kind=StartKind.ACTUAL if said.get("start") else StartKind.UNKNOWN,
            end=said.get("end", ""), end_kind=EndKind.ACTUAL if said.get("end") else EndKind.UNKNOWN,
            credibility=said.get("credibility") or Credibility.UNJUDGED, locator=said.get("locator", ""),
            level=getattr(record, "level", Level.PUBLIC), team_id=getattr(record, "team_id", None),
        )  # fmt: skip
        return None


class EntryFormSet(BaseFormSet):
    """The rows; those left empty do not count, wherever they stand."""

    def initial_form_count(self):
        return 0

    def total_form_count(self):
        return super().total_form_count() if self.is_bound else len(self.initial or ()) + ROWS

    def typed(self) -> list[EntryForm]:
        return [form for form in self.forms if form.has_changed()]


Rows = formset_factory(EntryForm, formset=EntryFormSet, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def enter_view(screen, request):
    """The whole screen: GET shows it, POST adds rows or saves. `screen`: the admin of sources."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    form_kwargs = {
        "viewer": request.viewer,
        "find": lambda text: find_records(screen.admin_site, request, text),
    }
    may_accept = may(request.user, "accept_claims")
    refusal = None
    if request.method == "POST" and "more" not in request.POST:
        form = SourceForm(request.POST, may_accept=may_accept, **form_kwargs)
        rows = Rows(request.POST, form_kwargs=form_kwargs, prefix="rows")
        try:
            if answer := answer_to_repeat(screen, request):
                return answer
            if _save(form, rows, request):
                return _saved(screen, request, form, rows)
        except Refusal as refused:
            refusal = refused
            form.add_error(None, refused.error)
    else:
        form = SourceForm(initial=_first(request), may_accept=may_accept, **form_kwargs)
        rows = Rows(initial=_kept(request), form_kwargs=form_kwargs, prefix="rows")
    context = _context(screen, request, form, rows, refusal)
    return TemplateResponse(request, "admin/enter_from_source.html", context)


def fields_view(screen, request):
    """GET ?record=act-… → {"fields": [labels]}: what a row can be about, for the box while one types."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    field = PublicIdField(records=Record.objects.shown_to(request.viewer))
    try:
        record = field.clean(request.GET.get("record", ""))
    except ValidationError:
        return JsonResponse({"fields": []})
    labels = [label for _name, label in labelled_fields(instances([record])[record.pk])]
    return JsonResponse({"fields": labels})


def _first(request):
    """What the form starts with: the source in the address and its reason, or what was typed so far."""
    if request.method == "POST":
        return request.POST.dict()
    known = request.GET.get("source", "")
    try:
        source = Source.objects.shown_to(request.viewer).filter(pk=key_of(Source, known)).first()
    except UnknownId:
        source = None
    return {"known": known, "reason": reason_from(source) if source else ""}


def _kept(request):
    """The rows typed so far, as they are; or as many empty ones as the address asks for, beside the usual ones."""
    if request.method != "POST":
        return [{}] * max(min(number_in(request.GET.get("rows", "")), MOST_ROWS) - ROWS, 0)
    count = min(number_in(request.POST.get("rows-TOTAL_FORMS", "")), MOST_ROWS)
    rows = [
        {name: request.POST.get(f"rows-{number}-{name}", "") for name in EntryForm.field_order}
        for number in range(count)
    ]
    return rows


def _save(form, rows, request) -> bool:
    """Writes everything, or leaves the messages at their rows."""
    if not (form.is_valid() & rows.is_valid()):
        return False
    if not rows.typed():
        form.add_error(None, _("Write at least one row."))
        return False
    source, claims = form.source(), [row.claim for row in rows.typed()]
    if source._state.adding:
        check_namesakes(request, form, [])
    for claim in claims:
        claim.level = max(claim.level, form.marking_from(source))
    reason = form.cleaned_data["reason"].strip() or reason_from(source)
    accept = form.cleaned_data.get("decision") == "accept"
    try:
        with transaction.atomic():
            enter_claims(source, claims, by=request.user, reason=reason, accept=accept)
    except RowsRefused as refused:
        for claim, error in refused.faults:
            at = next((row for row in rows.typed() if row.claim is claim), form)
            at.add_error("value" if at is not form else None, error.messages)
        return False
    return True


def reason_from(source: Source) -> str:
    """The reason where none was written. Readers of a record see it, so a guarded source is not named."""
    for record in (source, source.stand_in):
        if record and _is_public(record):
            return (_("From %(source)s") % {"source": record.name})[:300]
    return _("From a guarded source")


def _is_public(source):
    if source._state.adding:
        return source.level == Level.PUBLIC
    return source.effective_level == Level.PUBLIC and not source.effective_teams


def _saved(screen, request, form, rows):
    claims = [row.claim for row in rows.typed()]
    messages.success(request, format_html("{} {}", _saved_words(form, claims), _way_to(claims)))
    offer_stand_ins(request, [(claim.subject_id, claim.source_id) for claim in claims])
    address = f"{reverse('admin:processes_source_enter')}?source={form.source().public_id}"
    remember_saved(request, address)
    return HttpResponseRedirect(address)


def _way_to(claims):
    """A link to what was made: the one statement, or all statements of the source."""
    if len(claims) == 1:
        address = reverse("admin:processes_claim_change", args=[claims[0].pk])
        return format_html('<a href="{}">{}</a>', address, _("Open the statement"))
    address = f"{reverse('admin:processes_claim_changelist')}?source__id={claims[0].source_id}"
    return format_html('<a href="{}">{}</a>', address, _("Open the statements of this source"))


def _saved_words(form, claims):
    """What the rows became, and who reads them."""
    number, accepted = len(claims), form.cleaned_data.get("decision") == "accept"
    words = ngettext("%(number)s statement was saved", "%(number)s statements were saved", number)
    became = _("and accepted") if accepted else _("as proposed: a steward accepts or rejects it")
    if number > 1 and not accepted:
        became = _("as proposed: a steward accepts or rejects them")
    markings = ", ".join(
        str(Level(level).label) for level in sorted({claim.effective_level for claim in claims})
    )
    return _("%(saved)s %(became)s. Marking: %(markings)s.") % {
        "saved": words % {"number": number},
        "became": became,
        "markings": markings,
    }


def _context(screen, request, form, rows, refusal):
    return screen.admin_site.each_context(request) | {
        "title": _("Enter from a source"),
        "form": form,
        "rows": rows,
        "faults": _faults(form, rows) if form.is_bound else [],
        "media": form.media + rows.media + forms.Media(js=["js/entry-fields.js", "js/record-form.js"]),
        "form_token": new_token(),
        "more": request.method == "POST",
        "namesakes": refusal.namesakes if refusal else (),
        "another": refusal.another if refusal else "",
        "opts": screen.opts,
    }


def _faults(form, rows):
    """What is wrong with the source comes first, then each row."""
    found = [*faults_in(form, "")]
    for number, row in enumerate(rows.forms):
        found += faults_in(row, _("Row %(number)s: ") % {"number": number + 1}, f"rows-{number}")
    return found
