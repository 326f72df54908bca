from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.lists import DayFilter
from processes.admin.base import DATES, RecordAdmin
from processes.admin.inlines import ABOUT, DATED, BlocksInline, RowsInline
from processes.choices import ActorKind
from processes.models import Actor, ActorName, Lineage

EXISTENCE = (_("When it existed"), DATES[1])


class NameInline(RowsInline):
    model = ActorName
    fields = ("name", "kind", "language", "script", "level", "team")


class OriginInline(BlocksInline):
    """Where the actor of the screen came from."""

    model = Lineage
    fk_name = "actor"
    fieldsets = [
        (
            None,
            {"fields": [("kind", "origin"), ("start_kind", "start"), ("end_kind", "end"), ("level", "team")]},
        )
    ]


class ActorAdmin(RecordAdmin):
    fieldsets = [
        (None, {"fields": ["name", ("kind", "usual_level"), ("countries", "constituencies"), "description"]}),
        EXISTENCE,
    ]
    list_display = ("name", "kind", "usual_level", "when", "level")
    list_filter = ("kind", "usual_level", "level", DayFilter)
    inlines = [NameInline, OriginInline, *DATED, *ABOUT]

    def get_search_results(self, request, queryset, search_term):
        """By label and by the other names that the viewer may see."""
        return queryset.named(search_term, request.viewer), False

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind":
            field.choices = [(value, label) for value, label in field.choices if value != ActorKind.BODY]
            field.help_text = _(
                "Secretariats, teams, committees and other bodies have a screen of their own."
            )
        return field


admin.site.register(Actor, ActorAdmin)


@admin.register(Lineage)
class LineageAdmin(RecordAdmin):
    fieldsets = [(None, {"fields": [("actor", "kind", "origin")]}), DATES]
    list_display = ("actor", "kind", "origin", "when", "level")
    list_filter = ("kind", "level", DayFilter)
    list_select_related = ("actor", "origin")
    ordering = ("actor__folded", "pk")
    search_names = ("actor__folded", "origin__folded")
    inlines = [*DATED, *ABOUT]
