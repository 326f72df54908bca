from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.lists import DayFilter
from processes.admin.base import DATES, RecordAdmin
from processes.admin.inlines import ABOUT, DATED, BlocksInline, LogInline
from processes.models import Event, MomentumChange, PeaceProcess, PhaseChange, Role

ROLE_FIELDS = [
    ("actor", "kind", "side", "is_signatory"),
    ("basis", "recognised_by", "appointed_by", "track"),
    ("start_kind", "start"),
    ("end_kind", "end"),
    ("level", "team"),
]


class PhaseInline(LogInline):
    model = PhaseChange


class MomentumInline(LogInline):
    model = MomentumChange


class RoleInline(BlocksInline):
    model = Role
    fieldsets = [(None, {"fields": ROLE_FIELDS})]
    show_change_link = True

    def _order(self):
        return ["kind", "actor__folded", "pk"]


@admin.register(PeaceProcess)
class PeaceProcessAdmin(RecordAdmin):
    fieldsets = [
        (None, {"fields": ["name", ("parent", "countries"), "boundary"]}),
        DATES,
    ]
    list_display = ("name", "countries_text", "when", "level")
    list_filter = ("level", DayFilter)
    inlines = [PhaseInline, MomentumInline, RoleInline, *DATED, *ABOUT]
    # Opened from here, each in a screen of its own: what can be long.
    opens = [("processes_event", _("Events of this process"), _("Add an event"))]

    @admin.display(description=_("countries"))
    def countries_text(self, process):
        return ", ".join(process.countries)


@admin.register(Role)
class ProcessRoleAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("actor", "kind", "process"),
                    ("side", "is_signatory"),
                    ROLE_FIELDS[1],
                ]
            },
        ),
        DATES,
    ]
    list_display = ("actor", "kind", "process", "side", "when", "level")
    list_filter = ("kind", "basis", "track", "level", DayFilter)
    list_select_related = ("actor", "process")
    narrowed_by = ("process__id", "actor__id")
    ordering = ("actor__folded", "pk")
    search_names = ("actor__folded", "process__folded")
    inlines = [*DATED, *ABOUT]


@admin.register(Event)
class EventAdmin(RecordAdmin):
    fieldsets = [
        (None, {"fields": ["name", ("kind", "process"), ("held_by", "track", "place"), "outcome"]}),
        DATES,
    ]
    list_display = ("name", "kind", "process", "when", "level")
    list_filter = ("kind", "track", "level", DayFilter)
    list_select_related = ("process",)
    narrowed_by = ("process__id",)
    ordering = ("start_max", "pk")
    search_help_text = _("Any part of the name of the event or of its process.")
    inlines = [*DATED, *ABOUT]

    def get_search_results(self, request, queryset, search_term):
        by_process, _twice = super().get_search_results(request, queryset, search_term)
        return by_process | queryset.filter(name__icontains=search_term.strip()), False

    search_names = ("process__folded",)
