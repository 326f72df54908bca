"""Grounds of what is said: facts on which sources disagree, and places or talks that actors refuse or demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.cited import evidence_on
from peaceinfra.analysis.collect.grounds import Ground, Scope
from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.analysis.collect.rows import DATES, actors_by_key, dates_of
from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.analysis.evidence import NO_EVIDENCE
from peaceinfra.analysis.facts import ActorFact, Dates, EvidenceFact, Fact
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from processes.choices import SETTLED, ClaimStatus, StanceKind
from processes.models import Claim, Role, Stance
from processes.selectors import Order
from secretariats.models import Function, Principal


@dataclass(frozen=True, slots=True)
class Contested:
    """A field of a record on which sources disagree, and what each says of it. `key` is that of one of the claims."""

    key: int
    subject: Subject
    field: str
    claims: Sequence[EvidenceFact]


@dataclass(frozen=True, slots=True)
class Refusal(Fact):
    """A stance by which an actor refuses, or demands, something of a record."""

    prefix: ClassVar[str] = "stn"
    key: int
    actor: ActorFact
    kind: str
    subject: Subject
    condition: str
    dates: Dates

    @property
    def kind_label(self) -> str:
        return str(StanceKind(self.kind).label)


def _compared(scope: Scope):
    """One claim for each field of a record about which more than one claim stands, or one that is disputed: only on
    these can sources disagree. The whole rule, `processes.contested`, is asked of the facts of a page.
    """
    claims = Claim.objects.shown_to(scope.viewer).standing()
    of_field = claims.filter(subject=OuterRef("subject"), field=OuterRef("field"))
    first = claims.filter(~Exists(of_field.filter(pk__lt=OuterRef("pk"))))
    compared = Q(status=ClaimStatus.DISPUTED) | Exists(of_field.filter(pk__gt=OuterRef("pk")))
    return _about(first.filter(compared), scope)


def _contested_facts(keys: Sequence[int], scope: Scope) -> list[Contested]:
    rows = Claim.objects.shown_to(scope.viewer).filter(pk__in=always_asked(keys))
    about = {key: (subject, field) for key, subject, field in rows.values_list("pk", "subject", "field")}
    subjects = _subjects({subject for subject, _field in about.values()}, scope)
    evidence = evidence_on(subjects, scope.viewer)
    found = []
    for key in keys:
        subject, field = about.get(key, (None, ""))
        said = evidence.get(subject, NO_EVIDENCE)
        if subject in subjects and field in said.contested_fields:
            claims = [claim for claim in said if claim.field == field and claim.status not in SETTLED]
            found.append(Contested(key, subjects[subject], field, claims))
    return found


def _refusals(scope: Scope):
    rows = Stance.objects.shown_to(scope.viewer).filter(kind__in=(StanceKind.REFUSES, StanceKind.DEMANDS))
    return _about(rows.filter(actor__retired=False, subject__retired=False), scope)


def _refusal_facts(keys: Sequence[int], scope: Scope) -> list[Refusal]:
    rows = Stance.objects.shown_to(scope.viewer).filter(pk__in=always_asked(keys))
    columns = ("pk", "actor_id", "kind", "subject_id", "condition")
    found = {row[0]: row for row in rows.values_list(*columns, *DATES)}
    actors = actors_by_key({row[1] for row in found.values()}, scope.viewer)
    subjects = _subjects({row[3] for row in found.values()}, scope)
    return [
        Refusal(key, actors[row[1]], row[2], subjects[row[3]], row[4], dates_of(row[5:]))
        for key in keys
        if (row := found.get(key)) and row[1] in actors and row[3] in subjects
    ]


def _subjects(keys: set[int], scope: Scope) -> dict[int, Subject]:
    records = Record.objects.shown_to(scope.viewer).filter(pk__in=always_asked(keys))
    return collect_subjects(records, scope.viewer)


def _about(rows, scope: Scope):
    """The rows about records of the processes that were chosen; all where none was."""
    if not scope.is_narrowed:
        return rows
    chosen = scope.processes.order_by().values("pk")
    bodies = Q()
    for model, column in ((Role, "actor"), (Principal, "body"), (Function, "body")):
        acting = model.objects.shown_to(scope.viewer).filter(process__in=chosen).values(column)
        bodies |= Q(pk__in=acting)
    acting = Record.objects.filter(bodies).values("pk")
    about = Q(subject__in=chosen) | Q(subject__in=acting)
    for model in models_by_kind().values():
        names = {field.name for field in model._meta.concrete_fields}
        owner, keys = ("process", chosen) if "process" in names else ("body", acting)
        if owner in names:
            about |= Q(
                subject__in=model.objects.shown_to(scope.viewer).filter(**{f"{owner}__in": keys}).values("pk")
            )
    return rows.filter(about)


#: Fields of records about which more is said than one thing.
COMPARED = Ground(
    "clm",
    _compared,
    _contested_facts,
    lambda n: (
        ngettext("%(n)s fact with several statements", "%(n)s facts with several statements", n) % {"n": n}
    ),
    Order("updated_at", newest_first=True),
)
#: Stances by which somebody refuses or demands.
REFUSALS = Ground(
    "stn",
    _refusals,
    _refusal_facts,
    lambda n: ngettext("%(n)s refusal or demand", "%(n)s refusals or demands", n) % {"n": n},
    Order("actor__folded"),
)
