"""What may not leave the register whole: records that rest only on sources whose terms do not allow it.

A record, or a part of one, rests on the sources of its citations; without a citation, on those of its accepted claims;
a claim rests on its own source. It *rests only on* restricted sources where none of these may be exported whole. What
names no source rests on nobody, and is whole. Only what the viewer may see counts, of citations too: otherwise a file
would tell that something hidden stands beside. The rows say how: of several sources the most open one decides.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from peaceinfra.core.identity import public_id
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared, union
from peaceinfra.core.visibility import Viewer
from processes.choices import ClaimStatus, Export, Polarity
from processes.licences import exported, may_be_exported
from processes.models import Citation, Claim, Source

_KEYS = Keys("keys")
_SOURCE = ("source_id", "source__licence", "source__kind", "source__export_override")
_WHOLE = may_be_exported([Export.WHOLE], "source__")
# Ids in other registers are links to these, which “ids only” allows.
_COUNTS = Q(source__retired=False) & ~Q(subject__kind="ext")
_HOLDS = Q(status=ClaimStatus.ACCEPTED, polarity=Polarity.SUPPORTS)


@dataclass(frozen=True)
class Restriction:
    """How little of a record may be exported, on account of which licences, of which sources (public ids)."""

    rule: Export
    licences: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Restricted:
    """So many records of a file are reduced to their ids, and so many left out, on account of these sources."""

    licences: tuple[str, ...]
    sources: tuple[str, ...]
    reduced: int
    left_out: int

    def data(self) -> dict:
        return {
            "licences": list(self.licences),
            "sources": list(self.sources),
            "reduced": self.reduced,
            "left_out": self.left_out,
        }


def has_restricted_sources(viewer: Viewer) -> bool:
    """Whether there is a source, of those that the viewer may see, on account of which anything is restricted."""
    return bool(prepared(_restricted_sources, viewer).rows())


def restrictions(keys: Collection[int], viewer: Viewer) -> dict[int, Restriction]:
    """{key: its restriction} of those of these records, and parts of records, that may not be exported whole.

    One query.
    """
    grounds = defaultdict(set)
    for subject, *source in prepared(_grounds, viewer).rows(keys=keys):
        grounds[subject].add(tuple(source))
    return {subject: restriction_of(found) for subject, found in grounds.items()}


def restriction_of(sources: Collection[tuple]) -> Restriction:
    """That of what rests only on these: (key, licence, kind, override) of each."""
    rules = {exported(*terms) for _key, *terms in sources}
    licences = sorted({licence for _key, licence, *_others in sources})
    keys = sorted({key for key, *_terms in sources})
    rule = Export.IDS if Export.IDS in rules else Export.NO
    return Restriction(rule, tuple(licences), tuple(public_id("src", key) for key in keys))


def restrictions_of_answers(behind: Sequence[Collection[int]], viewer: Viewer) -> list[Restriction | None]:
    """That of each answer that follows from several records, given as their keys; None: it may be exported whole.

    An answer tells something of each record that it follows from: the strictest of their rules is its own. One query.
    """
    if not has_restricted_sources(viewer):
        return [None] * len(behind)
    found = restrictions({key for keys in behind for key in keys}, viewer)
    return [_together([found[key] for key in keys if key in found]) for keys in behind]


def _together(found: Collection[Restriction]) -> Restriction | None:
    if not found:
        return None
    rule = Export.NO if any(one.rule == Export.NO for one in found) else Export.IDS
    licences = {licence for one in found for licence in one.licences}
    return Restriction(
        rule, tuple(sorted(licences)), tuple(sorted({source for one in found for source in one.sources}))
    )


def count_restricted(rows: QuerySet, viewer: Viewer) -> list[Restricted]:
    """How many of these rows may not be exported whole, by their sources; at most two queries.

    The database counts: they may be many.
    """
    if not has_restricted_sources(viewer):
        return []
    parts = [
        prepare(found.order_by().values_list(subject, *_SOURCE))
        for subject, found in _resting(viewer, "in", rows.order_by().values("pk"))
    ]
    grounds = " UNION ".join(f"({part.sql})" for part in parts)
    sql = f"""SELECT sources, count(*) FROM (
SELECT subject, json_agg(json_build_array(source, licence, kind, override) ORDER BY source)::text AS sources
FROM ({grounds}) AS g(subject, source, licence, kind, override) GROUP BY subject
) AS s GROUP BY sources ORDER BY sources"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for part in parts for param in part.params])
        found = cursor.fetchall()
    times: Counter = Counter()
    for sources, number in found:
        times[restriction_of([tuple(source) for source in json.loads(sources)])] += number
    return by_sources(times)


def by_sources(times: Counter) -> list[Restricted]:
    """From how often there was each restriction."""
    found = [
        Restricted(
            restriction.licences,
            restriction.sources,
            reduced=number if restriction.rule == Export.IDS else 0,
            left_out=number if restriction.rule == Export.NO else 0,
        )
        for restriction, number in times.items()
    ]
    return sorted(found, key=lambda one: (one.licences, one.sources))


def added(rows: Iterable[Restricted]) -> list[Restricted]:
    """Those of several kinds of records together."""
    times = defaultdict(lambda: [0, 0])
    for row in rows:
        counted = times[row.licences, row.sources]
        counted[0] += row.reduced
        counted[1] += row.left_out
    return [Restricted(*why, *numbers) for why, numbers in sorted(times.items())]


def _restricted_sources(viewer: Viewer) -> Prepared:
    return prepare(
        Source.objects.shown_to(viewer).exclude(may_be_exported([Export.WHOLE])).values_list("pk")[:1]
    )


def _grounds(viewer: Viewer) -> Prepared:
    found = _resting(viewer, "any_of", _KEYS)
    return union((prepare(rows.order_by().values_list(subject, *_SOURCE)) for subject, rows in found), "1")


def _resting(viewer: Viewer, lookup: str, keys) -> Iterator[tuple[str, QuerySet]]:
    """(the column of the record, the citations or claims by which it rests only on restricted sources)."""
    citations = Citation.objects.shown_to(viewer).filter(_COUNTS)
    claims = Claim.objects.shown_to(viewer).filter(_COUNTS)
    held, same = claims.filter(_HOLDS), {"subject": OuterRef("subject")}
    of_keys = {f"subject__{lookup}": keys}
    yield "subject_id", citations.filter(~_WHOLE, ~Exists(citations.filter(_WHOLE, **same)), **of_keys)
    uncited = held.filter(~_WHOLE, ~Exists(citations.filter(**same)), ~Exists(held.filter(_WHOLE, **same)))
    yield "subject_id", uncited.filter(**of_keys)
    yield "pk", claims.filter(~_WHOLE, **{f"pk__{lookup}": keys})
