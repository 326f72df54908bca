from django.contrib import admin

from processes.admin.inlines import RowsInline
from processes.admin.screens import DatedAdmin
from processes.models import Agreement, Event, Participation, Signatory


class ParticipantInline(RowsInline):
    model = Participation
    fields = ("actor", "part")

    def _order(self):
        return ["part", "actor__folded", "pk"]


class SignatoryInline(ParticipantInline):
    model = Signatory


@admin.register(Event)
class EventAdmin(DatedAdmin):
    lines = ["name", ("kind", "process"), ("held_by", "track", "place"), "agenda", "outcome"]
    columns = ("name", "kind", "process")
    filters = ("kind", "track")
    order = ("start_max",)
    inlines = [ParticipantInline, *DatedAdmin.inlines]


@admin.register(Agreement)
class AgreementAdmin(DatedAdmin):
    lines = ["name", ("process", "stage"), ("is_local", "place"), "url"]
    columns = ("name", "process", "stage", "is_local")
    filters = ("stage", "is_local")
    order = ("start_max",)
    inlines = [SignatoryInline, *DatedAdmin.inlines]
