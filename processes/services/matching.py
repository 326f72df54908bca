"""What waits to be matched is kept; analysts judge it; what was recorded twice is merged."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.dates.edtf import DateError, parse
from peaceinfra.core.history import because
from peaceinfra.core.identity import key_from, public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from peaceinfra.core.roles import may
from processes.choices import MatchGround, MatchVerdict
from processes.matching.identities import judged
from processes.matching.incoming import Incoming
from processes.matching.pairs import KINDS, Pair, find_pairs
from processes.matching.proposing import ids_held, propose
from processes.models import Judgement, MatchReason, Merge, OpenMatch
from processes.services.bulk import is_walled
from processes.services.merging import merge_records
from processes.services.records import check_may_edit
from processes.services.unmerging import undo_merge

# So many are written at once.
_PAGE = 1000
# With so many the names of the register are compared in one go.
_PROPOSED_AT_ONCE = 10_000
_LONGEST_NAME = OpenMatch._meta.get_field("names").base_field.max_length
_GUARDED_BY = ("process_id", "record_id", "level", "team_id")
_COLUMNS = ("kind", "names", "category", "countries", "external_ids", "start", "end", "process", "record")


class Judged(NamedTuple):
    """What a judgement did. `obstacle`: why the two records could not be merged by themselves."""

    judgement: Judgement
    merge: Merge | None = None
    obstacle: str = ""


@transaction.atomic
def leave_open(
    things: Iterable[Incoming],
    *,
    level: int,
    team=None,
    viewer=None,
    by=None,
    say: Callable[[int], None] = lambda names: None,
) -> int:
    """Keeps the things that may be records of the register until somebody judges them; returns how many.

    Called after an import wrote, with what it did not identify. Of what waits already the reasons are made anew.
    `level` and `team` are those of what is imported, `by` is who does it.
    """
    things = list({thing.key: thing for thing in things}.values())
    decided = _decided([thing.key for thing in things], viewer)
    things = [thing for thing in things if thing.key not in decided]
    records = _recorded_as(things, viewer)
    rows, reasons = [], []
    for thing, candidates in zip(things, propose(things, viewer, say=say), strict=True):
        own = records.get(thing.key)
        others = [candidate for candidate in candidates if candidate.record != own]
        rows.append(_row(thing, own, level, team))
        reasons.append(
            [
                (candidate.record, reason, reason.evidence or candidate.record, candidate.record)
                for candidate in others
                for reason in candidate.reasons
                if reason.ground != MatchGround.OWN_ID
            ]
        )
    return _write(rows, reasons, by)


@transaction.atomic
def find_duplicates(kinds: Iterable[str] = KINDS, *, say: Callable[[int], None] = lambda names: None) -> int:
    """Keeps the pairs of records that may be the same thing twice; returns how many. For the owner."""
    number = 0
    for kind in kinds:
        pairs, waiting = find_pairs(kind, say=say), set()
        while portion := [*islice(pairs, _PROPOSED_AT_ONCE)]:
            keys = {pair: pair_id(pair.kind, pair.first, pair.second) for pair in portion}
            decided = _decided([*keys.values()])
            portion = [pair for pair in portion if keys[pair] not in decided]
            names = instances(Record.objects.filter(pk__among={pair.first for pair in portion}))
            rows = [_row_of_pair(pair, names[pair.first]) for pair in portion]
            reasons = [
                [(pair.second, reason, reason.evidence, own) for reason, own in pair.reasons]
                for pair in portion
            ]
            waiting |= {row.value for row in rows}
            number += _write(rows, reasons)
        known = OpenMatch.objects.filter(scheme=OpenMatch.REGISTER, kind=kind).values_list("pk", "value")
        stale = [key for key, value in known.iterator() if value not in waiting]
        MatchReason.objects.filter(match__among=stale).delete()
    return number


def match_anew(*, say: Callable[[int], None] = lambda names: None) -> int:
    """Proposes again for all that waits; returns how many have candidates. For the owner."""
    number, after = 0, 0
    waiting = OpenMatch.objects.live().exclude(scheme=OpenMatch.REGISTER).order_by("pk")
    while rows := list(waiting.filter(pk__gt=after)[:_PROPOSED_AT_ONCE]):
        after = rows[-1].pk
        by_marking = {}
        for row in rows:
            by_marking.setdefault((row.level, row.team_id), []).append(incoming_of(row))
        for (level, team), things in by_marking.items():
            number += leave_open(things, level=level, team=team, say=say)
    return number


@transaction.atomic
def judge(
    match: OpenMatch, verdict: str, record: Record | None = None, *, by, viewer, why: str = ""
) -> Judged:
    """Keeps what an analyst found the match to be, in place of an earlier judgement.

    record  for *same*: the one that it is. Where the match was recorded as another one meanwhile, the two are merged,
            if who judges may merge; else that waits for a steward.
    Raises NotAllowed, ValidationError (it, or the record, is not there any more).
    """
    reason = why or _("Judged a match.")
    check_may_edit(by, reason)
    match, record = _locked(match, verdict, record, viewer)
    with because(by, reason):
        earlier = Judgement.objects.shown_to(viewer).filter(scheme=match.scheme, value=match.value)
        for judgement in earlier.select_for_update(of=("self",)):
            _retire(judgement)
        judgement = Judgement(
            scheme=match.scheme,
            value=match.value,
            verdict=verdict,
            record=record,
            account=by,
            why=why,
            # As guarded as the match, also by what that was recorded as: else it vanishes for who sees another one.
            level=match.effective_level,
            team_id=match.team_id or next(iter(match.effective_teams), None),
        )
        judgement.save(force_insert=True)
    if verdict == MatchVerdict.SAME and match.record_id not in (None, record.pk) and may(by, "merge"):
        return _merged(judgement, match, record, by, reason)
    return Judged(judgement)


@transaction.atomic
def undo_judgement(judgement: Judgement, *, by, viewer) -> OpenMatch | None:
    """Takes a judgement back, and the merge that came of it; returns the match, which waits again.

    Raises NotAllowed, ValidationError (it was undone already, or what was merged was worked on since).
    """
    reason = _("A judgement was undone.")
    check_may_edit(by, reason)
    rows = Judgement.objects.shown_to(viewer).select_for_update(of=("self",))
    judgement = rows.filter(pk=judgement.pk, account=by).first()
    if judgement is None:
        raise ValidationError(_("This judgement was undone already, or is another person's."))
    matches = [*OpenMatch.objects.visible_to(viewer).of_thing(judgement.scheme, judgement.value)]
    if judgement.record_id and (merge := _merge_after(judgement, matches, by, viewer)):
        undo_merge(merge, by=by, reason=reason)
    with because(by, reason):
        _retire(judgement)
    return matches[0] if matches else None


def last_judgement(by, viewer) -> Judgement | None:
    """The newest one of an account that still holds."""
    return Judgement.objects.shown_to(viewer).filter(account=by).order_by("-judged_at", "pk").first()


def incoming_of(match: OpenMatch) -> Incoming:
    return Incoming(
        match.scheme,
        match.value,
        match.kind,
        tuple(match.names),
        tuple(match.countries),
        tuple((scheme, value) for scheme, value in match.external_ids),
        match.start,
        match.end,
        match.process_id,
        match.category,
    )


def pair_id(kind: str, first: int, second: int) -> tuple[str, str]:
    """(scheme, value) of a pair inside the register."""
    return OpenMatch.REGISTER, f"{public_id(kind, first)} {public_id(kind, second)}"


def _locked(match, verdict, record, viewer):
    """Both as they are stored. What is hidden and what is not there are refused alike."""
    match = OpenMatch.objects.shown_to(viewer).select_for_update(of=("self",)).filter(pk=match.pk).first()
    if match is None:
        raise ValidationError(_("This is not there any more."))
    if verdict != MatchVerdict.SAME:
        return match, None
    rows = Record.objects.visible_to(viewer).filter(retired=False, kind=match.kind)
    record = rows.filter(pk=record.pk).first() if record else None
    if record is None or record.pk == match.record_id:
        raise ValidationError(_("Choose the record that it is. The one you chose is not there any more."))
    return match, record


def _merged(judgement, match, record, by, reason) -> Judged:
    found = instances([record, *Record.objects.filter(pk=match.record_id, retired=False)])
    if match.record_id not in found or record.pk not in found:
        return Judged(judgement)
    try:
        with transaction.atomic():
            merge = merge_records(found[record.pk], found[match.record_id], by=by, reason=reason)
    except ValidationError as error:
        return Judged(judgement, obstacle=" ".join(error.messages))
    return Judged(judgement, merge)


def _merge_after(judgement, matches, by, viewer) -> Merge | None:
    """The merge that came of a judgement: of what a match had been recorded as, which names the kept one since."""
    events = OpenMatch.events.rel.related_model.objects.filter(pgh_obj__in=[match.pk for match in matches])
    recorded_as = events.exclude(record=None).values("record")
    merges = Merge.objects.shown_to(viewer).filter(kept=judgement.record_id, merged__in=recorded_as)
    return merges.filter(made_by=by, made_at__gte=judgement.judged_at).order_by("made_at").first()


def _retire(judgement):
    judgement.retired = True
    judgement.save(update_fields=["retired"])


def _decided(keys, viewer=None) -> set[tuple[str, str]]:
    """Those that wait no longer."""
    found = judged(keys, viewer) if keys else {}
    return {key for key, judgement in found.items() if judgement.verdict != MatchVerdict.LATER}


def _recorded_as(things, viewer) -> dict[tuple[str, str], int]:
    """{(scheme, value): the record that was made of it}: the one that has its id, or whose key follows from it."""
    keys = {thing.key: key_from(thing.kind, *thing.key) for thing in things}
    by_id = {}
    for thing, held in zip(things, ids_held(things, viewer), strict=True):
        own = [identifier for ground, identifier in held if ground == MatchGround.OWN_ID]
        if len({identifier.record for identifier in own}) == 1:
            by_id[thing.key] = own[0]
    records = Record.objects.filter(retired=False)
    rows = records.in_bulk({*keys.values(), *(identifier.record for identifier in by_id.values())})
    found = {key: record for key, record in keys.items() if record in rows}
    for key, identifier in by_id.items():
        # One that is more guarded than its record would be told by it.
        row = rows.get(identifier.record)
        if row and identifier.guard == (row.effective_level, *row.effective_teams):
            found[key] = row.pk
    return found


def _row(thing: Incoming, own, level, team) -> OpenMatch:
    return OpenMatch(
        scheme=thing.scheme,
        value=thing.value,
        kind=thing.kind,
        names=[name[:_LONGEST_NAME] for name in thing.names if name] or [thing.value],
        category=thing.category,
        countries=list(thing.countries),
        external_ids=[list(pair) for pair in thing.external_ids],
        start=_readable(thing.start),
        end=_readable(thing.end),
        process_id=thing.process,
        record_id=own,
        level=level,
        team_id=getattr(team, "pk", team),
    )


def _readable(date: str) -> str:
    """A date that cannot be read is left out: nothing is compared by it."""
    try:
        parse(date)
    except DateError:
        return ""
    return date


def _row_of_pair(pair: Pair, first) -> OpenMatch:
    scheme, value = pair_id(pair.kind, pair.first, pair.second)
    # Its marking is that of its records.
    return OpenMatch(
        scheme=scheme, value=value, kind=pair.kind, names=[first.name], record_id=pair.first, level=0
    )


def _write(rows: list[OpenMatch], reasons: list[list[tuple]], by=None) -> int:
    """Rows with reasons are written, and their reasons in place of earlier ones; returns how many have some."""
    known = _known({(row.scheme, row.value) for row in rows})
    kept = [
        (row, found)
        for row, found in zip(rows, reasons, strict=True)
        if found or (row.scheme, row.value) in known
    ]
    if is_walled(MatchReason):
        # Who may not see all reasons of a match does not make them anew: only what does not wait yet is added.
        return _add_unknown([(row, found) for row, found in kept if (row.scheme, row.value) not in known], by)
    named = Record.objects.in_bulk({key for row, _found in kept for key in (row.process_id, row.record_id)})
    for row, _found in kept:
        earlier = known.get((row.scheme, row.value), [])
        row.pk = next((match.pk for match in _replaced_by(row, earlier, named)), row.pk)
    for start in range(0, len(kept), _PAGE):
        page = kept[start : start + _PAGE]
        with because(None, "matched"):
            OpenMatch.objects.bulk_create(
                [row for row, _found in page],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[*_COLUMNS, "level", "team"],
            )
        MatchReason.objects.filter(match__in=[row.pk for row, _found in page]).delete()
        MatchReason.objects.bulk_create(_reasons_of(page))
    return sum(bool(found) for _row_kept, found in kept)


def _known(keys) -> dict[tuple[str, str], list[OpenMatch]]:
    """What waits for these things already, of each the most guarded first."""
    found = defaultdict(list)
    schemes, values = {scheme for scheme, _ in keys}, {value for _, value in keys}
    rows = OpenMatch.objects.live().filter(scheme__in=schemes, value__in=values)
    columns = ("scheme", "value", "process", "record", "level", "team", "effective_level", "effective_teams")
    for match in rows.only(*columns).order_by("-effective_level", "pk"):
        found[match.scheme, match.value].append(match)
    return found


def _replaced_by(row: OpenMatch, earlier: list[OpenMatch], named: dict[int, Record]) -> list[OpenMatch]:
    """Those of a thing in whose place the owner may write a row, the best one first.

    A row is marked anew by it, but what it newly names hides it from nobody: that would tell them of a hidden record.
    """
    records = [named[key] for key in (row.process_id, row.record_id) if key in named]
    own = {row.team_id} - {None}

    def is_guarded_enough(level, teams):
        return all(
            record.effective_level <= level and teams >= {*record.effective_teams} for record in records
        )

    def order(match):
        level, teams = match.effective_level, {*match.effective_teams}
        is_same = all(getattr(match, name) == getattr(row, name) for name in _GUARDED_BY)
        return not is_same, not (row.level <= level and teams >= own and is_guarded_enough(level, teams))

    allowed = [
        match for match in earlier if order(match) != (True, True) or is_guarded_enough(row.level, own)
    ]
    return sorted(allowed, key=order)


def _add_unknown(kept, by) -> int:
    """By a person. Where one waits that is hidden from who adds it, it stays as it is, and theirs waits beside it."""
    with because(by, "matched"):
        OpenMatch.objects.bulk_create((row for row, _found in kept), ignore_conflicts=True, batch_size=_PAGE)
    added = set(
        OpenMatch.objects.filter(pk__in=[row.pk for row, _found in kept]).values_list("pk", flat=True)
    )
    kept = [(row, found) for row, found in kept if row.pk in added]
    MatchReason.objects.bulk_create(_reasons_of(kept), batch_size=_PAGE)
    return sum(bool(found) for _row, found in kept)


def _reasons_of(page):
    return [
        MatchReason(
            match_id=row.pk,
            record_id=record,
            ground=reason.ground,
            points=reason.points,
            evidence_id=evidence,
            own_evidence_id=own,
        )
        for row, found in page
        for record, reason, evidence, own in found
    ]
