"""Which processes have no standing link between local actors and the table?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.absences import Absence
from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.collect.structure_grounds import (
    PROCESS_STRUCTURES,
    UNIT_STRUCTURES,
    ProcessStructures,
    UnitStructures,
)
from peaceinfra.analysis.facts import ActorFact, Fact, LinkageFact
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.question import (
    Answer,
    Column,
    Group,
    Question,
    Row,
    Silence,
    Unanswered,
    ValueKind,
    label_of,
)
from peaceinfra.analysis.warning import denies, holds, is_searched, listed
from peaceinfra.analysis.warnings import held_on, is_over
from peaceinfra.core.dates.choices import Certainty
from processes.choices import CoverageTopic, Momentum, Phase, RoleKind
from tracks.choices import Formality, Frequency

#: So many records are named in one row.
MOST_NAMED = 3
_ONGOING = {Phase.NEGOTIATION, Phase.IMPLEMENTATION, Momentum.ACTIVE}
_BETWEEN = {derived.Orientation.VERTICAL, derived.Orientation.DIAGONAL}


class StructureFinding(TextChoices):
    """What there is between local actors and the table, the least first."""

    NONE = "none", gettext_lazy("No link between the levels is recorded")
    SAID_NONE = "said_none", gettext_lazy("A source says that there was none")
    AD_HOC = "ad_hoc", gettext_lazy("Links, ad hoc only")
    FORM_UNKNOWN = "form_unknown", gettext_lazy("Links; whether they are standing is not recorded")
    STANDING = "standing", gettext_lazy("A standing link or structure")


def answers(found: Sequence[ProcessStructures | UnitStructures], scope: Scope) -> Iterator[Row | Unanswered]:
    for structures in found:
        if isinstance(structures, UnitStructures):
            yield from _of_unit(structures, scope)
        else:
            yield _of_process(structures, scope)


def _of_process(structures: ProcessStructures, scope: Scope) -> Row | Unanswered:
    facts = structures.facts
    if is_over(facts, scope.day, scope.today):
        return Unanswered(facts, Silence.OVER)
    if not _is_ongoing(facts, scope):
        return Unanswered(facts, Silence.NOT_ONGOING)
    sides = derived.sides_of(facts.roles, facts.principals)
    linkages = [
        linkage
        for linkage in held_on(facts, scope.on)
        if derived.orientation(linkage.source, linkage.target, sides) in _BETWEEN
    ]
    hybrid = _hybrid_bodies(facts, scope)
    row = _row(facts, linkages, hybrid, structures.absences, scope)
    is_known = row.finding != StructureFinding.NONE or is_searched(
        facts.coverage, CoverageTopic.LINKAGES, scope.on
    )
    return row if is_known else Unanswered(facts, Silence.NOT_RESEARCHED)


def _of_unit(structures: UnitStructures, scope: Scope) -> Iterator[Row]:
    """Nothing is said of a unit of which nothing is recorded: nobody searches for units one by one."""
    linkages = [
        linkage
        for linkage in structures.linkages
        if holds(linkage, scope.on) and derived.orientation(linkage.source, linkage.target, {}) in _BETWEEN
    ]
    row = _row(structures.unit, linkages, [], structures.absences, scope)
    if row.finding != StructureFinding.NONE:
        yield row


def _is_ongoing(facts: ProcessFacts, scope: Scope) -> bool:
    """In negotiation or implementation, or active, or may be: on the day, or by what its logs say last."""
    logs = (facts.phases, facts.momenta)
    return any(_ONGOING.intersection(log.on(scope.day, facts.dates).possible_statuses) for log in logs)


def _hybrid_bodies(facts: ProcessFacts, scope: Scope) -> list[tuple[ActorFact, Certainty]]:
    """The bodies with a role in the process in which states sit with civil society, and how surely they do."""
    acting = {
        role.actor.key for role in facts.roles if role.kind != RoleKind.SUPPORTER and holds(role, scope.on)
    }
    seats = defaultdict(list)
    for membership in facts.memberships:
        if membership.body.key in acting and holds(membership, scope.on):
            seats[membership.body.key].append(membership)
    found = []
    for members in seats.values():
        for certainty in (Certainty.CERTAIN, Certainty.CONFIRMED, Certainty.POSSIBLE):
            if derived.hybrid(seat for seat in members if derived.certainty(seat, scope.on) >= certainty):
                found.append((members[0].body, certainty))
                break
    return found


def _finding_of(linkage: LinkageFact) -> StructureFinding:
    """Whether a linkage is standing: by what was agreed on, else by how often it is used."""
    if linkage.formality == Formality.AD_HOC:
        return StructureFinding.AD_HOC
    if linkage.frequency in (Frequency.STANDING, Frequency.REGULAR):
        return StructureFinding.STANDING
    if linkage.frequency in (Frequency.OCCASIONAL, Frequency.ONCE):
        return StructureFinding.AD_HOC
    return (
        StructureFinding.STANDING if linkage.formality == Formality.FORMAL else StructureFinding.FORM_UNKNOWN
    )


def _row(
    of: Fact,
    linkages: Iterable[LinkageFact],
    hybrid: Sequence[tuple[ActorFact, Certainty]],
    absences: Sequence[Absence],
    scope: Scope,
) -> Row:
    """The strongest of what is recorded; what a source denies stands beside it."""
    found: dict[StructureFinding, list[tuple[Fact, Certainty]]] = defaultdict(list)
    for linkage in linkages:
        found[_finding_of(linkage)].append((linkage, derived.certainty(linkage, scope.on)))
    found[StructureFinding.STANDING] = [*hybrid, *found[StructureFinding.STANDING]]
    denied = [
        absence
        for absence in absences
        if denies(absence.field, CoverageTopic.LINKAGES) or denies(absence.field, CoverageTopic.BODIES)
    ]
    fallback = StructureFinding.SAID_NONE if denied else StructureFinding.NONE
    finding = next((one for one in reversed(StructureFinding) if found[one]), fallback)
    records = sorted(found[finding], key=lambda pair: pair[1], reverse=True)
    values = {
        "of": of,
        "records": [record for record, _certainty in records[:MOST_NAMED]],
        "number": len(records) or None,
        "form": _form(finding, hybrid),
        "denied": " ".join(absence.value for absence in denied),
    }
    behind = (of.key, *(record.key for record, _certainty in records), *(absence.key for absence in denied))
    return Row(values, max((certainty for _r, certainty in records), default=None), finding.value, behind)


def _form(finding: StructureFinding, hybrid: Sequence[tuple[ActorFact, Certainty]]) -> str:
    if finding == StructureFinding.STANDING and hybrid:
        return _("hybrid: states or intergovernmental organisations sit with civil society")
    return ""


def sentence(answer: Answer) -> str:
    said = [
        _("%(finding)s: %(names)s.")
        % {"finding": answer.question.finding_label(finding), "names": _names(rows)}
        for finding, rows in answer.by_finding.items()
        if rows
    ]
    return " ".join(said)


def _names(rows: Sequence[Row]) -> str:
    return listed([label_of(row.values["of"]) for row in rows], "; ")


QUESTION = Question(
    1,
    "links-between-the-levels",
    Group.LINKED,
    gettext_lazy("Which processes have no recorded link between local actors and the table?"),
    (PROCESS_STRUCTURES, UNIT_STRUCTURES),
    answers,
    (
        Column("of", gettext_lazy("Process, or unit"), ValueKind.RECORD),
        Column("records", gettext_lazy("Link or structure"), ValueKind.RECORDS),
        Column("number", gettext_lazy("How many"), ValueKind.NUMBER),
        Column("form", gettext_lazy("Form")),
        Column("denied", gettext_lazy("What a source says there was not")),
    ),
    sentence,
    gettext_lazy("No process in talks, or carrying out an agreement, was found"),
    (
        gettext_lazy(
            "Looked at are processes that are in negotiation or implementation, or active, or may be on the day; "
            "without a day by what their logs say last. Then the units that support mediation in many processes."
        ),
        gettext_lazy(
            "A link is a linkage between two levels of society. It is standing where it is used regularly or was "
            "agreed on formally, and ad hoc where it was agreed on as such or is used now and then. A body of the "
            "process in which states or intergovernmental organisations sit with civil society is a standing structure."
        ),
        gettext_lazy(
            "“None recorded” is said only where somebody searched for linkages at that time. That a source says "
            "there was none is a statement of its own."
        ),
    ),
    (
        gettext_lazy(
            "Seats of local actors in bodies, reach and channels alone are not counted as a link here."
        ),
        gettext_lazy("A standing link need not work well: that is not recorded here."),
    ),
    findings=StructureFinding,
    sought=(StructureFinding.NONE, StructureFinding.SAID_NONE),
)
