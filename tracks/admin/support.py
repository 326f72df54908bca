from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from processes.admin.inlines import DetailInline
from processes.admin.opens import Opens
from processes.admin.screens import DatedAdmin, DetailAdmin
from secretariats.admin.bodies import BodyAdmin, PeaceSecretariatInline
from secretariats.choices import BodyForm
from tracks.models import Support, SupportUnit


class SupportUnitInline(DetailInline):
    model = SupportUnit
    chosen_by = ("body-0-form", BodyForm.SUPPORT_UNIT.value)
    lines = [
        ("full_time_staff", "roster_above"),
        ("has_standby_team", "standby_themes"),
        "clients",
        "policy_on_local_actors",
        "practice_with_local_actors",
    ]


BodyAdmin.shows_also(SupportUnitInline, after=PeaceSecretariatInline)
BodyAdmin.opens = [
    *BodyAdmin.opens,
    Opens("tracks_support", "giver__id", "giver", _("Support it gave"), _("Add support")),
    Opens("tracks_linkage", "source__id", "source", _("Linkages from it"), _("Add a linkage")),
]


@admin.register(SupportUnit)
class SupportUnitAdmin(DetailAdmin):
    """The bodies that are mediation support units."""

    actor_screen = "secretariats_bodyactor"
    list_display = ("opened", "full_time_staff", "has_standby_team", "roster_above")
    list_filter = ("has_standby_team",)


@admin.register(Support)
class SupportAdmin(DatedAdmin):
    lines = [("giver", "kind"), ("recipient", "process"), ("requested_by", "answer"), "content"]
    columns = ("giver", "kind", "recipient", "process", "answer")
    filters = ("kind", "answer")
