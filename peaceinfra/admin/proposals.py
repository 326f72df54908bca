"""The queue of what partners propose, and the page on which a steward decides about it."""

from collections import defaultdict

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.admin.proposal_texts import content_words, shortened
from peaceinfra.admin.proposal_words import namesakes_of, records_in_words, sources_in_words
from peaceinfra.core.choices import Level, ProposalStatus
from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.models import Proposal
from peaceinfra.core.models.partner_tokens import PREFIX
from peaceinfra.core.screens.base import RoleAdmin
from peaceinfra.proposals.deciding import (
    ACTION,
    Unwritable,
    accept_proposal,
    looked_at,
    read_kept,
    refuse_proposal,
    send_back_proposal,
)

# What is ticked: the place of a record, and the name of a field, or this for a new record as a whole.
TAKEN, WHOLE = "take", "*"


class WordForm(forms.Form):
    """Why it is accepted, sent back or refused."""

    word = forms.CharField(
        label=gettext_lazy("Your word to the partner"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write to the partner why you decide so.")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Needed for each decision; the partner reads it. Of what is accepted it stands in the history of the"
            " records too: name nobody who is protected, and nothing that the partner may not see."
        ),
    )


@admin.register(Proposal)
class ProposalAdmin(RoleAdmin):
    """Tools send proposals; here they are decided, never edited."""

    to_view = to_change = ACTION
    to_add = ""
    list_display = ("content_text", "owner", "reason_text", "sent_at", "status")
    list_filter = ("status",)
    ordering = ("-sent_at", "pk")

    def get_queryset(self, request):
        return Proposal.objects.shown_to(request.viewer).with_accounts().order_by(*self.ordering)

    def lookup_allowed(self, lookup, value, request):
        return lookup.removesuffix("__exact") in self.list_filter

    @admin.display(description=gettext_lazy("records"))
    def content_text(self, proposal):
        return content_words(proposal)

    @admin.display(description=gettext_lazy("why"))
    def reason_text(self, proposal):
        return shortened(proposal.reason)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None or not self.has_change_permission(request):
            raise Http404
        form, taken = WordForm(request.POST or None), _taken(request.POST, proposal)
        faults = {}
        if request.method == "POST" and form.is_valid():
            response, faults = self._decide(request, proposal, form, taken)
            if response:
                return response
        read = read_kept(proposal.content, request.viewer)
        for pointer, texts in faults.items():
            read.faults[pointer] = texts
        is_open = proposal.status == ProposalStatus.WAITING
        if is_open and (words := [texts for pointer, texts in faults.items() if pointer == "/records"]):
            form.add_error(None, sum(words, []))
        context = self.admin_site.each_context(request) | {
            "title": _("Proposal of a partner"),
            "proposal": proposal,
            "token": f"{PREFIX}_{proposal.token}",
            "marking": Level(proposal.effective_level).label,
            "records": records_in_words(
                proposal, read, request.viewer, taken if request.method == "POST" else None
            ),
            "sources": sources_in_words(read, request.viewer),
            "faults_of_sources": [
                texts for pointer, texts in read.faults.items() if pointer.startswith("/sources")
            ],
            "namesakes": namesakes_of(read, request.viewer) if is_open else (),
            "seen": looked_at(proposal, read),
            "form": form,
            "is_open": is_open,
            "opts": self.opts,
            "bar": self.admin_site.queue_bar(request, proposal),
        }
        return TemplateResponse(request, "admin/proposal.html", context)

    def _decide(self, request, proposal, form, taken):
        """(what is answered, nothing), or (None, faults) where it is refused."""
        how = {"by": request.user, "viewer": request.viewer, "word": form.cleaned_data["word"]}
        try:
            if "accept" in request.POST:
                accept_proposal(proposal, taken=taken, seen=request.POST.get("seen", ""), **how)
                messages.success(request, _("Done: what you chose is in the register now."))
            elif "send_back" in request.POST:
                send_back_proposal(proposal, **how)
                messages.success(request, _("The proposal went back to the partner. Nothing was changed."))
            else:
                refuse_proposal(proposal, **how)
                messages.success(request, _("The proposal is refused. Nothing was changed."))
        except NotAllowed:
            raise PermissionDenied from None
        except Unwritable as refused:
            return None, refused.faults
        except ValidationError as error:
            form.add_error(None, error.messages)
            proposal.refresh_from_db()
            return None, {}
        following = self.admin_site.after_decision(request, proposal)
        return HttpResponseRedirect(following or reverse("admin:core_proposal_changelist")), {}


def _taken(posted, proposal) -> dict[int, set[str]]:
    """{place of a record: names of fields} of what is ticked; of a new record all."""
    taken = defaultdict(set)
    records = proposal.content["records"]
    for text in posted.getlist(TAKEN) if posted else ():
        place, _colon, name = text.partition(":")
        # One that is longer than any place is none, and none to reckon with either.
        if not place.isdecimal() or len(place) > 9 or int(place) >= len(records):
            continue
        record = records[int(place)]
        if name == WHOLE and "key" in record:
            taken[int(place)] |= {*record["fields"]}
        elif name in record["fields"] and "key" not in record:
            taken[int(place)].add(name)
    return dict(taken)
