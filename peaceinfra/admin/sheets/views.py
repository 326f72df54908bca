"""The screen of a sheet: the source once, rows of every kind, checked, shown as they will be, and saved together."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.widgets import Script
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.admin.proposal_words import namesakes_of
from peaceinfra.admin.sheets import templates
from peaceinfra.admin.sheets.grid import Grid, grid_of, numbers_of
from peaceinfra.admin.sheets.kinds import CLAIMS, SOURCES, grouped_kinds, kinds_for
from peaceinfra.admin.sheets.reading import SOURCE_REF, AllRows, Problem, ReadSheet, read_sheet
from peaceinfra.admin.sheets.rows import ADDED, Rows, SheetRow, TooMuch, posted_rows
from peaceinfra.admin.sheets.saving import Outcome, batch_of, digest_of, write_sheet
from peaceinfra.admin.sheets.upload import (
    CHOSEN,
    Tab,
    add_tabs,
    chosen_tabs,
    keep_choices,
    pending_text,
    read_upload,
)
from peaceinfra.core.identity import UnknownId, number_in
from peaceinfra.core.registry import key_of
from peaceinfra.core.roles import may
from peaceinfra.core.screens.faults import Fault, faults_in
from peaceinfra.core.screens.finding import find_records
from peaceinfra.core.screens.sent_forms import new_token, remember_saved
from peaceinfra.core.spreadsheets import UnreadableFile
from peaceinfra.core.uploads import MOST_MEGABYTES
from peaceinfra.proposals.keeping import kept_value
from peaceinfra.proposals.kinds import OWN_TABLES, columns
from processes.admin.entering import SourceForm, reason_from
from processes.admin.namesakes import Namesakes
from processes.admin.saving import answer_to_repeat
from processes.admin.stand_ins import offer_stand_ins
from processes.admin.writing import Refusal
from processes.models import Citation, Claim, Source

#: The button of a date that is offered for a refused one: “name of the box, date”.
OFFER = "_offer"
SCRIPTS = ("js/sheet-list.js", "js/sheet.js", "js/record-form.js")
# So many of the new records are named with a way to them.
NAMED = 6


@dataclass
class Page:
    """What the screen shows beside the form of the source."""

    form: SourceForm
    rows: Rows
    problems: list[Problem] = field(default_factory=list)
    of_sheet: list[str] = field(default_factory=list)
    outcome: Outcome | None = None
    namesakes: list[Namesakes] = field(default_factory=list)
    seen: str = ""
    number: int = 1
    tabs: list[Tab] = field(default_factory=list)


def sheet_view(site, request):
    """GET shows an empty sheet, or one of a source that is there; POST adds rows, checks or saves."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    kinds = kinds_for(request.viewer)
    if request.method != "POST":
        page = Page(_form(site, request, initial=_first(request)), _first_rows(request, kinds))
        return _answer(site, request, page, kinds)
    try:
        rows = posted_rows(request.POST, kinds)
        page = Page(_form(site, request), rows, number=number_in(request.POST.get("page", "")) or 1)
        page.rows.trim()
        if "more" in request.POST:
            _add_rows(page, request, kinds)
    except TooMuch as error:
        page = Page(_form(site, request), Rows(), of_sheet=[str(error)])
        return _answer(site, request, page, kinds)
    if {"upload", CHOSEN} & request.POST.keys():
        _take_file(page, request, kinds)
    _take_offer(request, page.rows)
    if {"check", "save", OFFER} & request.POST.keys():
        return _check_or_save(site, request, page, kinds)
    page.form = _form(site, request, initial=request.POST.dict())
    return _answer(site, request, page, kinds)


def kind_view(site, request):
    """GET ?kind=&first= → the rows of a kind for the page, as HTML: empty ones, from that place on."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    kinds = kinds_for(request.viewer)
    name, first = request.GET.get("kind", ""), number_in(request.GET.get("first", "")) or 0
    if name not in kinds:
        raise Http404
    rows = Rows(SheetRow(first + place, name) for place in range(ADDED))
    context = {"shown": grid_of(rows, kinds).kinds[0]}
    return TemplateResponse(request, "admin/includes/sheet_kind.html", context)


def template_view(site, request):
    """GET ?kind= → a CSV to fill in; without it a workbook of all kinds."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    return templates.template_for(request)


def _form(site, request, initial=None):
    return SourceForm(
        *(() if initial is not None else (request.POST,)),
        initial=initial,
        viewer=request.viewer,
        find=lambda text: find_records(site, request, text, ("src",)),
        may_accept=may(request.user, "accept_claims"),
    )


def _first(request):
    """What the form starts with: the source in the address, and its reason."""
    known = request.GET.get("source", "")
    try:
        source = Source.objects.shown_to(request.viewer).filter(pk=key_of(Source, known)).first()
    except UnknownId:
        source = None
    return {"known": known, "reason": reason_from(source) if source else ""}


def _first_rows(request, kinds):
    """Rows of statements, or of the kinds in the address."""
    rows = Rows()
    for name in request.GET.getlist("kind") or [CLAIMS]:
        if name in kinds:
            rows.add(name)
    return rows


def _add_rows(page, request, kinds):
    name = request.POST["more"] or request.POST.get("new_kind", "")
    if name in kinds:
        page.rows.add(name)
        page.number = len(page.rows.rows)


def _take_file(page, request, kinds):
    """The rows of a file, or the tables of which columns are to be chosen first."""
    try:
        if "upload" in request.POST:
            tabs, said = read_upload(_sent_file(request), kinds, request.viewer)
        else:
            tabs, said = chosen_tabs(request.POST, kinds), ""
        if not all(tab.is_known for tab in tabs):
            pending_text(tabs)
            page.tabs = tabs
            return
        count = add_tabs(page.rows, tabs)
        page.number = 1
    except (UnreadableFile, TooMuch) as error:
        page.of_sheet.append(str(error))
        return
    if CHOSEN in request.POST:
        keep_choices(tabs, request.viewer)
    words = ngettext("%(number)s row was read.", "%(number)s rows were read.", count) % {"number": count}
    messages.info(request, f"{words} {said} {_('Nothing was saved yet.')}")


def _sent_file(request):
    if getattr(request, "refused_upload", False):
        words = _("The file is larger than %(most)s MB. Split it, or ask an operator to import it.")
        raise UnreadableFile(words % {"most": MOST_MEGABYTES})
    if "file" not in request.FILES:
        raise UnreadableFile(_("Choose a file first."))
    return request.FILES["file"]


def _take_offer(request, rows):
    box, _space, text = request.POST.get(OFFER, "").rpartition(" ")
    for row in rows:
        for name in row.cells:
            if row.box(name) == box:
                row.cells[name] = text


def _check_or_save(site, request, page, kinds):
    screen = site._registry[Source]
    try:
        if "save" in request.POST and (answer := answer_to_repeat(screen, request)):
            return answer
    except Refusal as refused:
        page.of_sheet += refused.error.messages
        return _answer(site, request, page, kinds)
    if not page.rows.filled:
        page.of_sheet.append(_("Write at least one row."))
    if not page.form.is_valid() or page.of_sheet:
        page.problems = _problems_of_rows(page, request, kinds)
        return _answer(site, request, page, kinds)
    with transaction.atomic():
        saved = _write(request, page, kinds)
        if saved:
            return saved
    return _answer(site, request, page, kinds)


def _problems_of_rows(page, request, kinds):
    """What is wrong with the rows, where the source is not known yet."""
    source = {"id": "", "ref": SOURCE_REF, "locator": "", "credibility": 6, "fields": {}}
    found = read_sheet(page.rows, kinds, AllRows(source, request.viewer.level), request.viewer)
    return found.problems


def _write(request, page, kinds):
    """Writes the sheet where that is asked for and it was looked at as it is. Else the page shows what it would do."""
    form, viewer = page.form, request.viewer
    source = form.source()
    common = AllRows(
        _source_of(form, source), form.marking_from(source), form.cleaned_data.get("team") or None
    )
    reason = form.cleaned_data["reason"].strip() or reason_from(source)
    accept = form.cleaned_data.get("decision") == "accept"
    found = read_sheet(page.rows, kinds, common, viewer)
    digest = digest_of(found, common, reason, accept)
    is_trial = "save" not in request.POST or request.POST.get("seen") != digest
    how = {"by": request.user, "reason": reason, "accept": accept}
    batch = None if is_trial else batch_of(found, common, source, viewer)
    outcome = write_sheet(found, kinds, viewer, **how, batch=batch)
    page.problems, page.of_sheet = found.problems, found.of_source
    if outcome is None:
        return None
    if not is_trial:
        return _saved(request, found, outcome, source)
    if "save" in request.POST:
        messages.warning(request, _("This is not what you looked at. Look at it again before you save it."))
    page.outcome, page.seen = outcome, digest
    page.namesakes = namesakes_of(found.read, viewer)
    return None


def _source_of(form, source) -> dict:
    """The source as a proposal names it."""
    said = form.cleaned_data
    beside = {"locator": said["locator"], "credibility": said["credibility"], "accessed": said["accessed"]}
    if not source._state.adding:
        return {"id": source.public_id, "ref": "", "fields": None} | beside
    names = [name for name in columns(OWN_TABLES[SOURCES]) if name in form.fields and name != "team"]
    fields = {name: value for name in names if (value := kept_value(source, name)) not in (None, "")}
    if team := said.get("team"):
        fields["team"] = team
    return {"id": "", "ref": SOURCE_REF, "fields": fields} | beside


def _saved(request, found: ReadSheet, outcome, source):
    key = found.read.sources[0].key
    public_id = found.read.sources[0].id
    words = _saved_words(outcome, accepted=request.POST.get("decision") == "accept" and outcome.claims)
    messages.success(request, format_html("{} {}", words, _ways(found, key, outcome.batch)))
    cited = [
        (item.record.subject_id, key)
        for item in found.read.records
        if item.stored is None and isinstance(item.record, Citation | Claim)
    ]
    cited += [(item.key, key) for item in found.read.records if item.stored is None and item.statement]
    offer_stand_ins(request, cited)
    address = f"{reverse('admin:sheet')}?source={public_id}"
    remember_saved(request, address)
    return HttpResponseRedirect(address)


def _saved_words(outcome, accepted):
    said = [
        ngettext("%(number)s record was added", "%(number)s records were added", outcome.added)
        % {"number": outcome.added}
    ]
    if outcome.changed:
        changed = ngettext("%(number)s was changed", "%(number)s were changed", outcome.changed)
        said.append(changed % {"number": outcome.changed})
    words = ", ".join(said) + ". "
    if claims := len(outcome.claims):
        if accepted:
            became = ngettext(
                "%(number)s statement was accepted.", "%(number)s statements were accepted.", claims
            )
        else:
            became = ngettext(
                "%(number)s statement is proposed: a steward accepts or rejects it.",
                "%(number)s statements are proposed: a steward accepts or rejects them.",
                claims,
            )
        words += became % {"number": claims} + " "
    if outcome.proposed:
        changed = ngettext(
            "%(number)s change of what a steward had decided is proposed, not written.",
            "%(number)s changes of what a steward had decided are proposed, not written.",
            outcome.proposed,
        )
        words += changed % {"number": outcome.proposed} + " "
    return words + _("Marking: %(markings)s.") % {"markings": ", ".join(outcome.markings)}


def _ways(found, key, batch):
    """Links to what was made: the first records that have a name, the statements of the source, all of it at once."""
    new = [item for item in found.read.records if item.stored is None and hasattr(item.record, "folded")]
    named = [item for item in new if not getattr(item.record, "names_within", "")]
    ways = [(reverse("admin:open_record", args=[item.id]), item.record.name) for item in named[:NAMED]]
    if any(isinstance(item.record, Claim) for item in found.read.records):
        address = f"{reverse('admin:processes_claim_changelist')}?source__id={key}"
        ways.append((address, _("Open the statements of this source")))
    if batch:
        address = reverse("admin:processes_batch_change", args=[batch.pk])
        ways.append((address, _("All that this sheet wrote, and its undoing")))
    return format_html_join(" · ", '<a href="{}">{}</a>', ways)


def _answer(site, request, page: Page, kinds):
    grid = grid_of(page.rows, kinds, page.problems, page.number)
    form = page.form
    context = site.each_context(request) | {
        "title": _("Enter from a source"),
        "form": form,
        "grid": grid,
        "groups": grouped_kinds(request.viewer),
        "faults": _faults(page, grid, kinds),
        "outcome": page.outcome,
        "seen": page.seen,
        "namesakes": page.namesakes,
        "media": form.media + forms.Media(js=[Script(name, defer=True) for name in SCRIPTS]),
        "form_token": new_token(),
        "came_back": request.method == "POST",
        "tabs": [(tab, kinds.get(tab.kind), tab.choices(kinds.get(tab.kind))) for tab in page.tabs],
        "pending": pending_text(page.tabs) if page.tabs else "",
        "is_new_source": any(
            form[name].value() or form[name].errors for name in ("name", "url", "publisher")
        ),
        "opts": Source._meta,
    }
    return TemplateResponse(request, "admin/sheet.html", context)


class CellFault(Fault):
    """As a fault of a form, with the dates that the cell may mean."""

    offers: tuple = ()


def _faults(page, grid: Grid, kinds):
    """What is wrong with the source comes first, then each cell in the order of the sheet."""
    found = [*faults_in(page.form, "")] if page.form.is_bound else []
    found += [Fault("", "", message) for message in page.of_sheet]
    numbers = numbers_of(page.rows)
    shown = {row.row.place for kind in grid.kinds for row in kind.rows}
    for problem in page.problems:
        kind = kinds[problem.row.kind]
        where = _("%(kind)s, row %(row)s") % {"kind": kind.label, "row": numbers[problem.row.place]}
        column = kind.column(problem.column)
        if column:
            where = _("%(row)s, column “%(column)s”") % {"row": where, "column": column.label}
        box = problem.row.box(problem.column or kind.columns[0].name)
        fault = CellFault(box if problem.row.place in shown else "", where, problem.message)
        fault.offers = tuple(
            (f"{problem.row.box(problem.column)} {offer['form']}", offer["words"]) for offer in problem.offers
        )
        found.append(fault)
    return found
