from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from processes.admin.actors import EXISTENCE, ActorAdmin, NameInline, OriginInline
from processes.admin.forms import RecordForm
from processes.admin.inlines import ABOUT, DATED, BlocksInline, LogInline
from processes.choices import ActorKind
from processes.models import Actor
from secretariats.models import Body, BodyActor, LifecycleChange, PeaceSecretariat, Principal


class BodyInline(BlocksInline):
    model = Body
    fieldsets = [(None, {"fields": [("form", "seat", "closeness")]})]
    min_num = max_num = 1
    can_delete = False


class PeaceSecretariatInline(BlocksInline):
    model = PeaceSecretariat
    fieldsets = [(None, {"fields": ["purpose", "is_first_address"]})]
    max_num = 1


class PrincipalInline(BlocksInline):
    model = Principal
    fk_name = "body"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("principal", "process"),
                    ("side", "tenure"),
                    ("start_kind", "start"),
                    ("end_kind", "end"),
                    ("level", "team"),
                ]
            },
        )
    ]


class LifecycleInline(LogInline):
    model = LifecycleChange
    fk_name = "body"
    fields = ("position", "status", "date", "notice", "reason", "decided_by")


class BodyForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = ActorKind.BODY


@admin.register(BodyActor)
class BodyAdmin(ActorAdmin):
    """A body and all that belongs to it on one screen."""

    form = BodyForm
    fieldsets = [
        (None, {"fields": ["name", ("usual_level", "countries", "constituencies"), "description"]}),
        EXISTENCE,
    ]
    list_display = ("name", "form_text", "when", "level")
    list_filter = ("body__form", *ActorAdmin.list_filter[2:])
    list_select_related = ("body",)
    inlines = [
        BodyInline,
        PeaceSecretariatInline,
        LifecycleInline,
        PrincipalInline,
        NameInline,
        OriginInline,
        *DATED,
        *ABOUT,
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind=ActorKind.BODY)

    @admin.display(description=_("form"))
    def form_text(self, actor):
        return actor.body.get_form_display() if hasattr(actor, "body") else ""

    def retired_with(self, record):
        return [record, *(getattr(record, name) for name in ("body", "secretariat") if hasattr(record, name))]


admin.site.unregister(Actor)


@admin.register(Actor)
class AnyActorAdmin(ActorAdmin):
    """Every actor; a body opens on its own screen."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if self.get_queryset(request).filter(pk=_key(object_id), kind=ActorKind.BODY).exists():
            return redirect("admin:secretariats_bodyactor_change", object_id)
        return super().change_view(request, object_id, form_url, extra_context)


def _key(object_id):
    return int(object_id) if object_id.isdecimal() else 0
