"""The list of imports and sheets, and the page of one: its files, what it wrote or misses, and its undoing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.collect.subjects import collect_subjects
from peaceinfra.core.choices import Level
from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.identity import number_in
from peaceinfra.core.models import Record
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.lists import UncountedPaginator
from processes.choices import BatchAction, BatchState, MissingAnswer
from processes.models import Batch, BatchRow, MissingUpstream
from processes.services.undoing import NotUndone, hindrance, may_undo, undo_batch
from processes.services.upstream import answer_missing

AT_ONCE = 50
#: So many of the records that stand in the way of an undoing are named; all are counted.
MOST_NAMED = 100


class ReasonForm(forms.Form):
    """Why a batch is undone, or what is missing is kept or retired."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        help_text=gettext_lazy("It stands in the history of the records: name nobody who is protected."),
    )


class CountOfTable(NamedTuple):
    """How many records of one kind a batch added, changed and brought back, of those that the viewer may see.

    `in_list`: the address of their own list, narrowed to the batch; "" where they have none.
    """

    model: str
    title: str
    added: int
    changed: int
    restored: int
    in_list: str


class Line(NamedTuple):
    """A record of a batch, in words; `key` is that of the line itself."""

    key: int
    label: str
    kind: str
    url: str
    what: str


class KindFilter(admin.ChoicesFieldListFilter):
    """Imports, or sheets."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = gettext_lazy("kind")


class MineFilter(admin.SimpleListFilter):
    """What the viewer entered, among that of all."""

    title = gettext_lazy("who entered it")
    parameter_name = "by"

    def lookups(self, request, model_admin):
        return [("me", gettext_lazy("me"))]

    def queryset(self, request, queryset):
        return queryset.filter(account=request.user.pk) if self.value() == "me" else queryset


@admin.register(Batch)
class BatchAdmin(RoleAdmin):
    """Batches are made by commands, by files that are brought in and by sheets; here they are looked at, and undone."""

    to_add = ""
    list_display = ("title_text", "kind", "made_at", "account", "state", "rows_text", "marking_text")
    list_filter = (("kind", KindFilter), "state", MineFilter)
    ordering = ("-made_at", "pk")

    def get_queryset(self, request):
        return Batch.objects.shown_to(request.viewer).with_accounts().order_by(*self.ordering)

    def lookup_allowed(self, lookup, value, request):
        return lookup.removesuffix("__exact") in {"kind", "state", MineFilter.parameter_name}

    def get_changelist_instance(self, request):
        page = super().get_changelist_instance(request)
        rows = BatchRow.objects.visible_to(request.viewer).filter(
            batch__in=[row.pk for row in page.result_list]
        )
        numbers = dict(rows.order_by().values_list("batch").annotate(number=Count("pk")))
        for row in page.result_list:
            row.rows_seen = numbers.get(row.pk, 0)
        return page

    @admin.display(description=gettext_lazy("what was entered"))
    def title_text(self, batch):
        return str(batch)

    @admin.display(description=gettext_lazy("records that you may see"))
    def rows_text(self, batch):
        return f"{batch.rows_seen:,}"

    @admin.display(description=gettext_lazy("marking"))
    def marking_text(self, batch):
        return Level(batch.effective_level).label

    def change_view(self, request, object_id, form_url="", extra_context=None):
        batch = self.get_object(request, unquote(object_id))
        if batch is None or not self.has_change_permission(request):
            raise Http404
        form, tried = ReasonForm(), None
        if request.method == "POST":
            form = ReasonForm(request.POST)
            if "preview" in request.POST:
                form, tried = ReasonForm(), self._tried(request, batch)
            elif form.is_valid():
                response, tried = self._done(request, batch, form)
                if response:
                    return response
        context = self.admin_site.each_context(request) | _page(request, batch)
        context |= {"form": form, "tried": tried, "opts": self.opts}
        return TemplateResponse(request, "admin/batch.html", context)

    def _tried(self, request, batch) -> dict:
        """What an undoing would do, or what stands in its way: found out by doing it and taking it back."""
        try:
            done = undo_batch(batch, by=request.user, reason=_("preview"), dry_run=True)
        except NotAllowed:
            raise PermissionDenied from None
        except NotUndone as refused:
            return _refusal(refused, request.viewer)
        return {
            "done": [
                (_title(model), counts["retired"], counts["put back"])
                for model, counts in sorted(done.items())
            ]
        }

    def _done(self, request, batch, form):
        """(what is answered, nothing), or (None, why it is refused)."""
        how = {"by": request.user, "reason": form.cleaned_data["reason"]}
        try:
            if "undo" in request.POST:
                undo_batch(batch, **how)
                messages.success(request, _("It is undone as a whole."))
            elif (answer := request.POST.get("answer")) in (MissingAnswer.KEPT, MissingAnswer.RETIRED):
                answer_missing(_chosen(request, batch), MissingAnswer(answer), **how)
                messages.success(request, _("Your answer is saved."))
        except NotAllowed:
            raise PermissionDenied from None
        except NotUndone as refused:
            return None, _refusal(refused, request.viewer)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return None, None
        return HttpResponseRedirect(reverse("admin:processes_batch_change", args=[batch.pk])), None


def _chosen(request, batch) -> list[MissingUpstream]:
    """Those that were ticked; hidden and absent ones are left out alike."""
    keys = [number_in(text) for text in request.POST.getlist("missing")]
    rows = list(MissingUpstream.objects.visible_to(request.viewer).filter(batch=batch, pk__in=keys))
    if not rows:
        raise ValidationError(_("Tick at least one record."))
    return rows


def _refusal(refused: NotUndone, viewer) -> dict:
    """Why a batch is not undone, with the records in the way that the viewer may see."""
    keys = [obstacle.key for obstacle in refused.obstacles]
    subjects = _subjects(keys[: MOST_NAMED * 2], viewer)
    lines = [
        Line(obstacle.key, *_named(subjects[obstacle.key], obstacle.model._meta.label_lower), obstacle.why)
        for obstacle in refused.obstacles
        if obstacle.key in subjects
    ]
    shown = lines[:MOST_NAMED]
    return {"refused": refused.words, "obstacles": shown, "more": len(refused.obstacles) - len(shown)}


def _page(request, batch) -> dict:
    """What the page shows; the number of queries does not depend on how many rows there are."""
    viewer, asked = request.viewer, request.GET
    rows = BatchRow.objects.visible_to(viewer).filter(batch=batch)
    counts = _counts(rows, batch)
    table = asked.get("table", "") if asked.get("table", "") in {count.model for count in counts} else ""
    action = asked.get("action", "") if asked.get("action", "") in BatchAction.values else ""
    narrowed = rows.filter(**({"model": table} if table else {}) | ({"action": action} if action else {}))
    page = _paged(narrowed.order_by("model", "record").select_related("record"), asked.get("p"))
    missing = MissingUpstream.objects.visible_to(viewer).filter(batch=batch)
    waiting = _paged(
        missing.filter(answer="").order_by("model", "record").select_related("record"), asked.get("m")
    )
    subjects = _subjects([row.record_id for row in (*page.object_list, *waiting.object_list)], viewer)
    is_open, decides = batch.state == BatchState.WRITTEN, may_undo(request.user, batch)
    return {
        "title": str(batch),
        "batch": batch,
        "marking": Level(batch.effective_level).label,
        "counts": counts,
        "total": sum(count.added + count.changed + count.restored for count in counts),
        "actions": BatchAction.choices,
        "table": table,
        "action": action,
        "page": page,
        "lines": [_line(row, subjects, row.get_action_display()) for row in page.object_list],
        "waiting": waiting,
        "missing": [_line(row, subjects, _named_last(row)) for row in waiting.object_list],
        "missing_counts": _missing_counts(missing),
        "may_undo": is_open and decides,
        "hindrance": hindrance(batch) if is_open else "",
        "may_answer": may(request.user, "edit"),
    }


def _named_last(row):
    return _("last named in %(edition)s") % {"edition": row.edition} if row.edition else ""


def _list_of(model, batch) -> str:
    label = model.replace(".", "_")
    try:
        return f"{reverse(f'admin:{label}_changelist')}?batch={batch.public_id}"
    except NoReverseMatch:
        return ""


def _counts(rows, batch) -> list[CountOfTable]:
    found = defaultdict(Counter)
    for model, action, number in rows.order_by().values_list("model", "action").annotate(number=Count("pk")):
        found[model][action] = number
    return sorted(
        (
            CountOfTable(
                model,
                _title(model),
                counts[BatchAction.ADDED],
                counts[BatchAction.CHANGED],
                counts[BatchAction.RESTORED],
                _list_of(model, batch),
            )
            for model, counts in found.items()
        ),
        key=lambda count: count.title,
    )


def _missing_counts(missing) -> list[tuple[str, int, int, int]]:
    """(kind, waiting, kept, retired)"""
    found = defaultdict(Counter)
    for model, answer, number in (
        missing.order_by().values_list("model", "answer").annotate(number=Count("pk"))
    ):
        found[model][answer] = number
    return sorted(
        (_title(model), counts[""], counts[MissingAnswer.KEPT], counts[MissingAnswer.RETIRED])
        for model, counts in found.items()
    )


def _title(model: str) -> str:
    return capfirst(apps.get_model(model)._meta.verbose_name_plural)


def _paged(rows, number):
    paginator = UncountedPaginator(rows, AT_ONCE)
    try:
        return paginator.page(number or 1)
    except InvalidPage:
        return paginator.page(1)


def _subjects(keys: Iterable[int], viewer) -> dict:
    """{key: (record, its words)}; what is retired has words too."""
    records = list(Record.objects.visible_to(viewer).filter(pk__in=set(keys)))
    known = collect_subjects(records, viewer)
    return {
        record.pk: (record, known[record.pk].label if record.pk in known else record.public_id)
        for record in records
    }


def _line(row, subjects, what) -> Line:
    if row.record_id not in subjects:
        return Line(row.pk, "", _kind(row.model), "", what)
    return Line(row.pk, *_named(subjects[row.record_id], row.model), what)


def _named(subject, model) -> tuple[str, str, str]:
    record, label = subject
    return label, _kind(model), "" if record.retired else screen_of(record)


def _kind(model: str) -> str:
    return str(apps.get_model(model)._meta.verbose_name)
