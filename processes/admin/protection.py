"""Screens of what protects a person: consents, safe contacts, threat notes. They stand on the person's screen too."""

from django.contrib import admin

from peaceinfra.core.choices import Level
from processes.admin.base import RecordAdmin
from processes.admin.inlines import ABOUT, BlocksInline
from processes.models import Consent, SafeContact, ThreatNote

CONSENT = [
    ("scope", "manner"),
    ("given", "taken_by"),
    ("expires_on", "condition"),
    ("withdrawn_on", "withdrawn_why"),
]
CONTACT = [("means", "hours", "checked_on"), "instructions", "never", "emergency"]
THREAT = ["threat", ("threatened_by", "review_by"), ("assessed_on", "assessed_by")]


class ProtectionInline(BlocksInline):
    """Rows of the screen of a person; guarded better than the person."""

    lines = []
    follows_record = False
    usual_level = Level.RESTRICTED
    show_change_link = True

    @property
    def fieldsets(self):
        return [(None, {"fields": [*self.lines, ("level", "team")]})]


class ConsentInline(ProtectionInline):
    model = Consent
    lines = CONSENT


class SafeContactInline(ProtectionInline):
    model = SafeContact
    lines = CONTACT


class ThreatNoteInline(ProtectionInline):
    model = ThreatNote
    lines = THREAT


class ProtectionAdmin(RecordAdmin):
    """Of a person: found by their names."""

    lines: list = []
    usual_level = Level.RESTRICTED
    findable = False
    search_names = ("actor__folded",)
    ordering = ("actor__folded", "pk")
    narrowed_by = ("actor__id",)
    inlines = ABOUT

    def __init__(self, model, admin_site):
        self.fieldsets = [(None, {"fields": ["actor", *self.lines]})]
        super().__init__(model, admin_site)


@admin.register(Consent)
class ConsentAdmin(ProtectionAdmin):
    lines = CONSENT
    list_display = ("actor", "scope", "given", "expires_on", "withdrawn_on", "level")
    list_filter = ("scope", "manner", "level")


@admin.register(SafeContact)
class SafeContactAdmin(ProtectionAdmin):
    lines = CONTACT
    list_display = ("actor", "means", "hours", "checked_on", "level")
    list_filter = ("means", "level")


@admin.register(ThreatNote)
class ThreatNoteAdmin(ProtectionAdmin):
    lines = THREAT
    list_display = ("actor", "threatened_by", "assessed_on", "review_by", "level")
    list_filter = ("level",)
