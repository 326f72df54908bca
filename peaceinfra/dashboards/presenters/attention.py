"""What needs attention, in sentences: what, why, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import Attention, AttentionKind
from peaceinfra.analysis.questions import closings, contested, unconfirmed
from peaceinfra.core.value_words import field_words
from peaceinfra.dashboards.presenters.addresses import page_address
from peaceinfra.dashboards.presenters.cells import and_more
from peaceinfra.dashboards.request_params import DayParams

#: {kind: the question that has all of it}
QUESTIONS = {
    AttentionKind.UNCONFIRMED: unconfirmed.QUESTION,
    AttentionKind.CONTESTED: contested.QUESTION,
    AttentionKind.SHORT_NOTICE: closings.QUESTION,
    AttentionKind.LOST_ARCHIVE: closings.QUESTION,
}


@dataclass(frozen=True, slots=True)
class Matter:
    """`what` names a record, whose page is at `address` ("" where there is none); `why` says what to look at."""

    what: str
    why: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Matters of one kind, and how many more there are, in words; all of them are the answer to a question."""

    kind: AttentionKind
    matters: Sequence[Matter]
    more: str = ""

    @property
    def slug(self) -> str:
        return QUESTIONS[self.kind].slug

    @property
    def is_of_any_day(self) -> bool:
        """What sources say of a fact stands as it is recorded now, whichever day a page shows."""
        return self.kind == AttentionKind.CONTESTED


def attention_in_words(found: Iterable[Attention], params: DayParams) -> list[Group]:
    """The first of each kind, without the kinds of which there is none."""
    return [
        Group(attention.kind, matters, and_more(attention.more, at_least=not attention.is_counted))
        for attention in found
        if (matters := matters_of(attention, params))
    ]


def matters_of(found: Attention, params: DayParams) -> list[Matter]:
    match found.kind:
        case AttentionKind.UNCONFIRMED:
            return [_linkage(linkage, params) for linkage in found.found]
        case AttentionKind.CONTESTED:
            contested: dict = {}
            for subject, name in found.found:
                contested.setdefault(subject, []).append(name)
            return [_contested(*fields, params) for fields in contested.items()]
        case AttentionKind.SHORT_NOTICE:
            why = _("files, contacts and work in hand may not have been passed on")
        case AttentionKind.LOST_ARCHIVE:
            why = _("ask where its memory went")
    return [_of(row, why, params) for row in found.found]


def _linkage(fact, params: DayParams) -> Matter:
    seen = derived.sighting_text(fact, derived.last_evidence(fact, params.on))
    why = _("last evidence %(date)s") % {"date": seen} if seen else _("evidence undated")
    return Matter(fact.label, why, page_address(fact.public_id, params.day))


def _contested(subject, names, params: DayParams) -> Matter:
    fields = ", ".join(dict.fromkeys(field_words(subject.public_id[:3], name) for name in names))
    return _of(subject, _("sources disagree on: %(field)s") % {"field": fields}, params)


def _of(subject, why, params: DayParams) -> Matter:
    address = page_address(subject.home, params.day) if subject.home else ""
    return Matter(subject.label, why, address)
