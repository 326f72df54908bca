from django.contrib import admin

from peaceinfra.core.identity import number_in
from processes.admin.inlines import LogInline, NumberedInline
from processes.admin.screens import DatedAdmin, LogRowAdmin
from processes.models import Actor
from secretariats.models import Channel, ChannelChange, ChannelEnd

# In the address: the actor that stands at one end of a new channel. `end` would fill the date of the channel.
FIRST_END = "first_end"


class EndInline(NumberedInline):
    """Who passes word by the channel, and through whom it goes."""

    model = ChannelEnd
    fields = ("position", "actor", "part")
    min_num = 2


class StateInline(LogInline):
    model = ChannelChange


@admin.register(Channel)
class ChannelAdmin(DatedAdmin):
    lines = [
        "name",
        ("process", "medium"),
        ("directness", "formality", "quality"),
        ("is_secret", "disclosed"),
        "purpose",
    ]
    columns = ("name", "process", "medium", "quality")
    filters = ("medium", "directness", "formality", "quality")
    narrowed_by = ("ends__actor__id",)
    opened_by = {FIRST_END: Actor}
    inlines = [EndInline, StateInline, *DatedAdmin.inlines]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Opened from the screen of an actor, that actor stands at one end."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        end = number_in(request.GET.get(FIRST_END, ""))
        if isinstance(inline, EndInline) and request.method == "GET" and obj._state.adding and end:
            kwargs["initial"] = [{"actor": end}]
        return kwargs


@admin.register(ChannelChange)
class ChannelLogAdmin(LogRowAdmin):
    owner = "channel"
