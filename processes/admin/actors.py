from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.screens.lists import DayFilter
from processes.admin.base import DATES, RecordAdmin
from processes.admin.inlines import ABOUT, DATED, DatedInline
from processes.admin.opens import Opens
from processes.admin.protection import ConsentInline, SafeContactInline, ThreatNoteInline
from processes.admin.screens import DatedAdmin
from processes.choices import ActorKind
from processes.models import Actor, ActorName, ConflictParty, Lineage, Listing, Stance

EXISTENCE = (_("When it existed"), DATES[1])


class NameInline(DatedInline):
    """What the actor is called beside its label; the dates are those of a name that it did not always have."""

    model = ActorName
    lines = ["name", ("kind", "language", "script")]


class OriginInline(DatedInline):
    """Where the actor of the screen came from."""

    model = Lineage
    fk_name = "actor"
    lines = [("kind", "origin")]


class ConflictPartInline(DatedInline):
    """The conflicts in which the actor of the screen fights."""

    model = ConflictParty
    lines = [("conflict", "side", "part")]


class ListingInline(DatedInline):
    model = Listing
    fk_name = "actor"
    lines = [("authority", "instrument", "exemption")]


class ActorAdmin(RecordAdmin):
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    ("kind", "usual_level", "cohesion"),
                    ("countries", "constituencies"),
                    "description",
                ]
            },
        ),
        EXISTENCE,
    ]
    list_display = ("name", "kind", "usual_level", "when", "level")
    list_filter = ("kind", "usual_level", "level", DayFilter)
    inlines = [
        *(NameInline, OriginInline, ConflictPartInline, ListingInline),
        *(ConsentInline, SafeContactInline, ThreatNoteInline),
        *(*DATED, *ABOUT),
    ]
    opens = [
        Opens("processes_role", "actor__id", "actor", _("Its roles in processes"), _("Add a role")),
        Opens("processes_stance", "actor__id", "actor", _("Its stances"), _("Add a stance")),
    ]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind":
            field.choices = [(value, label) for value, label in field.choices if value != ActorKind.BODY]
            field.help_text = _(
                "Secretariats, teams, committees and other bodies have a screen of their own."
            )
        return field


admin.site.register(Actor, ActorAdmin)


@admin.register(ActorName)
class ActorNameAdmin(DatedAdmin):
    # By any of its names the actor is found.
    findable = False
    lines = ["actor", "name", ("kind", "language", "script")]
    columns = ("name", "actor", "kind")
    filters = ("kind",)


@admin.register(Lineage)
class LineageAdmin(DatedAdmin):
    lines = [("actor", "kind", "origin")]
    columns = ("actor", "kind", "origin")
    filters = ("kind",)


@admin.register(Listing)
class ListingAdmin(DatedAdmin):
    lines = [("actor", "authority"), ("instrument", "exemption")]
    columns = ("actor", "authority", "instrument")


@admin.register(Stance)
class StanceAdmin(DatedAdmin):
    lines = [("actor", "kind", "subject"), "publicity", "condition"]
    columns = ("actor", "kind", "towards", "publicity")
    filters = ("kind", "publicity")

    @admin.display(description=_("towards"))
    def towards(self, stance):
        return stance.subject.public_id
