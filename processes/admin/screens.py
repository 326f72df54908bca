"""Kinds of screens that follow from their model: dated relations, rows of logs, details of a record."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Field
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.identity import number_in
from peaceinfra.core.models import Record
from peaceinfra.core.screens.lists import DayFilter
from peaceinfra.core.visibility import visibility_of
from processes.admin.base import DATES, RecordAdmin
from processes.admin.inlines import ABOUT, DATED, SECTION

# The name in an address of the filters of the list that a screen was opened from.
PRESERVED = "_changelist_filters"


def redirect_to_screen(name, key, request):
    """The way to the screen on which a record is edited, with what the address asked for: a pop-up, a section.

    Of the filters of the list that it was opened from those stay that the other list has.
    """
    query = request.GET.copy()
    if PRESERVED in query:
        other = admin.site.get_model_admin(apps.get_model(*name.split("_", 1)))
        filters = QueryDict(query[PRESERVED], mutable=True)
        for filter_name in [*filters]:
            if filter_name != SEARCH_VAR and not other.lookup_allowed(filter_name, "", request):
                del filters[filter_name]
        query[PRESERVED] = filters.urlencode()
    return redirect(reverse(f"admin:{name}_change", args=[key], query=query))


class DatedAdmin(RecordAdmin):
    """A record that held for a time and joins others: found by their names, narrowed to each of them.

    lines    what it says, line by line; its dates and its marking follow
    columns  what its list shows, before when it held
    filters  what its list is filtered by, before the marking and the day
    order    how its list is ordered, if not by the first of its names
    search_texts  its own texts that its list is searched by, beside the names of what it joins
    """

    lines: list = []
    columns: tuple = ()
    filters: tuple = ()
    order: tuple = ()
    inlines = [*DATED, *ABOUT]

    def __init__(self, model, admin_site):
        self.fieldsets = [(None, {"fields": [*self.lines]}), DATES]
        self.list_display = (*self.columns, "when", "level")
        self.list_filter = (*self.filters, "level", DayFilter)
        joined = joined_by(model)
        self.narrowed_by = (*self.narrowed_by, *(f"{field.name}__id" for field in joined))
        named = [f"{field.name}__folded" for field in joined if hasattr(field.remote_field.model, "folded")]
        own = ["folded"] if hasattr(model, "folded") else []
        self.search_names = (*own, *(name for name in named if name.split("__")[0] in self.columns))
        named_only = hasattr(model, "name") and not own
        self.search_texts = (*self.search_texts, *(["name"] if named_only else []))
        self.ordering = (*(self.order or self.search_names[:1]), "pk")
        super().__init__(model, admin_site)


class LogRowAdmin(RecordAdmin):
    """One row of a status log with its evidence. Rows are entered, and put in order, on the screen of its record."""

    to_add = ""
    findable = False
    also: tuple = ()
    owner = ""
    inlines = [*DATED, *ABOUT]

    def __init__(self, model, admin_site):
        self.fieldsets = [
            (
                None,
                {
                    "fields": [
                        self.owner,
                        ("status", "date"),
                        ("reason", "decided_by"),
                        *self.also,
                    ]
                },
            )
        ]
        self.readonly_fields = (self.owner,)
        self.list_display = (self.owner, "status", "date_words", "decided_by")
        self.list_filter = ("status",)
        self.narrowed_by = (f"{self.owner}__id",)
        self.search_names = (f"{self.owner}__folded",)
        self.ordering = (f"{self.owner}__folded", "position", "pk")
        super().__init__(model, admin_site)

    def get_fieldsets(self, request, obj=None):
        return [
            part for part in super().get_fieldsets(request, obj) if part[1]["fields"] != [("level", "team")]
        ]

    @admin.display(description=_("when"))
    def date_words(self, row):
        return row.date_text


class DetailAdmin(RecordAdmin):
    """A list of what some actors have beside: it is entered on the actor's own screen, which each row opens."""

    to_add = ""
    findable = lists_retired = False
    list_display_links = None
    search_names = ("actor__folded",)
    ordering = ("actor__folded", "pk")
    actor_screen = "processes_actor"

    def added_at(self) -> str:
        """The empty screen of an actor, with the section of this detail unfolded."""
        section = self.model._meta.pk.remote_field.get_accessor_name()
        return f"{reverse(f'admin:{self.actor_screen}_add')}?{SECTION}={section}#{section}-group"

    def changelist_view(self, request, extra_context=None):
        added_at = self.added_at() if self.has_change_permission(request) else ""
        return super().changelist_view(request, {"added_at": added_at} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        key = number_in(object_id)
        if not self.get_queryset(request).filter(pk=key).exists():
            raise Http404
        return redirect_to_screen(self.actor_screen, key, request)

    @admin.display(description=_("name"), ordering="actor__folded")
    def opened(self, detail):
        url = reverse(f"admin:{self.actor_screen}_change", args=[detail.pk])
        return format_html('<a href="{}">{}</a>', url, detail.actor)


def joined_by(model) -> list[Field]:
    """The references of a model to guarded records that have screens."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation
        and visibility_of(field.remote_field.model)
        and field.remote_field.model is not Record
    ]
