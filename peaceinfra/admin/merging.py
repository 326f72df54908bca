"""The pages on which stewards merge two records, undo a merge, and split a record."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.admin.merge_words import (
    field_lines,
    kinds_naming,
    log_lines,
    merge_lines,
    outcome_of,
    row_words,
    rows_naming_in_words,
    shown_rows,
)
from peaceinfra.core.choices import Level
from peaceinfra.core.errors import Stale
from peaceinfra.core.identity import UnknownId, number_in, parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.roles import may
from peaceinfra.core.screens.finding import hits_by_kind, screen_of
from peaceinfra.core.screens.sent_forms import remember_saved, way_to_made
from processes.models import Merge
from processes.services import MergeChoices, merge_records, split_record, undo_merge

#: So many merges of a record a page lists, and so many rows of one kind can be chosen on one.
MOST_MERGES, MOST_ROWS = 50, 500
_SIDES = {"kept", "merged"}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why do you do this?"),
        max_length=300,
        help_text=gettext_lazy(
            "It stands in the history of all that is changed. Name nobody who is protected."
        ),
    )


class SplitForm(ReasonForm):
    name = forms.CharField(label=gettext_lazy("Name of the new record"), max_length=500)
    field_order = ("name", "reason")


class _TakenBack(Exception):
    pass


class MergePages:
    """Only for who may merge; a record that they may not see is not there for them."""

    def __init__(self, site):
        self.site = site

    def urls(self) -> list:
        pages = [
            ("merge/", self.merge, "merge"),
            ("merges/<int:key>/", self.undo, "undo_merge"),
            ("split/<str:public_id>/", self.split, "split"),
        ]
        return [path(route, self.site.admin_view(_guarded(view)), name=name) for route, view, name in pages]

    # --- merge ---

    def merge(self, request):
        """GET ?kept=&merged=: both side by side. Without the other one it is looked for."""
        kept = _record(request.GET.get("kept", ""), request.viewer)
        if not request.GET.get("merged"):
            return self._choose(request, kept)
        merged = _record(request.GET["merged"], request.viewer)
        if type(kept) is not type(merged) or kept.pk == merged.pk:
            raise Http404
        choices = _choices(request.POST)
        form = ReasonForm(request.POST if "confirm" in request.POST else None, initial=request.POST.dict())
        outcome = None
        if request.method == "POST":
            try:
                if "confirm" not in request.POST:
                    outcome = self._outcome(request, kept, merged, choices)
                elif form.is_valid():
                    return self._merged(request, kept, merged, choices, form)
            except (ValidationError, Stale) as error:
                # The words stand above the form, whichever of its buttons was pressed.
                form = _refused(form, request, error)
        context = self._side_by_side(request, kept, merged, choices)
        return self._page(request, "merge", context | {"form": form, "outcome": outcome})

    def _merged(self, request, kept, merged, choices, form):
        merge = merge_records(
            kept,
            merged,
            choices,
            by=request.user,
            reason=form.cleaned_data["reason"],
            seen_versions=_versions(request.POST),
        )
        words = _("“%(merged)s” was merged into this record.") % {"merged": merged}
        address = reverse("admin:undo_merge", args=[merge.pk])
        messages.success(
            request,
            format_html('{} <a href="{}">{}</a>', words, address, _("What it did, and how to undo it")),
        )
        return HttpResponseRedirect(screen_of(merge.kept))

    def _outcome(self, request, kept, merged, choices):
        """Found out by merging and taking it back."""
        outcome = None
        try:
            with transaction.atomic():
                merge = merge_records(
                    kept,
                    merged,
                    choices,
                    by=request.user,
                    reason=_("Tried"),
                    seen_versions=_versions(request.POST),
                )
                outcome = outcome_of(merge, request.viewer)
                raise _TakenBack
        except _TakenBack:
            return outcome

    def _side_by_side(self, request, kept, merged, choices) -> dict:
        viewer = request.viewer
        levels = [record.level for record in (kept, merged) if hasattr(record, "level")]
        return {
            "title": _("Merge two records"),
            "kept": kept,
            "merged": merged,
            "lines": field_lines(kept, merged, choices.fields, viewer),
            "logs": log_lines(kept, merged, choices.logs, viewer),
            "drop_ends": choices.drop_ends,
            "hanging": [
                (kept, rows_naming_in_words(kept, viewer)),
                (merged, rows_naming_in_words(merged, viewer)),
            ],
            "marking": Level(max(levels)).label if levels else "",
            "swapped": _address("merge", kept=merged.public_id, merged=kept.public_id),
        }

    def _choose(self, request, kept):
        """Where the other record is looked for, and the merges of this one so far."""
        text = request.GET.get("q", "").strip()
        found = [hit for kind in hits_by_kind(self.site, request, text) for hit in kind.hits] if text else []
        found = [hit for hit in found if hit.id[:3] == kept.public_id[:3] and hit.id != kept.public_id]
        merges = Merge.objects.shown_to(request.viewer).filter(kept=kept.pk).with_accounts()
        merges = merges.select_related("kept", "merged", "made_by").order_by("-made_at", "pk")
        newest = [*merges[: MOST_MERGES + 1]]
        context = {
            "title": _("Merge or split"),
            "kept": kept,
            "search": text,
            "found": [(hit, _address("merge", kept=kept.public_id, merged=hit.id)) for hit in found],
            "merges": merge_lines(newest[:MOST_MERGES], request.viewer),
            "most_merges": MOST_MERGES if len(newest) > MOST_MERGES else 0,
            "may_split": hasattr(kept, "name"),
        }
        return self._page(request, "merge_choose", context)

    # --- undo ---

    def undo(self, request, key):
        rows = (
            Merge.objects.visible_to(request.viewer)
            .with_accounts()
            .select_related("kept", "merged", "made_by")
        )
        merge = rows.filter(pk=key).first()
        line = next(iter(merge_lines([merge], request.viewer)), None) if merge else None
        if line is None:
            raise Http404
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            try:
                record = undo_merge(merge, by=request.user, reason=form.cleaned_data["reason"])
                messages.success(
                    request, _("The merge is undone: “%(name)s” is in the lists again.") % {"name": record}
                )
                return HttpResponseRedirect(screen_of(merge.merged))
            except ValidationError as error:
                form.add_error(None, error.messages)
        context = {
            "title": _("A merge"),
            "line": line,
            "outcome": outcome_of(merge, request.viewer),
            "form": form,
        }
        return self._page(request, "merge_undo", context)

    # --- split ---

    def split(self, request, public_id):
        record = _record(public_id, request.viewer)
        if not hasattr(record, "name"):
            raise Http404
        if again := way_to_made(request):
            return again
        form = SplitForm(request.POST or None)
        if form.is_valid():
            try:
                new = self._split(request, record, form.cleaned_data)
                messages.success(request, _("The new record holds what you chose."))
                address = screen_of(_as_record(new))
                remember_saved(request, address)
                return HttpResponseRedirect(address)
            except (ValidationError, Stale) as error:
                form.add_error(None, _words(error))
        chosen = set(request.POST.getlist("row"))
        context = {
            "title": _("Split a record"),
            "record": record,
            "form": form,
            "tables": [*_tables(record, request.viewer, chosen)],
        }
        return self._page(request, "split", context)

    def _split(self, request, record, typed):
        new = type(record)()
        for field in record._meta.concrete_fields:
            if field.editable and not field.primary_key:
                setattr(new, field.attname, getattr(record, field.attname))
        new.name = typed["name"]
        rows: dict[type, list[int]] = {}
        models = {model._meta.label: model for model in kinds_naming(type(record))}
        for place in request.POST.getlist("row"):
            label, _colon, key = place.partition(":")
            if label in models and (number := number_in(key)):
                rows.setdefault(models[label], []).append(number)
        seen = request.POST.get("version", "")
        return split_record(
            record,
            new,
            rows,
            by=request.user,
            reason=typed["reason"],
            seen_version=number_in(seen) if seen else None,
        )

    def _page(self, request, name, context):
        context = self.site.each_context(request) | context
        return TemplateResponse(request, f"admin/{name}.html", context)


def _guarded(view):
    def answer(request, *args, **kwargs):
        if not may(request.user, "merge"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


def _record(public_id: str, viewer):
    """A live record that the viewer may see, with a screen. Hidden, absent and malformed ids are not found alike."""
    try:
        kind, key = parse_public_id(public_id)
    except UnknownId:
        raise Http404 from None
    record = models_by_kind()[kind].objects.shown_to(viewer).filter(pk=key).first()
    if record is None or not screen_of(_as_record(record)):
        raise Http404
    return record


def _as_record(record) -> Record:
    return Record(pk=record.pk, kind=record.public_id[:3])


def _choices(posted) -> MergeChoices:
    fields = {name.removeprefix("field_"): posted[name] for name in posted if name.startswith("field_")}
    logs = {name.removeprefix("log_"): posted[name] for name in posted if name.startswith("log_")}
    return MergeChoices(
        {name: side for name, side in fields.items() if side in _SIDES},
        {name: side for name, side in logs.items() if side in {*_SIDES, "both"}},
        drop_ends="drop_ends" in posted,
    )


def _versions(posted) -> tuple[int, int] | None:
    given = posted.get("kept_version", ""), posted.get("merged_version", "")
    return (number_in(given[0]), number_in(given[1])) if all(given) else None


def _words(error) -> list[str]:
    if isinstance(error, Stale):
        return [_("Somebody else saved a newer version. Look at it, and choose again.")]
    return error.messages


def _refused(form, request, error):
    if not form.is_bound:
        # What was typed stays; that no reason was typed yet is no fault of a preview.
        form = ReasonForm(request.POST)
        form.is_valid()
        form.errors.pop("reason", None)
    form.add_error(None, _words(error))
    return form


def _address(name: str, **query) -> str:
    return f"{reverse(f'admin:{name}')}?{urlencode(query)}"


def _tables(record, viewer, chosen):
    """(kind in words, [(value of the box, words, whether it is chosen)], whether there are more) of what names it."""
    for model in kinds_naming(type(record)):
        rows = list(shown_rows(model, record, viewer)[: MOST_ROWS + 1])
        boxes = [(f"{model._meta.label}:{row.pk}", row_words(row)) for row in rows[:MOST_ROWS]]
        if boxes:
            ticked = [(value, words, value in chosen) for value, words in boxes]
            yield model._meta.verbose_name_plural, ticked, len(rows) > MOST_ROWS
