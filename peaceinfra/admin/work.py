"""What waits for somebody, over what they may see: to decide, to review, contested, not confirmed, dates, sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.admin.erasing import erasures_in_words, to_erase
from peaceinfra.admin.items import Item, WorkList
from peaceinfra.admin.proposal_texts import content_words, shortened
from peaceinfra.admin.protecting import consents_in_words, threats_in_words, threats_to_assess
from peaceinfra.analysis.collect.subjects import collect_subjects
from peaceinfra.core.choices import ProposalStatus
from peaceinfra.core.dates.envelope import paths_of, rows_read_for
from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.dates.sightings import typed_sightings
from peaceinfra.core.dates.statuslog import UNKNOWN
from peaceinfra.core.dates.words import day_text, sighting_text
from peaceinfra.core.models import AccountChange, Proposal, Record
from peaceinfra.core.registry import instances, models_by_kind
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.wording import Wording
from peaceinfra.core.value_words import field_words
from processes.choices import ClaimStatus, LoweringStatus, NoteKind, Polarity
from processes.consents import people_to_ask
from processes.models import (
    Citation,
    Claim,
    CoverageNote,
    LogRow,
    LoweringItem,
    LoweringRequest,
    Note,
)
from tracks.models import Linkage
from tracks.querysets import SEEN_LONGEST_AGO

# Of the address of what is to be decided: the queue that it is a part of, with its filters.
QUEUE = "queue"


def to_review(viewer, today) -> QuerySet[Note]:
    notes = Note.objects.shown_to(viewer).filter(kind=NoteKind.REVIEW, subject__retired=False)
    return notes.select_related("subject").order_by("review_due", "pk")


def _reviews(notes, viewer, today):
    subjects = collect_subjects([note.subject for note in notes], viewer)
    for note in notes:
        if subject := subjects.get(note.subject_id):
            words = _("due %(day)s: %(text)s") if note.review_due >= today else _("was due %(day)s: %(text)s")
            why = words % {"day": day_text(note.review_due), "text": note.text}
            yield Item(screen_of(note.subject), subject.label, _kind(note.subject), why)


def to_decide(viewer, today) -> QuerySet[Claim]:
    """What is said of one record, and of one field of it, stands together."""
    claims = Claim.objects.shown_to(viewer).filter(
        status=ClaimStatus.PROPOSED, subject__retired=False, source__retired=False
    )
    return claims.select_related("subject", "source").order_by("subject", "field", "pk")


def _decisions(claims, viewer, today):
    """Each opens the claim in the queue of those that are proposed."""
    subjects, wording = collect_subjects([claim.subject for claim in claims], viewer), Wording(viewer)
    wording.read_ahead(claims)
    for claim in claims:
        if subject := subjects.get(claim.subject_id):
            url = f"{screen_of(Record(pk=claim.pk, kind='clm'))}?{_in_queue('claims')}"
            words = {
                "said": ": ".join(filter(None, wording.claimed(claim))),
                "polarity": claim.get_polarity_display(),
                "source": claim.source,
                "grade": claim.grade,
            }
            why = _("%(said)s – %(source)s (%(grade)s) %(polarity)s it") % words
            if claim.polarity == Polarity.ABSENT:
                why = _("%(said)s – %(source)s (%(grade)s) %(polarity)s") % words
            yield Item(url, subject.label, _kind(claim.subject), why, claim.pk)


def _in_queue(kind) -> str:
    return urlencode({QUEUE: urlencode({"kind": kind})})


def to_lower(viewer, today) -> QuerySet[LoweringRequest]:
    """The oldest first."""
    requests = LoweringRequest.objects.shown_to(viewer).filter(status=LoweringStatus.OPEN)
    return requests.with_accounts().order_by("requested_at", "pk")


def _lowerings(requests, viewer, today):
    """Each under the first of its records."""
    changes = LoweringItem.objects.visible_to(viewer).filter(request__in=requests)
    changes = list(changes.select_related("subject").order_by("subject", "pk"))
    subjects = collect_subjects([change.subject for change in changes], viewer)
    for request in requests:
        mine = [change.subject for change in changes if change.request_id == request.pk]
        if found := [subject for subject in mine if subject.pk in subjects]:
            words = {"who": request.requested_by, "why": request.reason}
            label, kind = subjects[found[0].pk].label, _kind(found[0])
            url = reverse("admin:processes_loweringrequest_change", args=[request.pk])
            url = f"{url}?{_in_queue('lowering')}"
            yield Item(url, label, kind, _("%(who)s asks: %(why)s") % words, request.pk)


def proposed(viewer, today) -> QuerySet[Proposal]:
    """The oldest first."""
    proposals = Proposal.objects.shown_to(viewer).filter(status=ProposalStatus.WAITING)
    return proposals.order_by("sent_at", "pk")


def _proposals(proposals, viewer, today):
    """By what they are about: no record is read for it."""
    for proposal in proposals:
        url = reverse("admin:core_proposal_change", args=[proposal.pk]) + f"?{_in_queue('proposals')}"
        words = {"who": proposal.owner, "why": shortened(proposal.reason)}
        why = _("%(who)s proposes: %(why)s") % words
        yield Item(url, content_words(proposal), proposal.public_id, why, proposal.pk)


def contested(viewer, today) -> QuerySet:
    """(subject, its kind, field, counts)."""
    rows = Claim.objects.shown_to(viewer).contested().order_by("subject", "field")
    return rows.values_list("subject", "subject__kind", "field", "disputed", "held", "denied", "differing")


def _contests(rows, viewer, today):
    records = {key: Record(pk=key, kind=kind) for key, kind, *_rest in rows}
    subjects = collect_subjects(records.values(), viewer)
    for key, kind, field, disputed, held, denied, differing in rows:
        if key in subjects:
            why = _("%(field)s: %(counts)s") % {
                "field": field_words(kind, field), "counts": _counted(held, denied, disputed, differing),
            }  # fmt: skip
            yield Item(screen_of(records[key]), subjects[key].label, _kind(records[key]), why)


def _counted(held, denied, disputed, differing) -> str:
    """How many sources say it, deny it, dispute it, and whether their values cannot all hold; none is not told."""
    said = ngettext("one source says it", "%(number)s sources say it", held)
    if differing:
        said = _("%(number)s sources give values that cannot all be true")
    counts = [
        said % {"number": held} if held else "",
        ngettext("one denies it", "%(number)s deny it", denied) % {"number": denied} if denied else "",
        ngettext("one claim is disputed", "%(number)s claims are disputed", disputed) % {"number": disputed}
        if disputed
        else "",
    ]
    return ", ".join(filter(None, counts))


def not_confirmed(viewer, today) -> QuerySet[Linkage]:
    """Never dated or longest unseen first."""
    linkages = Linkage.objects.shown_to(viewer).filter(source__retired=False, target__retired=False)
    ordered = linkages.overdue_on(today).order_by(SEEN_LONGEST_AGO, "pk")
    return ordered.select_related("source", "target")


def _unconfirmed(linkages, viewer, today):
    for linkage in linkages:
        day = _seen(linkage)
        why = _("last seen %(day)s") % {"day": day} if day else _("never dated")
        record = Record(pk=linkage.pk, kind="lnk")
        yield Item(screen_of(record), str(linkage), _kind(record), why)


def _seen(linkage) -> str:
    """The newest sighting, as precise as it was typed."""
    typed = typed_sightings(linkage.last_evidence, linkage.start, linkage.end_kind, linkage.end)
    return sighting_text(typed, linkage.seen_on)


def unsourced(viewer, today) -> QuerySet[Record]:
    """What held or changed, and rests on no citation or claim that the viewer may see.

    That a state is not known is the absence of a statement: it has no source.
    """
    about = {"subject": OuterRef("pk"), "source__retired": False}
    not_known = [
        Exists(model.objects.filter(pk=OuterRef("pk"), status=UNKNOWN))
        for model in models_by_kind().values()
        if issubclass(model, LogRow)
    ]
    return (
        Record.objects.shown_to(viewer)
        .filter(kind__in=_stating())
        .exclude(Exists(Citation.objects.shown_to(viewer).filter(**about)))
        .exclude(Exists(Claim.objects.shown_to(viewer).filter(**about)))
        .exclude(reduce(or_, not_known))
        .order_by("kind", "pk")
    )


def _unsourced(records, viewer, today):
    """The words of a record with its dates, which tell two changes to one state, or two roles of one actor, apart."""
    subjects = collect_subjects(records, viewer)
    dated = instances(records, lambda model: model.objects.shown_to(viewer))
    for record in records:
        if subject := subjects.get(record.pk):
            yield Item(screen_of(record), subject.label, _kind(record), _when(dated[record.pk]))


def beyond_ends(viewer, today) -> QuerySet[Record]:
    """What certainly began before one of its ends did, or ended after it: one of the two dates is wrong."""
    found = [
        Q(pk__in=model.objects.shown_to(viewer).beyond_ends().values("pk"))
        for model in models_by_kind().values()
        if issubclass(model, Dated) and model.envelope
    ]
    return Record.objects.shown_to(viewer).filter(reduce(or_, found)).order_by("kind", "pk")


def _beyond(records, viewer, today):
    subjects = collect_subjects(records, viewer)
    dated = instances(records, lambda model: _with_envelope(model, model.objects.shown_to(viewer)))
    for record in records:
        row = dated[record.pk]
        ends = [f"{end} ({end.dates_text})" for end in row.ends_exceeded()]
        if ends and (subject := subjects.get(record.pk)):
            why = _("%(when)s: beyond %(ends)s") % {"when": row.dates_text, "ends": ", ".join(ends)}
            yield Item(screen_of(record), subject.label, _kind(record), why)


def _with_envelope(model, rows):
    return rows.select_related(*paths_of(model)).prefetch_related(*rows_read_for(model))


def _when(record) -> str:
    if isinstance(record, DatedStatus):
        return record.date_text if record.date else ""
    return record.dates_text if record.start or record.end else ""


def account_changes(viewer, today) -> QuerySet[AccountChange]:
    return AccountChange.objects.waiting().prefetch_related("account", "asked_by")


def _account_changes(changes, viewer, today):
    for change in changes:
        url = reverse("admin:core_account_change", args=[change.account_id])
        why = _("%(change)s: requested by %(who)s, %(reason)s") % {
            "change": change, "who": change.asked_by, "reason": change.reason,
        }  # fmt: skip
        yield Item(url, str(change.account), str(change.account._meta.verbose_name), why)


WORK = {
    "account-changes": WorkList(
        gettext_lazy("Accounts: waiting for a second person"),
        gettext_lazy("Changes that an administrator requested and a security officer confirms or refuses."),
        account_changes,
        _account_changes,
        action="manage_clearance",
    ),
    "to-erase": WorkList(
        gettext_lazy("To erase for good"),
        gettext_lazy(
            "Records that somebody asked to erase. A steward or security officer who did not ask decides."
        ),
        to_erase,
        erasures_in_words,
        action="erase",
    ),
    "to-decide": WorkList(
        gettext_lazy("Statements to decide"),
        gettext_lazy("What sources say of single fields, and nobody accepted or rejected yet."),
        to_decide,
        _decisions,
        action="accept_claims",
    ),
    "proposals": WorkList(
        gettext_lazy("Proposals of partners"),
        gettext_lazy(
            "What tools of partners propose. Nothing of it is in the register until a steward accepts it."
        ),
        proposed,
        _proposals,
        action="accept_claims",
    ),
    "to-lower": WorkList(
        gettext_lazy("To make less protected"),
        gettext_lazy("What somebody asked to show to more readers. A steward who did not ask decides."),
        to_lower,
        _lowerings,
        action="lower_marking",
    ),
    "review": WorkList(
        gettext_lazy("To review"),
        gettext_lazy("Records that somebody asked to look at again, by the day it is due."),
        to_review,
        _reviews,
    ),
    "consents": WorkList(
        gettext_lazy("Consents to ask for"),
        gettext_lazy("People whose consent is missing, ends within 60 days, has ended or was withdrawn."),
        people_to_ask,
        consents_in_words,
    ),
    "threats": WorkList(
        gettext_lazy("Threats to assess again"),
        gettext_lazy("By the day on which somebody wanted to look again."),
        threats_to_assess,
        threats_in_words,
    ),
    "contested": WorkList(
        gettext_lazy("Contested"),
        gettext_lazy("Fields that one source holds and another contradicts, or whose claim is disputed."),
        contested,
        _contests,
    ),
    "not-confirmed": WorkList(
        gettext_lazy("Not confirmed"),
        gettext_lazy("Linkages without a sighting within their review interval."),
        not_confirmed,
        _unconfirmed,
    ),
    "dates": WorkList(
        gettext_lazy("Dates to check"),
        gettext_lazy("Records that certainly began before something they join did, or ended after it."),
        beyond_ends,
        _beyond,
    ),
    "unsourced": WorkList(
        gettext_lazy("Without a source"),
        gettext_lazy("Records that rest on no citation or claim."),
        unsourced,
        _unsourced,
    ),
}


def items_of(work: WorkList, rows: Iterable, viewer, today: date) -> list[Item]:
    """A page of rows in words; a constant number of queries for each kind of record among them."""
    return list(work.items(list(rows), viewer, today))


def _kind(record):
    return str(models_by_kind()[record.kind]._meta.verbose_name)


def _stating():
    return [
        kind
        for kind, model in models_by_kind().items()
        if issubclass(model, Dated | DatedStatus) and not issubclass(model, Claim | CoverageNote)
    ]
