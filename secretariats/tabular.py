"""The tables of bodies and secretariats. The first two share the id of the actor they tell more about."""

from peaceinfra.core.tabular import DATES, LOG, MARKING, Table
from secretariats.models import Body, LifecycleChange, PeaceSecretariat, Principal

RECORDS = (
    Table("bodies", Body, ("form", "seat", "closeness")),
    Table("peace_secretariats", PeaceSecretariat, ("purpose", "is_first_address")),
    Table(
        "principals",
        Principal,
        ("body", "principal", "process", "side", "tenure", "is_establisher", *DATES, *MARKING),
        label=("principal", "body"),
    ),
    Table(
        "lifecycle_changes",
        LifecycleChange,
        ("body", *LOG, "notice"),
        label=("body", "position", "status"),
    ),
)
