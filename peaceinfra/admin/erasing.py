"""The pages on which one person asks that a record be erased, and another one confirms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.admin.items import Item
from peaceinfra.analysis.collect.subjects import collect_subjects
from peaceinfra.core.choices import ErasureReason, ErasureStatus
from peaceinfra.core.erasures import (
    REFUSALS,
    Place,
    decide_erasure,
    looked_at,
    may_be_erased,
    plan_of,
    request_erasure,
)
from peaceinfra.core.models import Erasure, Record
from peaceinfra.core.registry import instances, models_by_kind
from peaceinfra.core.roles import may
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.visibility.erasure_sql import CHANGED

#: So many erasures the list shows, and so many places a page names.
MOST_LISTED, MOST_PLACES = 100, 100
OPEN = (ErasureStatus.WAITING, ErasureStatus.CONFIRMED)


class FindForm(forms.Form):
    record = forms.CharField(
        label=gettext_lazy("Id of the record"),
        max_length=24,
        help_text=gettext_lazy(
            "It stands at the head of its screen and of its page, such as act-0123456789abc."
        ),
    )


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=ErasureReason.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A code alone is kept: no text about somebody who is erased."),
    )


class PlaceWords(NamedTuple):
    """A text to be mended by hand: in which record, where it is mended, in which fields."""

    label: str
    screen: str
    kind: str
    fields: str
    is_earlier: bool


class ErasurePages:
    """Only for who may erase; a record that they may not see is not there for them."""

    def __init__(self, site):
        self.site = site

    def urls(self) -> list:
        pages = [
            ("erasures/", self.listed, "erasures"),
            ("erasures/<int:key>/", self.decide, "erasure"),
            ("erase/<str:public_id>/", self.ask, "erase"),
        ]
        return [path(route, self.site.admin_view(_guarded(view)), name=name) for route, view, name in pages]

    def listed(self, request):
        """GET ?record=: leads to what would go. What is hidden and what is absent are not found alike."""
        form = FindForm(request.GET if "record" in request.GET else None)
        if form.is_valid():
            record = _record(form.cleaned_data["record"], request.viewer)
            if record and may_be_erased(record):
                return HttpResponseRedirect(reverse("admin:erase", args=[record.public_id]))
            form.add_error("record", REFUSALS["kind" if record else "absent"])
        rows = Erasure.objects.visible_to(request.viewer).with_accounts().select_related("record")
        rows = list(rows[:MOST_LISTED])
        labels = instances(
            [row.record for row in rows], lambda model: model.objects.visible_to(request.viewer)
        )
        context = {
            "title": _("Erasures"),
            "form": form,
            "erasures": [(row, labels.get(row.record_id)) for row in rows],
        }
        return self._page(request, "erasures", context)

    def ask(self, request, public_id):
        record = _record(public_id, request.viewer)
        if record is None or not may_be_erased(record):
            raise Http404
        if (
            waiting := Erasure.objects.visible_to(request.viewer)
            .filter(record=record, status__in=OPEN)
            .first()
        ):
            return HttpResponseRedirect(reverse("admin:erasure", args=[waiting.pk]))
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            try:
                erasure = request_erasure(record, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("It waits for a second person. Nothing is erased yet."))
                return HttpResponseRedirect(reverse("admin:erasure", args=[erasure.pk]))
        return self._page(request, "erase", _shown(record, request.viewer) | {"form": form})

    def decide(self, request, key):
        erasure = _erasure(key, request.viewer)
        error = ""
        if request.method == "POST" and {"confirm", "refuse"} & set(request.POST):
            try:
                decide_erasure(erasure, accept="confirm" in request.POST, seen=request.POST.get("seen", ""))
            except ValidationError as refused:
                error = " ".join(refused.messages)
            else:
                messages.success(request, _said(request.POST))
                return HttpResponseRedirect(reverse("admin:erasure", args=[key]))
        is_open = erasure.status == ErasureStatus.WAITING
        context = _shown(erasure.record, request.viewer) if is_open else {"title": _("An erasure")}
        context |= {"erasure": erasure, "error": error, "is_open": is_open}
        context["is_changed"] = is_open and erasure.reach == CHANGED
        context["is_own"] = erasure.asked_by_id == request.user.pk
        return self._page(request, "erase", context)

    def _page(self, request, name, context):
        context = self.site.each_context(request) | context
        return TemplateResponse(request, f"admin/{name}.html", context)


def to_erase(viewer, today) -> QuerySet[Erasure]:
    """What waits for a second person, the oldest first."""
    waiting = Erasure.objects.visible_to(viewer).filter(status=ErasureStatus.WAITING)
    return waiting.with_accounts().select_related("record").order_by("asked_at", "pk")


def erasures_in_words(erasures, viewer, today) -> Iterator[Item]:
    subjects = collect_subjects([erasure.record for erasure in erasures], viewer)
    for erasure in erasures:
        subject = subjects.get(erasure.record_id)
        why = _("%(why)s: requested by %(who)s")
        why %= {"why": erasure.get_reason_display(), "who": erasure.asked_by}
        label = subject.label if subject else erasure.record.public_id
        kind = str(models_by_kind()[erasure.record.kind]._meta.verbose_name)
        yield Item(reverse("admin:erasure", args=[erasure.pk]), label, kind, why, erasure.pk)


def _guarded(view):
    def answer(request, *args, **kwargs):
        if not may(request.user, "erase"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


def _record(public_id: str, viewer) -> Record | None:
    """Retired ones too: they stand in the tables."""
    return Record.objects.visible_to(viewer).of_id(public_id).first()


def _erasure(key: int, viewer) -> Erasure:
    rows = Erasure.objects.visible_to(viewer).with_accounts().select_related("record")
    if (erasure := rows.filter(pk=key).first()) is None:
        raise Http404
    return erasure


def _said(posted) -> str:
    if "confirm" in posted:
        return _("It is confirmed. It is erased within a minute, as soon as nobody else writes.")
    return _("Nothing is erased.")


def _shown(record: Record, viewer) -> dict:
    """What would go, of what the viewer may see."""
    plan = plan_of(record)
    label = models_by_kind()[record.kind].objects.visible_to(viewer).filter(pk=record.pk).first()
    places = _place_words(plan.places, viewer)
    return {
        "title": _("Erase a record"),
        "record": record,
        "label": label,
        "screen": screen_of(record),
        "going": [(_table_words(line.model), line) for line in plan.going],
        "losing": [(_table_words(line.model), line) for line in plan.losing],
        "seen": looked_at(plan.keys),
        "places": places[:MOST_PLACES],
        "more_places": len(places) - MOST_PLACES,
    }


def _place_words(places: list[Place], viewer) -> list[PlaceWords]:
    """Each record once for what it says now, and once for what earlier versions said."""
    kinds = {model: kind for kind, model in models_by_kind().items()}
    subjects = {
        place.key: Record(pk=place.key, kind=kinds[place.model]) for place in places if place.model in kinds
    }
    rows = instances(subjects.values(), lambda model: model.objects.visible_to(viewer))
    found = Counter((place.model, place.key, place.is_earlier) for place in places)
    words = []
    for model, key, is_earlier in found:
        columns = [
            place.column
            for place in places
            if (place.model, place.key, place.is_earlier) == (model, key, is_earlier)
        ]
        subject = subjects.get(key)
        words.append(
            PlaceWords(
                str(rows.get(key, "")),
                screen_of(subject) if subject else "",
                str(model._meta.verbose_name),
                ", ".join(_field_words(model, column) for column in columns),
                is_earlier,
            )
        )
    return words


def _table_words(model) -> str:
    """In the plural where it has one of its own: what a source said has none."""
    return capfirst(model._meta.original_attrs.get("verbose_name_plural") or model._meta.verbose_name)


def _field_words(model, column) -> str:
    if column == "pgh_context":
        return _("reason of a change")
    return next(str(field.verbose_name) for field in model._meta.concrete_fields if field.column == column)
