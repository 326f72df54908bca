"""Atom feeds of what is public: of the register, and of one process. Every reader gets the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from peaceinfra.analysis import collect
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.asof import RECORDED
from peaceinfra.core.text import xml_text
from peaceinfra.core.visibility import PUBLIC, viewing
from peaceinfra.dashboards.presenters.entries import change_words
from peaceinfra.dashboards.request_params import found_or_404, key_or_404, takes_only
from peaceinfra.dashboards.subpages import place_address
from processes.models import PeaceProcess

#: When a feed changed that never held anything: Atom asks for a time.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class PublicFeed(Atom1Feed):
    """A feed says when its newest entry was written, and not when it was asked for."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=self.feed["empty_since"])


@takes_only(RECORDED)
def register_feed(request):
    with viewing(PUBLIC):
        changes = collect.collect_changes(PUBLIC)
    title = _("Register of peace-process infrastructure: what changed")
    return _answer(request, title, reverse("home"), changes, NEVER)


@takes_only(RECORDED)
def process_feed(request, public_id):
    """A process that is not public has no feed, whoever asks."""
    with viewing(PUBLIC):
        processes = PeaceProcess.objects.shown_to(PUBLIC)
        process = found_or_404(processes.filter(pk=key_or_404(PeaceProcess, public_id)).first())
        changes = collect.collect_process_changes([process.pk], PUBLIC)
    title = _("%(process)s: what changed") % {"process": process.name}
    return _answer(request, title, reverse("process_detail", args=[public_id]), changes, process.updated_at)


def _answer(request, title: str, page: str, changes, empty_since: datetime) -> HttpResponse:
    own = request.build_absolute_uri(request.path)
    feed = PublicFeed(
        title=xml_text(title),
        link=request.build_absolute_uri(page),
        description=_("Public records that were entered or changed, the newest first."),
        language=get_language(),
        feed_url=own,
        feed_guid=own,
        feed_copyright=Level.PUBLIC.tlp,
        empty_since=empty_since,
    )
    for change in changes:
        subject = change.subject
        address = place_address(subject.home, subject.public_id, None) or page
        feed.add_item(
            title=xml_text(subject.label),
            link=request.build_absolute_uri(address),
            description=xml_text(change_words(change)),
            # A change is an entry of its own; the page of the record stays the same.
            unique_id=f"{own}#{subject.public_id}-{change.at:%Y%m%dT%H%M%S%f}",
            updateddate=change.at,
            categories=[Level.PUBLIC.tlp],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
