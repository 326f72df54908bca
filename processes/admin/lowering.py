"""The queue of what would become less protected, and the page on which another steward decides about it."""

from typing import NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.core.choices import Level
from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.registry import instances
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.wording import Wording, label_references
from peaceinfra.core.visibility import visibility_of
from processes.choices import LoweringStatus
from processes.models import Claim, LoweringItem, LoweringRequest
from processes.services import (
    confirm_lowering,
    effect_of_request,
    obstacle,
    refuse_lowering,
    shown_without_consent,
)

# So many of the records that become visible are named; all are counted.
MOST_NAMED = 200


class Wanted(NamedTuple):
    """One value that is asked for, in words. `url` is the screen of the record."""

    record: str
    kind: str
    url: str
    field: str
    now: str
    then: str


class Appearing(NamedTuple):
    """A record that becomes visible to more readers, in words."""

    name: str
    kind: str
    now: str
    then: str


class AnswerForm(forms.Form):
    """Why a request is confirmed, refused or withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you decide so?"),
        max_length=300,
        help_text=gettext_lazy(
            "Confirmed, it stands in the history of the records, for all who may then read them: name nobody who"
            " is protected."
        ),
    )
    unasked = forms.CharField(
        label=gettext_lazy("Why are they named without having agreed?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Needed to confirm. It stays with this request, for stewards."),
    )


class Unasked(NamedTuple):
    """A person who would be named and did not agree to it, in words."""

    name: str
    scope: str
    state: str


def page_of_request(request, lowering) -> HttpResponseRedirect:
    """Where who asked sees what they asked for, and that it waits."""
    messages.success(request, _("This waits until a steward agrees who did not ask for it."))
    return HttpResponseRedirect(reverse("admin:processes_loweringrequest_change", args=[lowering.pk]))


@admin.register(LoweringRequest)
class LoweringRequestAdmin(RoleAdmin):
    """Requests are made where records are edited; here they are decided, never edited."""

    to_add = ""
    list_display = ("wanted_text", "reason", "requested_by", "requested_at", "status")
    list_filter = ("status",)
    ordering = ("-requested_at", "pk")

    def get_queryset(self, request):
        rows = LoweringRequest.objects.shown_to(request.viewer).order_by(*self.ordering)
        return rows.with_accounts().select_related("from_source", "requested_by", "decided_by")

    def lookup_allowed(self, lookup, value, request):
        return lookup.removesuffix("__exact") in self.list_filter

    def get_changelist_instance(self, request):
        page = super().get_changelist_instance(request)
        subjects = subjects_of(page.result_list, request.viewer)
        for row in page.result_list:
            row.subjects = subjects.get(row.pk, [])
        return page

    @admin.display(description=gettext_lazy("records"))
    def wanted_text(self, lowering):
        return several(lowering.subjects)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        lowering = self.get_object(request, unquote(object_id))
        if lowering is None or not self.has_change_permission(request):
            raise Http404
        decides = request.method == "POST" and "show" not in request.POST
        form = AnswerForm(
            request.POST if decides else None, initial={"reason": request.POST.get("reason", "")}
        )
        if form.is_valid() and (response := self._decide(request, lowering, form)):
            return response
        shown = self._effect(request, lowering)
        mine, decides = lowering.requested_by_id == request.user.pk, may(request.user, "lower_marking")
        is_open = lowering.status == LoweringStatus.OPEN
        context = (
            self.admin_site.each_context(request)
            | shown
            | {
                "title": _("Make less protected"),
                "lowering": lowering,
                "wanted": wanted_words(lowering, request.viewer),
                "form": form,
                "is_open": is_open,
                "may_confirm": is_open and decides and shown["effect"] and not shown["obstacle"],
                "refuse": _("Withdraw") if mine else _("Refuse"),
                "may_refuse": is_open and (mine or decides),
                "opts": self.opts,
                "bar": self.admin_site.queue_bar(request, lowering),
            }
        )
        return TemplateResponse(request, "admin/lowering_request.html", context)

    def _decide(self, request, lowering, form):
        """What is done by the button that was pressed; None where it is refused, which the form then says."""
        reason, viewer = form.cleaned_data["reason"], request.viewer
        try:
            if "confirm" in request.POST:
                seen = request.POST.get("seen", "")
                unasked = form.cleaned_data["unasked"]
                confirm_lowering(
                    lowering, by=request.user, viewer=viewer, reason=reason, seen=seen, unasked=unasked
                )
                messages.success(request, _("Done: it is less protected now."))
            else:
                refuse_lowering(lowering, by=request.user, reason=reason)
                messages.success(request, _("The request is closed. Nothing was changed."))
        except NotAllowed:
            raise PermissionDenied from None
        except ValidationError as error:
            form.add_error(None, error.messages)
            lowering.refresh_from_db()
            return None
        following = self.admin_site.after_decision(request, lowering)
        return HttpResponseRedirect(following or reverse("admin:processes_loweringrequest_changelist"))

    def _effect(self, request, lowering):
        """Why this account cannot confirm an open request; and what newly becomes visible, where that is asked for.

        To find that out, the change is made and taken back: what is only read cannot do so.
        """
        if lowering.status != LoweringStatus.OPEN:
            return {"obstacle": "", "effect": None}
        found = {"obstacle": obstacle(lowering, request.user, request.viewer), "effect": None}
        if not may(request.user, "lower_marking"):
            found["obstacle"] = _("It waits for a steward.")
        if request.method != "POST":
            return found
        try:
            effect = effect_of_request(lowering, request.viewer)
        except Stale:
            return found
        except ValidationError as error:
            return found | {"obstacle": " ".join(error.messages)}
        return found | {
            "effect": effect,
            "unasked": [
                Unasked(str(person), standing.scope.label, standing.state.label)
                for person, standing in shown_without_consent(effect.records).items()
            ],
            "audiences": [
                (audience_words(group.viewer), group.records, group.versions) for group in effect.audiences
            ],
            "appearing": appearing(effect.records[:MOST_NAMED], request.viewer),
            "more": max(0, len(effect.records) - MOST_NAMED),
        }


def subjects_of(requests, viewer) -> dict[int, list[str]]:
    """{key of a request: its records, in words}; one query, and one for each kind of record."""
    rows = _items(requests, viewer)
    records = _records([row.subject for row in rows], viewer)
    found = {}
    for row in rows:
        names = found.setdefault(row.request_id, [])
        if row.subject_id in records and (name := str(records[row.subject_id])) not in names:
            names.append(name)
    return found


def several(names) -> str:
    """The first of some names, and how many there are beside it."""
    if len(names) < 2:
        return "".join(names)
    more = len(names) - 1
    words = ngettext("%(name)s and %(more)s more", "%(name)s and %(more)s more", more)
    return words % {"name": names[0], "more": more}


def wanted_words(lowering, viewer) -> list[Wanted]:
    """Each change that is asked for, as far as the viewer may see it."""
    rows, wording = _items([lowering], viewer), Wording(viewer)
    records = _records([row.subject for row in rows], viewer)
    found = []
    for row in rows:
        if record := records.get(row.subject_id):
            field, claimed = record._meta.get_field(row.field), isinstance(record, Claim)
            value = row.value_record_id or row.value or None
            value = field.to_python(value) if value is not None else None
            said = wording.claimed(record) if claimed else (capfirst(str(field.verbose_name)), "")
            then = said[1] if claimed else wording.words(field, value)
            now = "" if claimed else wording.value(record, field)
            kind = str(record._meta.verbose_name)
            found.append(Wanted(str(record), kind, screen_of(row.subject), said[0], now, then))
    return found


def appearing(rows, viewer) -> list[Appearing]:
    """The records in words; one query for each kind. What is public at the end stands first."""
    keys = {}
    for row in rows:
        keys.setdefault(row.model, []).append(row.key)
    records = {
        model: model._base_manager.filter(visibility_of(model).q(viewer))
        .select_related(*label_references(model))
        .in_bulk(ones)
        for model, ones in keys.items()
    }
    about = [
        record.subject
        for found in records.values()
        for record in found.values()
        if hasattr(record, "subject_id")
    ]
    subjects = _records(about, viewer)
    shown = sorted(rows, key=lambda row: (row.after.level_in_force, row.model._meta.label))
    return [
        Appearing(
            _with_subject(records[row.model][row.key], subjects),
            str(row.model._meta.verbose_name),
            marking_words(row.before),
            marking_words(row.after),
        )
        for row in shown
        if row.key in records[row.model]
    ]


def _with_subject(record, subjects) -> str:
    """A citation or a claim says little without what it is about."""
    subject = subjects.get(getattr(record, "subject_id", None))
    return _("%(record)s: %(part)s") % {"record": subject, "part": record} if subject else str(record)


def marking_words(marking) -> str:
    words = str(Level(marking.level_in_force).label)
    number = len(marking.teams_in_force)
    if not number:
        return words
    teams = ngettext("for %(number)s team", "for %(number)s teams", number) % {"number": number}
    return f"{words}, {teams}"


def audience_words(viewer) -> str:
    if viewer.teams:
        number = len(viewer.teams)
        return ngettext(
            "Members of its new team, cleared for “%(level)s”",
            "Members of all its %(number)s teams, cleared for “%(level)s”",
            number,
        ) % {"number": number, "level": Level(viewer.level).label}
    if viewer.level == Level.PUBLIC:
        return _("Everybody (the public)")
    return _("Whoever is cleared for “%(level)s”") % {"level": Level(viewer.level).label}


def _items(requests, viewer):
    if not requests:
        return []
    rows = LoweringItem.objects.visible_to(viewer).filter(request__in=requests)
    return list(rows.select_related("subject").order_by("subject", "pk"))


def _records(subjects, viewer):
    return instances(
        subjects, lambda model: model.objects.visible_to(viewer).select_related(*label_references(model))
    )
