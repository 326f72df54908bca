"""An incoming thing and the records that it may be, side by side in words."""

from collections import defaultdict
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.countries import country_name
from peaceinfra.core.dates.edtf import DateError
from peaceinfra.core.dates.words import typed_text
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances, models_by_kind
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.screens.wording import label_references
from processes.choices import ActorKind, MatchGround
from processes.matching.incoming import Candidate
from processes.matching.scoring import OF_NAMES
from processes.models import ActorName, ExternalId, OpenMatch, Role

# So many processes, names and ids of a record are named.
MOST_NAMED = 8


class Ground(NamedTuple):
    """A reason in words; `is_against` for one that speaks against it."""

    words: str
    is_against: bool


class Card(NamedTuple):
    """What is known of a thing or a record. `rows`: (what, in words), in the same order on each card."""

    key: int
    title: str
    kind: str
    url: str
    rows: list[tuple[str, str]]
    grounds: list[Ground]
    #: The page on which a steward merges both; "" for who may not, and where there is nothing to merge.
    merge: str = ""


class Cards:
    """Reads what the cards of some matches say: one query for each kind of fact, however many there are."""

    def __init__(
        self,
        matches: list[OpenMatch],
        candidates: dict[int, list[Candidate]],
        viewer,
        *,
        may_merge: bool = False,
    ):
        keys = {candidate.record for found in candidates.values() for candidate in found}
        keys |= {match.record_id for match in matches} - {None}
        self.viewer, self.candidates, self.may_merge = viewer, candidates, may_merge
        rows = list(Record.objects.shown_to(viewer).filter(pk__in=keys))
        self.urls = {row.pk: screen_of(row) for row in rows}
        self.records = instances(
            rows, lambda model: model.objects.shown_to(viewer).select_related(*label_references(model))
        )
        self._read(keys)

    def of(self, match: OpenMatch) -> tuple[Card, list[Card]]:
        """(the card of the thing, those of its candidates, best first)."""
        own = self.records.get(match.record_id)
        if match.scheme == OpenMatch.REGISTER and own is not None:
            first = self._card(own, [])
        else:
            first = self._incoming(match, own)
        found = [
            self._card(record, self._grounds(candidate), _merge_page(record, own))
            for candidate in self.candidates.get(match.pk, ())
            if (record := self.records.get(candidate.record))
        ]
        return first, found

    def _read(self, keys):
        self.names, self.ids, self.roles = defaultdict(list), defaultdict(list), defaultdict(list)
        names = ActorName.objects.shown_to(self.viewer).filter(actor__in=keys).order_by("folded", "pk")
        self.name_words = {}
        for key, actor, name in names.values_list("pk", "actor", "name"):
            self.names[actor].append(name)
            self.name_words[key] = name
        ids = ExternalId.objects.shown_to(self.viewer).filter(subject__in=keys)
        for row in ids.order_by("scheme", "value", "pk"):
            self.ids[row.subject_id].append(str(row))
            self.name_words[row.pk] = str(row)
        roles = Role.objects.shown_to(self.viewer).filter(actor__in=keys, process__retired=False)
        for row in roles.select_related("process").order_by("process__folded", "pk"):
            self.roles[row.actor_id].append(f"{row.process.name} ({row.get_kind_display()})")

    def _incoming(self, match, own) -> Card:
        kind = models_by_kind()[match.kind]._meta.verbose_name
        rows = [
            (_("Other names"), _several(match.names[1:])),
            (_("Kind"), _category(match)),
            (_("Countries"), _several(map(country_name, match.countries))),
            (_("Dates"), _dates(match.start, match.end)),
            (_("Processes"), match.process.name if match.process else ""),
            (_("External ids"), _several([f"{scheme} {value}" for scheme, value in match.external_ids])),
            (_("Recorded as"), str(own) if own else ""),
        ]
        url = self.urls.get(match.record_id, "") if own else ""
        return Card(0, match.names[0], str(kind), url, _present(rows), [])

    def _card(self, record, grounds, merge="") -> Card:
        fields = {field.name for field in record._meta.fields}
        countries = getattr(record, "countries", None) or [*filter(None, [getattr(record, "country", "")])]
        process = getattr(record, "process", None)
        rows = [
            (_("Other names"), _several(self.names[record.pk])),
            (_("Kind"), str(record.get_kind_display()) if "kind" in fields else ""),
            (_("Countries"), _several(map(country_name, countries))),
            (_("Dates"), _dates(getattr(record, "start", ""), getattr(record, "end", ""))),
            (_("Processes"), _several([process.name] if process else self.roles[record.pk])),
            (_("External ids"), _several(self.ids[record.pk])),
        ]
        kind = str(record._meta.verbose_name)
        url = self.urls.get(record.pk, "")
        return Card(
            record.pk, str(record), kind, url, _present(rows), grounds, merge if self.may_merge else ""
        )

    def _grounds(self, candidate) -> list[Ground]:
        found = []
        for reason in candidate.reasons:
            words = str(MatchGround(reason.ground).label)
            named = self.name_words.get(reason.evidence)
            if named is None and reason.ground in OF_NAMES:
                named = str(self.records.get(candidate.record, ""))
            if named:
                words = _("%(reason)s: %(named)s") % {"reason": words, "named": named}
            found.append(Ground(capfirst(words), reason.points < 0))
        return list(dict.fromkeys(found))


def _merge_page(record, own) -> str:
    query = {"kept": record.public_id, "merged": own.public_id} if own else {}
    return f"{reverse('admin:merge')}?{urlencode(query)}" if query else ""


def _several(words) -> str:
    words = list(words)
    more = len(words) - MOST_NAMED
    return "; ".join(words[:MOST_NAMED]) + (_(" and %(number)s more") % {"number": more} if more > 0 else "")


def _category(match) -> str:
    return str(ActorKind(match.category).label) if match.category in ActorKind.values else match.category


def _dates(start, end) -> str:
    if not (start or end):
        return ""
    return f"{_date(start) or '…'} – {_date(end) or '…'}" if end else _date(start)


def _date(text) -> str:
    """A date that cannot be read is told as the source wrote it."""
    try:
        return typed_text(text) if text else ""
    except DateError:
        return text


def _present(rows):
    return [(title, words) for title, words in rows if words]
