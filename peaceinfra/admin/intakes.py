"""Files of the field that a steward brings in: choose them, look at the preview, correct it, bring it in or stop."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.admin.intake_page import MEND, SKIP, context_of, progress_of
from peaceinfra.core.choices import Level
from peaceinfra.core.identity import number_in
from peaceinfra.core.models import Team
from peaceinfra.core.roles import may
from peaceinfra.core.screens.sent_forms import remember_saved, way_to_made
from peaceinfra.core.uploads import MOST_MEGABYTES
from peaceinfra.core.visibility.own_work import own_work
from peaceinfra.intake import intakes
from peaceinfra.intake.sources import SOURCES
from processes.models import Intake, IntakeNote

#: So many of one's own are listed.
LISTED = 50


class IntakeForm(forms.Form):
    """The files of one source, and how what they add is marked."""

    edition = forms.CharField(
        label=gettext_lazy("Edition"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Only where neither a column nor the name of the file says it."),
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Marking of what is added"),
        coerce=int,
        help_text=gettext_lazy("Records that are there already keep their own."),
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("none")
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        help_text=gettext_lazy("It stands in the history of the records: name nobody who is protected."),
    )

    def __init__(self, *args, source, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        for part, name in SOURCES[source].parts.items():
            self.fields[part] = forms.FileField(
                label=name, required=part == SOURCES[source].needed, max_length=150
            )
            self.fields[part].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx"
        self.fields["level"].choices = [
            (level.value, level.label) for level in Level if level <= viewer.level
        ]
        self.fields["level"].initial = min(Level.RESTRICTED, viewer.level)
        self.fields["team"].queryset = Team.objects.filter(pk__in=viewer.teams).order_by("name")
        self.order_fields([*SOURCES[source].parts, "edition", "level", "team", "reason"])

    def chosen(self) -> dict[str, tuple[str, bytes]]:
        """{part: (name, content)}"""
        sent = {part: self.cleaned_data.get(part) for part in SOURCES[self.source].parts}
        return {part: (file.name, file.read()) for part, file in sent.items() if file}


def urls_of_intakes(site):
    """The addresses, for the site of the desk."""

    def screen(view):
        return site.admin_view(partial(view, site))

    return [
        path("bring-in/", screen(begin_view), name="intakes"),
        path("bring-in/<str:key>/", screen(intake_view), name="intake"),
        path("bring-in/<str:key>/progress/", screen(progress_view), name="intake_progress"),
    ]


def begin_view(site, request):
    """GET ?source= shows the form of a source and one's own intakes; POST begins one."""
    if not may(request.user, "bring_in_files"):
        raise PermissionDenied
    if again := way_to_made(request):
        return again
    source = request.GET.get("source", "")
    source = source if source in SOURCES else next(iter(SOURCES))
    how = {"source": source, "viewer": request.viewer}
    form = IntakeForm(request.POST, request.FILES, **how) if request.method == "POST" else IntakeForm(**how)
    if request.method == "POST" and getattr(request, "refused_upload", False):
        form.add_error(None, _("A file is larger than %(most)s MB.") % {"most": MOST_MEGABYTES})
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("edition", "level", "team", "reason")}
        try:
            intake = intakes.begin(
                form.chosen(), by=request.user, viewer=request.viewer, source=source, **said
            )
            remember_saved(request, reverse("admin:intake", args=[intake.pk]))
            return _to(intake)
        except ValidationError as error:
            form.add_error(None, error)
    own = [*own_work(Intake, request.viewer).order_by("-made_at", "pk")[: LISTED + 1]]
    context = site.each_context(request) | {
        "title": _("Bring in a file"),
        "form": form,
        "source": source,
        "sources": [(name, declared.name) for name, declared in SOURCES.items()],
        "most": MOST_MEGABYTES,
        "intakes": [(intake, SOURCES[intake.source].name) for intake in own[:LISTED]],
        "most_intakes": LISTED if len(own) > LISTED else 0,
    }
    return TemplateResponse(request, "admin/intakes.html", context)


def intake_view(site, request, key):
    """GET shows what the check found; POST corrects it, checks again, brings it in or stops it."""
    intake = _intake_or_404(request, key)
    if request.method == "POST":
        try:
            with transaction.atomic():
                _act(request, intake)
            return _to(intake)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    context = site.each_context(request) | context_of(intake, request.viewer, request.GET, typed=request.POST)
    return TemplateResponse(request, "admin/intake.html", context)


def progress_view(site, request, key):
    """How far it is, for the script of the page."""
    return JsonResponse(progress_of(_intake_or_404(request, key), request.viewer))


def _intake_or_404(request, key):
    if not may(request.user, "bring_in_files"):
        raise PermissionDenied
    found = own_work(Intake, request.viewer).filter(pk=number_in(key)).select_related("team").first()
    if found is None:
        raise Http404
    return found


def _to(intake):
    return HttpResponseRedirect(reverse("admin:intake", args=[intake.pk]))


def _act(request, intake):
    how = {"by": request.user, "viewer": request.viewer}
    if "stop" in request.POST:
        ended = intakes.stop(intake, **how)
        messages.info(
            request,
            _("It is stopped.") if ended else _("The worker is told to stop. Look at the page again."),
        )
    elif "uncorrect" in request.POST:
        intakes.uncorrect(intake, number_in(request.POST["uncorrect"]), viewer=request.viewer)
    else:
        number = _correct(request, intake)
        if "check" in request.POST:
            intakes.check_again(intake, **how)
        elif "bring_in" in request.POST and number:
            intakes.check_again(intake, **how)
            messages.warning(
                request,
                _("What you typed is kept, and the files are checked again with it. Then bring them in."),
            )
        elif "bring_in" in request.POST:
            intakes.bring_in(intake, **how)
        elif number:
            messages.success(request, _("It is kept. Check again to see what follows from it."))
        else:
            raise ValidationError(_("Type another value, or tick a row to leave it out."))


def _correct(request, intake) -> int:
    """What was typed beside problems, and of one cell by its place; how many corrections."""
    post, number = request.POST, 0
    reason = post.get("reason", "")
    boxes = {
        (name[:5], number_in(name[5:]))
        for name, text in post.items()
        if name.startswith((MEND, SKIP)) and text.strip()
    }
    notes = own_work(IntakeNote, request.viewer).filter(intake=intake).in_bulk([key for _box, key in boxes])
    for box, key in sorted(boxes):
        line = notes.get(key)
        if line is None or line.row is None:
            continue
        cell = {"column": line.column, "value": post[f"{box}{key}"].strip()} if box == MEND else {}
        intakes.correct(intake, line.file, line.row, viewer=request.viewer, reason=reason, **cell)
        number += 1
    if post.get("row", "").strip():
        cell = {"column": post.get("column", "").strip(), "value": post.get("value", "").strip()}
        intakes.correct(
            intake,
            post.get("file", ""),
            number_in(post["row"].strip()),
            viewer=request.viewer,
            reason=reason,
            **cell,
        )
        number += 1
    return number
