from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.screens.lists import DayFilter
from processes.admin.base import DATES, RecordAdmin
from processes.admin.inlines import ABOUT, DATED, DatedInline, LogInline, NumberedInline, RowsInline
from processes.admin.opens import Opens
from processes.admin.screens import DatedAdmin, LogRowAdmin
from processes.models import (
    Conflict,
    ConflictLink,
    ConflictParty,
    CoverageNote,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    Role,
    Side,
)


class ConflictInline(RowsInline):
    model = ConflictLink
    fields = ("conflict",)


class ProcessInline(RowsInline):
    model = ConflictLink
    fields = ("process",)


class PartyInline(DatedInline):
    """Who fights in the conflict."""

    model = ConflictParty
    lines = [("actor", "side", "part")]

    def _order(self):
        return ["side", "part", "actor__folded", "start_max", "pk"]


class PhaseInline(LogInline):
    model = PhaseChange


class MomentumInline(LogInline):
    model = MomentumChange


class SideInline(NumberedInline):
    """The sides that parties and bodies stand on; each is then chosen from a list."""

    model = Side
    fields = ("position", "name", "level", "team")


class RoleInline(DatedInline):
    model = Role
    lines = [
        ("actor", "kind", "side", "is_signatory"),
        ("basis", "recognised_by", "appointed_by", "track"),
    ]

    def _order(self):
        return ["kind", "actor__folded", "pk"]


class CoverageInline(DatedInline):
    """How far was searched. What was not searched is not absent."""

    model = CoverageNote
    lines = [("topic", "extent"), ("searched_by", "searched_on"), "remark"]


class WithCountries(RecordAdmin):
    """A mixin for lists that show countries."""

    @admin.display(description=_("countries"))
    def countries_text(self, record):
        return ", ".join(record.countries)


@admin.register(PeaceProcess)
class PeaceProcessAdmin(WithCountries):
    fieldsets = [
        (None, {"fields": ["name", ("parent", "countries"), "boundary", "ending"]}),
        DATES,
    ]
    list_display = ("name", "countries_text", "when", "level")
    list_filter = ("level", DayFilter)
    narrowed_by = ("parent__id",)
    inlines = [
        ConflictInline,
        PhaseInline,
        MomentumInline,
        SideInline,
        RoleInline,
        CoverageInline,
        *DATED,
        *ABOUT,
    ]
    opens = [
        Opens("processes_event", "process__id", "process", _("Events of this process"), _("Add an event")),
        Opens("processes_agreement", "process__id", "process", _("Agreements"), _("Add an agreement")),
        Opens("secretariats_channel", "process__id", "process", _("Channels"), _("Add a channel")),
        Opens("tracks_linkage", "process__id", "process", _("Linkages"), _("Add a linkage")),
        Opens("tracks_inclusion", "process__id", "process", _("Inclusion"), _("Add who takes part")),
    ]


@admin.register(Conflict)
class ConflictAdmin(WithCountries):
    fieldsets = [
        (None, {"fields": ["name", ("incompatibility", "territory"), "countries"]}),
        DATES,
    ]
    list_display = ("name", "incompatibility", "countries_text", "when", "level")
    list_filter = ("incompatibility", "level", DayFilter)
    inlines = [PartyInline, ProcessInline, *DATED, *ABOUT]
    opens = [
        Opens("processes_conflictparty", "conflict__id", "conflict", _("Parties to it"), _("Add a party")),
    ]


@admin.register(ConflictParty)
class ConflictPartyAdmin(DatedAdmin):
    lines = [("actor", "conflict"), ("side", "part")]
    columns = ("actor", "conflict", "side", "part")
    filters = ("side", "part")


@admin.register(Role)
class ProcessRoleAdmin(DatedAdmin):
    lines = [("actor", "kind", "process"), ("side", "is_signatory"), RoleInline.lines[1]]
    columns = ("actor", "kind", "process", "side")
    filters = ("kind", "basis", "track")


@admin.register(Side)
class SideAdmin(RecordAdmin):
    fieldsets = [(None, {"fields": ["process", "name"]})]
    list_display = ("name", "process", "level")
    list_filter = ("level",)
    narrowed_by = ("process__id",)
    search_names = ("folded", "process__folded")
    inlines = ABOUT


@admin.register(CoverageNote)
class CoverageNoteAdmin(DatedAdmin):
    lines = ["process", *CoverageInline.lines]
    columns = ("process", "topic", "extent", "searched_on")
    filters = ("topic", "extent")


@admin.register(PhaseChange, MomentumChange)
class ProcessLogAdmin(LogRowAdmin):
    owner = "process"
