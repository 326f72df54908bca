from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from processes.admin.inlines import RowsInline
from processes.admin.screens import DatedAdmin
from processes.models import (
    Agreement,
    AgreementConflict,
    AgreementRelation,
    Event,
    EventConflict,
    EventProcess,
    Participation,
    Signatory,
)


class ParticipantInline(RowsInline):
    model = Participation
    fields = ("actor", "part", "on_behalf_of")

    def _order(self):
        return ["part", "actor__folded", "pk"]


class EventProcessInline(RowsInline):
    """The processes of which it is part besides its main one."""

    verbose_name, verbose_name_plural = _("further process"), _("Also part of")
    model = EventProcess
    fields = ("process",)


class EventConflictInline(RowsInline):
    verbose_name, verbose_name_plural = _("conflict"), _("Conflicts it is about")
    model = EventConflict
    fields = ("conflict",)


class SignatoryInline(ParticipantInline):
    model = Signatory
    fields = ("actor", "part", "condition", "signed")


class EarlierInline(RowsInline):
    """What it does to earlier agreements. Later ones say it on their own screens."""

    verbose_name, verbose_name_plural = _("earlier agreement"), _("What it does to earlier agreements")
    model = AgreementRelation
    fk_name = "agreement"
    fields = ("kind", "other")


class AgreementConflictInline(RowsInline):
    verbose_name, verbose_name_plural = _("conflict"), _("Conflicts it is about")
    model = AgreementConflict
    fields = ("conflict",)


@admin.register(Event)
class EventAdmin(DatedAdmin):
    lines = [
        "name",
        ("kind", "process", "countries"),
        ("held_by", "track", "place", "mode"),
        ("number_of_parties", "number_of_third_parties"),
        "agenda",
        "outcome",
        ("agreement_reached", "agreement"),
    ]
    columns = ("name", "kind", "process")
    filters = ("kind", "track", "mode", "agreement_reached")
    order = ("start_max",)
    inlines = [ParticipantInline, EventProcessInline, EventConflictInline, *DatedAdmin.inlines]


@admin.register(Agreement)
class AgreementAdmin(DatedAdmin):
    lines = [
        "name",
        ("process", "countries"),
        ("stage", "status"),
        ("settlement", "scope"),
        ("is_local", "place"),
        "url",
    ]
    columns = ("name", "process", "stage", "is_local")
    filters = ("stage", "status", "settlement", "scope", "is_local")
    order = ("start_max",)
    inlines = [SignatoryInline, EarlierInline, AgreementConflictInline, *DatedAdmin.inlines]
