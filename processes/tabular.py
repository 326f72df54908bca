"""The tables of processes, parties and evidence, what is referred to before what refers to it.

A new field of a model is one more word here. A test holds that none is forgotten.
"""

from peaceinfra.core.tabular import DATES, LOG, MARKING, Table
from processes.models import (
    Actor,
    ActorName,
    Citation,
    Claim,
    Event,
    ExternalId,
    Lineage,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    RelativeBound,
    Role,
    Source,
)

RECORDS = (
    Table(
        "sources",
        Source,
        ("name", "kind", "authors", "publisher", "published", "url", "reliability", "licence", *MARKING),
    ),
    Table(
        "actors",
        Actor,
        (
            "name",
            "kind",
            "usual_level",
            "countries",
            "constituencies",
            "description",
            "internal_note",
            *DATES,
            *MARKING,
        ),
    ),
    Table("actor_names", ActorName, ("actor", "name", "kind", "language", "script", *MARKING)),
    Table(
        "lineages",
        Lineage,
        ("actor", "origin", "kind", *DATES, *MARKING),
        label=("actor", "kind", "origin"),
    ),
    Table(
        "processes",
        PeaceProcess,
        ("name", "parent", "countries", "boundary", "internal_note", *DATES, *MARKING),
    ),
    Table("phase_changes", PhaseChange, ("process", *LOG), label=("process", "position", "status")),
    Table("momentum_changes", MomentumChange, ("process", *LOG), label=("process", "position", "status")),
    Table(
        "roles",
        Role,
        (
            "actor",
            "process",
            "kind",
            "side",
            "is_signatory",
            "basis",
            "recognised_by",
            "appointed_by",
            "track",
            *DATES,
            *MARKING,
        ),
        label=("actor", "kind"),
    ),
    Table(
        "events",
        Event,
        ("name", "kind", "process", "held_by", "track", "place", "outcome", *DATES, *MARKING),
    ),
)

# What points at any record: written after all others, and each of these only at what comes before it.
EVIDENCE = (
    Table(
        "external_ids",
        ExternalId,
        ("subject", "scheme", "value", "match", *MARKING),
        label=("scheme", "value"),
    ),
    Table(
        "relative_bounds",
        RelativeBound,
        ("subject", "bound", "relation", "anchor", "anchor_bound", *MARKING),
        label=("subject", "bound", "relation", "anchor"),
    ),
    Table(
        "claims",
        Claim,
        (
            "subject",
            "field",
            "value",
            "polarity",
            "status",
            "source",
            "locator",
            "accessed",
            "credibility",
            *DATES,
            *MARKING,
        ),
        label=("field", "value"),
    ),
    Table(
        "citations",
        Citation,
        ("subject", "source", "locator", "accessed", "credibility", *MARKING),
        label=("source", "locator"),
    ),
)
