"""Every change of a record: pages, admin, API and import write through these functions and no others."""

from processes.services.claims import accept_claim, accept_claims, claimable_fields, reject_claim
from processes.services.entering import RowsRefused, enter_claims
from processes.services.records import (
    Change,
    Statement,
    lock_changes,
    restore_records,
    retire_records,
    save_record,
    save_records,
)
from processes.services.values import kept_of, value_of

__all__ = [
    "Change",
    "RowsRefused",
    "Statement",
    "accept_claim",
    "accept_claims",
    "claimable_fields",
    "enter_claims",
    "kept_of",
    "lock_changes",
    "reject_claim",
    "restore_records",
    "retire_records",
    "save_record",
    "save_records",
    "value_of",
]
