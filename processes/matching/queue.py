"""The matches that wait for a judgement, and their candidates, as far as the viewer may see what these rest on."""

from collections import defaultdict

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from processes.choices import MatchVerdict
from processes.matching.incoming import Candidate, Reason
from processes.matching.scoring import (
    FLOOR,
    FOR_ANOTHER_SORT,
    MOST,
    NEEDED,
    OF_ACRONYMS,
    OF_NAMES,
    total,
)
from processes.models import Judgement, MatchReason, OpenMatch

#: No more are counted: further ones are “more”.
MOST_COUNTED = 200


def waiting(viewer) -> QuerySet[OpenMatch]:
    """Those with a candidate, that nobody judged or set aside."""
    judged = _judgements(viewer)
    return _with_candidates(viewer).filter(~Exists(judged))


def set_aside(viewer) -> QuerySet[OpenMatch]:
    """Those that were judged *later*."""
    decided = _judgements(viewer).exclude(verdict=MatchVerdict.LATER)
    later = _judgements(viewer).filter(verdict=MatchVerdict.LATER)
    return _with_candidates(viewer).filter(Exists(later), ~Exists(decided))


def to_merge(viewer) -> QuerySet[OpenMatch]:
    """Those that are the same as a record, and were recorded as another one meanwhile: a steward merges the two."""
    same = _judgements(viewer).filter(verdict=MatchVerdict.SAME, record__retired=False)
    rows = OpenMatch.objects.shown_to(viewer).filter(record__retired=False)
    return rows.filter(Exists(same.exclude(record=OuterRef("record"))))


def counted(rows: QuerySet) -> int:
    """How many there are, up to one more than are counted."""
    return len(rows.order_by()[: MOST_COUNTED + 1].values_list("pk"))


def candidates_of(matches, viewer) -> dict[int, list[Candidate]]:
    """{key of a match: its candidates, best first} by the reasons that the viewer may see; one query."""
    reasons = defaultdict(lambda: defaultdict(list))
    rows = _reasons(viewer).filter(match__in=matches)
    for match, record, *reason in rows.values_list("match", "record", "ground", "points", "evidence"):
        reasons[match][record].append(Reason(*reason))
    found = {}
    for match, of_match in reasons.items():
        candidates = [
            Candidate(record, total(of_record), tuple(sorted(of_record, key=lambda r: (-r.points, r.ground))))
            for record, of_record in of_match.items()
        ]
        candidates = [candidate for candidate in candidates if candidate.score >= FLOOR]
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.record))
        found[match] = candidates[:MOST]
    return found


def standing_judgement(match: OpenMatch, viewer) -> Judgement | None:
    """The judgement of a match that holds, as far as the viewer may see it."""
    rows = Judgement.objects.standing(viewer).filter(scheme=match.scheme, value=match.value)
    return rows.select_related("account").defer("account__password").first()


def _with_candidates(viewer):
    """The same reckoning as `total`, made by the database, so that none is listed that has no candidate."""
    of_names, of_others = Q(ground__in=OF_NAMES), ~Q(ground__in=OF_NAMES)
    sort = Case(When(ground__in=OF_ACRONYMS, then=Value(2)), When(of_names, then=Value(1)))
    more_sorts = Greatest(Count(sort, distinct=True) - 1, Value(0))
    candidates = (
        _reasons(viewer)
        .filter(match=OuterRef("pk"))
        .order_by()
        .values("record")
        .annotate(
            score=Coalesce(Max("points", filter=of_names), Value(0), output_field=IntegerField())
            + Coalesce(Sum("points", filter=of_others), Value(0), output_field=IntegerField())
            + more_sorts * FOR_ANOTHER_SORT,
            needed=Count("pk", filter=Q(ground__in=NEEDED)),
        )
        .filter(score__gte=FLOOR, needed__gt=0)
    )
    rows = OpenMatch.objects.shown_to(viewer).filter(Q(record=None) | Q(record__retired=False))
    return rows.filter(Exists(candidates))


def _reasons(viewer):
    """Those of records that are there, and are not what the thing was recorded as: two may have been merged since."""
    rows = MatchReason.objects.visible_to(viewer)
    rows = rows.filter(Q(match__record=None) | ~Q(record=F("match__record")))
    return rows.filter(record__retired=False, evidence__retired=False, own_evidence__retired=False)


def _judgements(viewer):
    return Judgement.objects.holding(viewer).filter(scheme=OuterRef("scheme"), value=OuterRef("value"))


def in_order(rows: QuerySet) -> QuerySet:
    """Source by source, by the ids there."""
    return rows.order_by(F("scheme"), F("value"))
