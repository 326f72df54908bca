from django.contrib import admin

from processes.admin.inlines import DatedInline, DetailInline
from processes.admin.screens import DatedAdmin, DetailAdmin
from secretariats.admin.actors import AnyActorAdmin
from tracks.models import Inclusion, Mediator, Reach

TO = ("community", "armed_actor", "society_level")


class MediatorInline(DetailInline):
    model = Mediator
    lines = ["languages", "approach"]


class ReachInline(DatedInline):
    model = Reach
    fk_name = "actor"
    # Who reaches whom is guarded better than the actor.
    follows_record = False
    lines = [TO, ("quality", "languages", "process")]


AnyActorAdmin.shows_also(MediatorInline, ReachInline)


@admin.register(Mediator)
class MediatorAdmin(DetailAdmin):
    """The actors that are local mediators."""

    list_display = ("opened", "languages_text")

    @admin.display(description=Mediator._meta.get_field("languages").verbose_name)
    def languages_text(self, mediator):
        return ", ".join(mediator.languages)


@admin.register(Reach)
class ReachAdmin(DatedAdmin):
    lines = ["actor", TO, ("quality", "languages", "process")]
    columns = ("actor", "community", "armed_actor", "society_level", "quality")
    filters = ("quality", "society_level")


@admin.register(Inclusion)
class InclusionAdmin(DatedAdmin):
    lines = [
        ("process", "modality"),
        ("actor", "group"),
        ("forum", "event"),
        ("selected_by", "weight"),
        "absent",
    ]
    columns = ("process", "actor", "group", "modality", "forum")
    search_texts = ("group",)
    filters = ("modality", "weight")
