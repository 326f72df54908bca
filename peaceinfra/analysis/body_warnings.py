"""Warnings about one body: the same on its own page and on the page of each process it works in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.endings import Closing, abrupt_closings, closing_of
from peaceinfra.analysis.evidence import Evidence
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.functions import unperformed_tasks
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import (
    ARCHIVE_LOST,
    HOLLOWED_OUT,
    MANDATE_STOPS,
    NO_MEMORY,
    SHORT_NOTICE,
    Kind,
    Occasion,
    Warning,
    cited,
    holds,
    listed,
)
from peaceinfra.core.dates.choices import Certainty
from secretariats.choices import FunctionState, Task
from secretariats.lifecycle import GONE


@dataclass(frozen=True, slots=True)
class BodyRecords:
    """What is recorded of one body, as far as its warnings reckon with it.

    The rows have `key`, `dates` and the fields of their model: mandates (`sunset`, `continues_when_suspended`),
    functions (`task`, `state`), archives (`state`). `log` is in order.
    """

    body: ActorFact
    log: derived.StatusLog = derived.StatusLog()
    mandates: Sequence = ()
    functions: Sequence = ()
    archives: Sequence = ()
    successions: Sequence = ()
    evidence: dict[int, Evidence] = field(default_factory=dict)

    def closing(self, day: date | None, on: date) -> Closing | None:
        return closing_of(self.body, self.log, self.archives, self.successions, day, on)


def bodies_of(facts: ProcessFacts) -> list[BodyRecords]:
    """Each body of a process with what is recorded of it."""
    kinds = {"mandates": facts.mandates, "functions": facts.functions, "archives": facts.handovers}
    parts = {name: _by_key(rows, lambda row: row.body.key) for name, rows in kinds.items()}
    parts["successions"] = _by_key(facts.successions, lambda row: row.predecessor.key)
    bodies = {key: facts.actors[key] for key in facts.lifecycles if key in facts.actors}
    bodies |= {row.body.key: row.body for rows in kinds.values() for row in rows}
    return [
        BodyRecords(
            body,
            facts.lifecycles.get(key, derived.StatusLog()),
            **{name: found.get(key, ()) for name, found in parts.items()},
            evidence=facts.evidence,
        )
        for key, body in bodies.items()
    ]


def _by_key(rows: Sequence, key_of) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[key_of(row)].append(row)
    return found


def body_warnings(body_records: BodyRecords, occasion: Occasion) -> list[Warning]:
    """All warnings of one body that the occasion allows, in the order of its page."""
    found = [warning for rule in RULES for warning in rule(body_records, occasion)]
    return [warning for warning in found if occasion.allows(warning.kind)]


def closed_at_short_notice(body_records: BodyRecords, occasion: Occasion) -> Iterator[Warning]:
    for row in abrupt_closings(body_records.log, occasion.on):
        yield Warning(
            SHORT_NOTICE,
            _("%(body)s was closed %(notice)s.")
            % {"body": body_records.body.name, "notice": row.notice_label},
            _("Closed %(date)s. Files, contacts and work in hand may not have been passed on.")
            % {"date": row.date_text},
            actors=(body_records.body,),
            evidence=cited(body_records.evidence, [row.key]),
            rests_on=(row.key,),
        )


def closed_without_memory(body_records: BodyRecords, occasion: Occasion) -> Iterator[Warning]:
    """It was closed, and its archive or its work went to nobody: a source says so, or no record says where."""
    closing = body_records.closing(occasion.day, occasion.on)
    if closing is None or (occasion.day and closing.certainty != Certainty.CERTAIN):
        return
    closings = [row.key for row in closing.rows]
    if closing.is_archive_lost:
        words = _("%(body)s was closed; its archive was not preserved.")
        archives = [archive.key for archive in closing.archives]
        yield _memory(ARCHIVE_LOST, words, body_records, [*archives, *closings])
    missing = [_("no hand-over of its archive is recorded")] if closing.has_no_handover else []
    missing += [_("no successor is recorded")] if closing.has_no_successor else []
    if missing:
        words = _("%(body)s was closed; %(missing)s.")
        yield _memory(NO_MEMORY, words, body_records, closings, _(" and ").join(missing))


def _memory(
    kind: Kind, words: str, body_records: BodyRecords, rests_on: list[int], missing: str = ""
) -> Warning:
    return Warning(
        kind,
        words % {"body": body_records.body.name, "missing": missing},
        _(
            "What it knew and whom it knew may be hard to find again. “Recorded” means: on records you may see."
        ),
        actors=(body_records.body,),
        evidence=cited(body_records.evidence, rests_on[:1]),
        rests_on=tuple(rests_on),
    )


def mandates_in_force(body_records: BodyRecords, occasion: Occasion) -> list:
    """Those of a body that is not gone, which held on the day or may have held."""
    if is_gone(body_records, occasion):
        return []
    return [mandate for mandate in body_records.mandates if holds(mandate, occasion.on)]


def mandate_that_stops(body_records: BodyRecords, occasion: Occasion) -> Iterator[Warning]:
    """The mandate in force ends when talks do: it cannot bring the talks back."""
    for mandate in mandates_in_force(body_records, occasion):
        if mandate.continues_when_suspended is False:
            yield Warning(
                MANDATE_STOPS,
                _("The mandate of %(body)s does not go on when talks are suspended.")
                % {"body": body_records.body.name},
                (
                    _("It ends: %(when)s.") % {"when": mandate.sunset}
                    if mandate.sunset
                    else _("No other end is recorded.")
                ),
                actors=(body_records.body,),
                evidence=cited(body_records.evidence, [mandate.key]),
                rests_on=(mandate.key,),
            )


def is_gone(body_records: BodyRecords, occasion: Occasion) -> bool:
    """Closed, transformed or merged: certainly on the day, or by its last state."""
    answer = _status(body_records, occasion)
    return answer.status in GONE and (occasion.day is None or answer.certainty == Certainty.CERTAIN)


def _status(body_records: BodyRecords, occasion: Occasion):
    return body_records.log.on(occasion.day, body_records.body.dates)


def unperformed(body_records: BodyRecords, occasion: Occasion) -> tuple[list[str], list]:
    """The tasks of its mandate for which no work is recorded, and all its functions on the day.

    No tasks where it is gone, or where nobody looked at what it does.
    """
    rows = [function for function in body_records.functions if holds(function, occasion.on)]
    researched = {FunctionState.PERFORMED, FunctionState.NOT_PERFORMED, FunctionState.BLOCKED}
    if is_gone(body_records, occasion) or not any(row.state in researched for row in rows):
        return [], rows
    return unperformed_tasks(rows), rows


def hollowed_out(body_records: BodyRecords, occasion: Occasion) -> Iterator[Warning]:
    """For some tasks of its mandate no work is recorded, and somebody looked at what it does."""
    missing, rows = unperformed(body_records, occasion)
    if missing:
        names = listed([str(Task(task).label) for task in missing])
        yield Warning(
            HOLLOWED_OUT,
            _("%(body)s has tasks in its mandate for which no work is recorded: %(tasks)s.")
            % {"body": body_records.body.name, "tasks": names},
            _("That no work is recorded does not say that none was done."),
            actors=(body_records.body,),
            evidence=cited(body_records.evidence, [row.key for row in rows if row.task in missing]),
            rests_on=tuple(row.key for row in rows),
        )


#: In the order of the page of a body.
RULES = (closed_at_short_notice, closed_without_memory, mandate_that_stops, hollowed_out)
