"""What waits for somebody because people are in danger: consents to ask for, threats to assess again."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from peaceinfra.admin.items import Item
from peaceinfra.analysis.consent_warnings import state_words
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.models import Record
from peaceinfra.core.screens.finding import screen_of
from processes.choices import ConsentState
from processes.consents import standings
from processes.models import ThreatNote

#: What is due within this time stands on the desk already.
SOON = timedelta(days=30)


def consents_in_words(people, viewer, today):
    """Of each what is wanted; who agreed anew to what was withdrawn is left out."""
    found = standings(people, viewer, today)
    for person in people:
        standing = found[person.pk]
        if standing.state != ConsentState.VALID:
            record = Record(pk=person.pk, kind="act")
            yield Item(screen_of(record), str(person), person.get_kind_display(), state_words(standing))


def threats_to_assess(viewer, today) -> QuerySet[ThreatNote]:
    """Those whose day has come, or comes within a month."""
    notes = ThreatNote.objects.shown_to(viewer).filter(review_by__lte=today + SOON, actor__retired=False)
    return notes.select_related("actor").order_by("review_by", "pk")


def threats_in_words(notes, viewer, today):
    for note in notes:
        words = (
            _("to be assessed by %(day)s") if note.review_by >= today else _("was to be assessed by %(day)s")
        )
        url = screen_of(Record(pk=note.pk, kind="thr"))
        yield Item(
            url, str(note.actor), str(note._meta.verbose_name), words % {"day": day_text(note.review_by)}
        )
