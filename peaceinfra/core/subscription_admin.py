"""The screen of the subscriptions of partners' tools, for security officers: looked at, tested, paused, removed.

The time of a delivery says that something changed. Of a token that may read more than the officer it is not shown.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from peaceinfra.core import subscriptions
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.identity import public_id
from peaceinfra.core.jobs import SILENT_SECONDS
from peaceinfra.core.models import DeadLetter, Pause
from peaceinfra.core.roles import may
from peaceinfra.core.screens.base import RoleAdmin

_ABOVE = _("not shown: the token may read more than you")
# {what can be done: (what does it, what is said then)}
_DONE = {
    "test": (subscriptions.ask_for_test, _("A test is on its way. Open this page again to see how it went.")),
    "pause": (
        lambda found: subscriptions.pause(found, Pause.OFFICER),
        _("Paused: nothing is sent any more."),
    ),
    "resume": (subscriptions.resume, _("It goes on: what changed meanwhile is sent now.")),
}
_DONE_WITH_LETTERS = {
    "again": (subscriptions.send_again, _("The delivery is on its way once more.")),
    "drop": (subscriptions.drop, _("The delivery was dropped.")),
}


class SubscriptionAdmin(RoleAdmin):
    to_view = "manage_clearance"
    to_add = to_change = ""
    change_form_template = "admin/subscription.html"
    change_list_template = "admin/subscriptions.html"
    list_display = ("named", "organisation", "server", "state", "last_delivery")
    search_fields = ("token__owner", "address")
    fields = (
        *("named", "organisation", "token", "server", "kind_words", "process_words", "made", "state"),
        *("last_delivery", "failing", "last_test"),
    )

    def get_queryset(self, request):
        viewer = request.viewer
        known = Q(token__level__lte=viewer.level, token__teams__contained_by=sorted(viewer.teams))
        rows = super().get_queryset(request).prefetch_related("token")
        return rows.annotate(
            is_known=ExpressionWrapper(known, BooleanField()), is_in_force=subscriptions.IN_FORCE
        )

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"is_silent": _is_silent(), **(extra_context or {})})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {
            "is_silent": _is_silent(),
            "letters": obj.dead_letters.all() if obj and obj.is_known else (),
            "may_resume": bool(obj and obj.paused and obj.paused != Pause.KEY),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/remove/", view(self.remove_view), name="core_subscription_remove"),
            path("<int:pk>/<slug:action>/do/", view(self.action_view), name="core_subscription_do"),
            path(
                "<int:pk>/letters/<int:letter>/<slug:action>/",
                view(self.letter_view),
                name="core_subscription_letter",
            ),
        ]
        return [*own, *super().get_urls()]

    def action_view(self, request, pk, action):
        found = self._sent(request, pk)
        if action not in _DONE:
            raise Http404
        return self._do(request, found, found, *_DONE[action])

    def letter_view(self, request, pk, letter, action):
        found = self._sent(request, pk)
        sent = DeadLetter.objects.filter(subscription=found, pk=letter).first()
        if action not in _DONE_WITH_LETTERS or sent is None or not found.is_known:
            raise Http404
        return self._do(request, found, sent, *_DONE_WITH_LETTERS[action])

    def remove_view(self, request, pk):
        """Asked once more: what was not sent is lost, and the tool has to pull everything again."""
        found = self._found(request, pk)
        if request.method == "POST":
            name = str(found)
            subscriptions.remove(found)
            messages.success(request, _("The subscription %(id)s was removed.") % {"id": name})
            return redirect("admin:core_subscription_changelist")
        title = gettext("Remove %(id)s of %(owner)s") % {"id": found, "owner": found.token.owner}
        context = self.admin_site.each_context(request) | {"title": title, "subscription": found}
        return TemplateResponse(request, "admin/subscription_remove.html", context)

    def _sent(self, request, pk):
        if request.method != "POST":
            raise Http404
        return self._found(request, pk)

    def _found(self, request, pk):
        if not may(request.user, "manage_clearance"):
            raise PermissionDenied
        found = self.get_object(request, str(pk))
        if found is None:
            raise Http404
        return found

    def _do(self, request, found, subject, act, words):
        try:
            act(subject)
            messages.success(request, words)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("admin:core_subscription_change", found.pk)

    @admin.display(description=_("subscription"), ordering="pk")
    def named(self, found):
        return str(found)

    @admin.display(description=_("organisation"), ordering="token__owner")
    def organisation(self, found):
        return found.token.owner

    @admin.display(description=_("server"), ordering="address")
    def server(self, found):
        # What follows the path may be a secret of the receiver.
        parts = urlsplit(found.address)
        return f"{parts.scheme}://{parts.netloc}{parts.path}" + ("?…" if parts.query else "")

    @admin.display(description=_("kinds"))
    def kind_words(self, found):
        return ", ".join(found.kinds) or _("all")

    @admin.display(description=_("processes"))
    def process_words(self, found):
        return ", ".join(public_id("pro", key) for key in found.processes) or _("all")

    @admin.display(description=_("made"))
    def made(self, found):
        return day_text(found.made_at.date())

    @admin.display(description=_("state"), ordering="paused")
    def state(self, found):
        if not found.is_in_force:
            return _("ended: no token is in force that may read changes")
        if found.paused:
            return found.get_paused_display()
        return _("takes nothing") if found.failing_since and found.is_known else _("sent")

    @admin.display(description=_("last delivery"))
    def last_delivery(self, found):
        if not found.is_known:
            return _ABOVE
        return _moment(found.delivered_at) if found.delivered_at else _("none yet")

    @admin.display(description=_("failing"))
    def failing(self, found):
        if not found.is_known:
            return _ABOVE
        if not found.failing_since:
            return _("no")
        words = ngettext(
            "since %(since)s; tried %(times)s time: %(fault)s",
            "since %(since)s; tried %(times)s times: %(fault)s",
            found.attempts,
        )
        since = _moment(found.failing_since)
        return words % {"since": since, "times": found.attempts, "fault": found.fault}

    @admin.display(description=_("last test"))
    def last_test(self, found):
        if not found.tested_at:
            return _("none yet")
        outcome = found.test_fault or _("taken")
        return _("%(when)s: %(outcome)s") % {"when": _moment(found.tested_at), "outcome": outcome}


def _is_silent() -> bool:
    """Whether nothing works on the jobs, so that nothing is sent."""
    heard = subscriptions.worker_heard_at()
    return heard is None or heard < timezone.now() - timedelta(seconds=SILENT_SECONDS)


def _moment(moment) -> str:
    return f"{day_text(moment.date())}, {moment:%H:%M} UTC"
