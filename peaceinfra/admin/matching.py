"""The screen on which analysts judge what sources name, one after the other, and the list of possible duplicates."""

from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.admin.match_cards import Cards
from peaceinfra.core.countries import country_code
from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.identity import number_in
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances, models_by_kind
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin
from processes.choices import MatchVerdict
from processes.matching import queue
from processes.matching.pairs import KINDS
from processes.models import OpenMatch, PeaceProcess
from processes.services.matching import judge, last_judgement, undo_judgement

WAITING, LATER, TO_MERGE = "waiting", "later", "merge"
STATES = {
    WAITING: (gettext_lazy("waiting"), queue.waiting),
    LATER: (gettext_lazy("set aside"), queue.set_aside),
    TO_MERGE: (gettext_lazy("the same, to be merged"), queue.to_merge),
}
# Of the list of pairs.
ON_PAGE = 50


class FilterForm(forms.Form):
    """Which of those that wait are judged."""

    scheme = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    process = forms.CharField(label=gettext_lazy("Words of a process"), required=False, max_length=100)
    country = forms.CharField(label=gettext_lazy("Country"), required=False, max_length=60)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, data, schemes):
        super().__init__(data)
        named = [(scheme, _scheme_words(scheme)) for scheme in schemes]
        self.fields["scheme"].choices = [("", _("all")), *named]
        kinds = [(kind, capfirst(models_by_kind()[kind]._meta.verbose_name_plural)) for kind in KINDS]
        self.fields["kind"].choices = [("", _("all")), *kinds]
        self.fields["state"].choices = [(name, words) for name, (words, _rows) in STATES.items()]

    def clean_country(self):
        typed = self.cleaned_data["country"]
        return country_code(typed) if typed else ""

    def rows(self, viewer):
        chosen = self.cleaned_data if self.is_valid() else {}
        rows = STATES[chosen.get("state") or WAITING][1](viewer)
        for name in ("scheme", "kind"):
            rows = rows.filter(**{name: chosen[name]}) if chosen.get(name) else rows
        if chosen.get("country"):
            rows = rows.filter(countries__contains=[chosen["country"]])
        if chosen.get("process"):
            rows = rows.filter(process__in=PeaceProcess.objects.shown_to(viewer).named(chosen["process"]))
        return rows


class JudgementForm(forms.Form):
    """What an analyst found it to be: by the button that was pressed, and the record that was chosen."""

    verdict = forms.ChoiceField(choices=MatchVerdict)
    record = forms.CharField(required=False, max_length=20)
    why = forms.CharField(label=gettext_lazy("Why (may be left empty)"), required=False, max_length=300)


class Last(NamedTuple):
    """The last judgement of an account, to be undone."""

    key: int
    name: str
    words: str


@admin.register(OpenMatch)
class OpenMatchAdmin(RoleAdmin):
    """One incoming thing with its candidates; a judgement leads to the next."""

    to_add = ""

    def get_queryset(self, request):
        return OpenMatch.objects.shown_to(request.viewer).select_related("process")

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("undo/", view(self.undo_view), name="processes_openmatch_undo"),
            path("duplicates/", view(self.duplicates_view), name="processes_openmatch_duplicates"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """The first one of those that wait, by what was chosen."""
        self._check(request)
        form = FilterForm(request.GET or None, _schemes(request))
        rows = form.rows(request.viewer) if form.is_bound else queue.waiting(request.viewer)
        match = queue.in_order(rows).select_related("process").first()
        return self._page(request, match, form, queue.counted(rows))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self._check(request)
        match = self.get_object(request, unquote(object_id))
        if match is None:
            raise Http404
        if request.method == "POST":
            return self._judge(request, match)
        return self._page(request, match, FilterForm(_filters(request), _schemes(request)), None)

    def undo_view(self, request):
        self._check(request)
        last = last_judgement(request.user, request.viewer) if request.method == "POST" else None
        if last is None or last.pk != number_in(request.POST.get("judgement", "")):
            messages.error(request, _("There is nothing to undo."))
            return _to_queue(request)
        try:
            match = undo_judgement(last, by=request.user, viewer=request.viewer)
        except NotAllowed:
            raise PermissionDenied from None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return _to_queue(request)
        messages.success(request, _("Undone. It waits again."))
        return _to_match(request, match) if match else _to_queue(request)

    def duplicates_view(self, request):
        """Pairs inside the register, by keyset."""
        self._check(request)
        rows = queue.waiting(request.viewer).filter(scheme=OpenMatch.REGISTER)
        kind = request.GET.get("kind", "")
        if kind in KINDS:
            rows = rows.filter(kind=kind)
        if after := request.GET.get("after", ""):
            rows = rows.filter(value__gt=after)
        matches = list(queue.in_order(rows)[: ON_PAGE + 1])
        shown = matches[:ON_PAGE]
        cards = Cards(shown, queue.candidates_of(shown, request.viewer), request.viewer)
        pairs = [(match, *cards.of(match)) for match in shown]
        context = self.admin_site.each_context(request) | {
            "title": _("Records that may be the same"),
            "pairs": [(match, first, others[0]) for match, first, others in pairs if others],
            "next": urlencode({"kind": kind, "after": shown[-1].value}) if len(matches) > ON_PAGE else "",
            "kinds": [(name, capfirst(models_by_kind()[name]._meta.verbose_name_plural)) for name in KINDS],
            "kind": kind,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/duplicates.html", context)

    def _check(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _page(self, request, match, form, number):
        context = self.admin_site.each_context(request) | {
            "title": _("Is it recorded already?"),
            "match": match,
            "form": form,
            "filters": _filters(request).urlencode(),
            "number": number,
            "more": number is not None and number > queue.MOST_COUNTED,
            "last": _last(request),
            "opts": self.opts,
        }
        if match:
            found = queue.candidates_of([match], request.viewer)
            cards = Cards([match], found, request.viewer, may_merge=may(request.user, "merge"))
            incoming, candidates = cards.of(match)
            context |= {
                "incoming": incoming,
                "candidates": candidates,
                "source": _scheme_words(match.scheme),
                "is_pair": match.scheme == OpenMatch.REGISTER,
                "judgement": queue.standing_judgement(match, request.viewer),
            }
        return TemplateResponse(request, "admin/match.html", context)

    def _judge(self, request, match):
        form = JudgementForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Press one of the buttons: the same, new, or later."))
            return _to_match(request, match)
        said = form.cleaned_data
        record = Record.objects.shown_to(request.viewer).filter(pk=number_in(said["record"])).first()
        try:
            done = judge(
                match, said["verdict"], record, by=request.user, viewer=request.viewer, why=said["why"]
            )
        except NotAllowed:
            raise PermissionDenied from None
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return _to_match(request, match)
        if done.merge:
            messages.success(request, _("The two records were merged."))
        elif done.obstacle:
            words = _("They are kept as the same, and could not be merged by themselves: %(why)s")
            messages.warning(request, words % {"why": done.obstacle})
        return _to_queue(request)


def _schemes(request) -> list[str]:
    """The sources of which something waits. Of each is asked by itself: that all of them are read takes long."""
    known = OpenMatch.objects.shown_to(request.viewer).order_by("scheme").values_list("scheme", flat=True)
    waiting = queue.waiting(request.viewer).order_by().values_list("scheme", flat=True)
    first, *others = [waiting.filter(scheme=scheme)[:1] for scheme in known.distinct()] or [waiting.none()]
    chosen = {request.GET.get("scheme", "")} - {""}
    return sorted({*first.union(*others, all=True), *chosen})


def _last(request) -> Last | None:
    judgement = last_judgement(request.user, request.viewer)
    if judgement is None:
        return None
    matches = OpenMatch.objects.visible_to(request.viewer)
    match = matches.of_thing(judgement.scheme, judgement.value).first()
    name = match.names[0] if match else str(judgement)
    words = str(judgement.get_verdict_display())
    if judgement.record_id:
        rows = Record.objects.visible_to(request.viewer).filter(pk=judgement.record_id)
        found = instances(rows, lambda model: model.objects.visible_to(request.viewer))
        words = " ".join([words, *(f"({record})" for record in found.values())])
    return Last(judgement.pk, name, words)


def _scheme_words(scheme: str) -> str:
    return _("this register: possible duplicates") if scheme == OpenMatch.REGISTER else scheme


def _filters(request) -> QueryDict:
    """What was chosen, as it stands in the address; of a form that was sent, in its own field."""
    sent = QueryDict(request.POST.get("filters", "")) if request.method == "POST" else request.GET
    kept = QueryDict(mutable=True)
    for name in FilterForm.base_fields:
        if value := sent.get(name):
            kept[name] = value
    return kept


def _to_queue(request):
    address, filters = reverse("admin:processes_openmatch_changelist"), _filters(request).urlencode()
    return HttpResponseRedirect(f"{address}?{filters}" if filters else address)


def _to_match(request, match):
    address, filters = reverse("admin:processes_openmatch_change", args=[match.pk]), _filters(request)
    return HttpResponseRedirect(f"{address}?{filters.urlencode()}" if filters else address)
