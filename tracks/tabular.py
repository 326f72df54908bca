"""The tables of linkages."""

from peaceinfra.core.tabular import DATES, MARKING, Table
from tracks.models import Intermediary, Linkage

RECORDS = (
    Table(
        "linkages",
        Linkage,
        (
            "source",
            "target",
            "process",
            "modality",
            "direction",
            "formality",
            "frequency",
            "track",
            "purpose",
            "last_evidence",
            "review_days",
            *DATES,
            *MARKING,
        ),
        label=("source", "target", "modality"),
    ),
    Table(
        "intermediaries",
        Intermediary,
        ("linkage", "actor", "position", "part", "is_sole_carrier"),
        label=("linkage", "actor"),
    ),
)
