"""Every actor has one screen: a body opens on that of bodies."""

from django.contrib import admin

from peaceinfra.core.identity import number_in
from processes.admin.actors import ActorAdmin
from processes.admin.screens import redirect_to_screen
from processes.choices import ActorKind
from processes.models import Actor

admin.site.unregister(Actor)


@admin.register(Actor)
class AnyActorAdmin(ActorAdmin):
    """Every actor; a body opens on its own screen."""

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if self.get_queryset(request).filter(pk=number_in(object_id), kind=ActorKind.BODY).exists():
            return redirect_to_screen("secretariats_bodyactor", object_id, request)
        return super().change_view(request, object_id, form_url, extra_context)
