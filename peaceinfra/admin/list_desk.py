"""What stands beside a list: its columns to choose, lists saved under a name, and the list as a file."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from peaceinfra.core.desk import choose_columns, forget_list, save_list, saved_lists
from peaceinfra.core.identity import number_in
from peaceinfra.core.models import SavedList, Sharing, Team
from peaceinfra.core.roles import may


class SaveListForm(forms.Form):
    """Under which name a list is saved, and who finds it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Who finds the list reads its name: name nobody who is protected."),
    )
    shared_with = forms.ChoiceField(label=gettext_lazy("Who else finds it"), required=False)

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, auto_id="save-list-%s", **kwargs)
        teams = Team.objects.filter(pk__in=viewer.teams).order_by("name").values_list("pk", "name")
        teams = [(f"{Sharing.OF_TEAM}:{key}", _("the team %(name)s") % {"name": name}) for key, name in teams]
        self.fields["shared_with"].choices = [
            ("", Sharing.NOBODY.label),
            *teams,
            (Sharing.EVERYBODY, Sharing.EVERYBODY.label),
        ]


@dataclass(frozen=True)
class Saved:
    """A saved list as a link. `is_mine`: it can be deleted; `by`: who shares it."""

    key: int
    name: str
    url: str
    is_mine: bool
    shared: str


@dataclass(frozen=True)
class ListDesk:
    """What the page of a list shows beside its rows. `columns`: (name, label, whether it is chosen)."""

    screen: str
    columns: list[tuple[str, str, bool]]
    saved: list[Saved]
    form: SaveListForm
    query: str
    files: list[tuple[str, str]]


def list_desk(request, screen) -> ListDesk:
    label = screen.model._meta.label_lower
    query = request.GET.urlencode()
    chosen = screen.get_list_display(request)
    columns = [(name, words, name in chosen) for name, words in screen.columns_to_choose()]
    files = [(kind, reverse("admin:list_file", args=[label, kind]) + f"?{query}") for kind in ("csv", "xlsx")]
    saved = [saved_words(row, request.viewer) for row in saved_lists(request.viewer, label)]
    return ListDesk(label, columns, saved, SaveListForm(viewer=request.viewer), query, files)


def saved_words(row: SavedList, viewer) -> Saved:
    shared = {Sharing.EVERYBODY: _("shared with all"), Sharing.OF_TEAM: _("shared with a team")}
    url = reverse(f"admin:{row.screen.replace('.', '_')}_changelist")
    url = f"{url}?{row.query}" if row.query else url
    return Saved(row.pk, row.name, url, row.account_id == viewer.account, shared.get(row.shared_with, ""))


def screen_named(site, request, label):
    """The screen of a model that has a list of records here, for who may open it. Raises Http404."""
    try:
        screen = site.get_model_admin(apps.get_model(label))
    except (LookupError, ValueError, NotRegistered):
        raise Http404 from None
    # Names of models are found in capitals too; addresses and what is kept are told by the one in small letters.
    if label != screen.model._meta.label_lower or not hasattr(screen, "columns_to_choose"):
        raise Http404
    if not may(request.user, "edit") or not screen.has_view_permission(request):
        raise PermissionDenied
    return screen


@require_POST
def columns_view(request, label, *, site):
    """POST column=…: these are shown from now on, in the order of the screen; none are those that it has by itself."""
    screen = screen_named(site, request, label)
    chosen = {*request.POST.getlist("column")}
    names = [name for name, _words in screen.columns_to_choose() if name in chosen]
    choose_columns(request.viewer, label, [] if "reset" in request.POST else names)
    return HttpResponseRedirect(_back(request, label))


@require_POST
def save_view(request, label, *, site):
    """POST name=, shared_with=, query=: the list as it is shown is saved under a name."""
    screen_named(site, request, label)
    form = SaveListForm(request.POST, viewer=request.viewer)
    try:
        if not form.is_valid():
            raise ValidationError([text for texts in form.errors.values() for text in texts])
        shared_with, _colon, team = form.cleaned_data["shared_with"].partition(":")
        query = request.POST.get("query", "")[:2000]
        save_list(
            request.viewer, label, form.cleaned_data["name"], query, shared_with, number_in(team) or None
        )
        messages.success(request, _("The list is saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(_back(request, label))


@require_POST
def forget_view(request, label, key, *, site):
    """POST: an own saved list is deleted; another's stays, and is not told."""
    screen_named(site, request, label)
    forget_list(request.viewer, number_in(key))
    messages.success(request, _("The list is not kept any more."))
    return HttpResponseRedirect(_back(request, label))


def _back(request, label):
    url = reverse(f"admin:{label.replace('.', '_')}_changelist")
    query = request.POST.get("query", "")
    return f"{url}?{query}" if query else url
