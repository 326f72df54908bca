"""Every change of a record: pages, admin, API and import write through these functions and no others."""

from processes.services.batches import BatchDetails
from processes.services.claims import accept_claim, accept_claims, claimable_fields, reject_claim
from processes.services.entering import RowsRefused, enter_changes
from processes.services.lowering import Lowered
from processes.services.merging import MergeChoices, merge_records
from processes.services.queue import assign, remark
from processes.services.records import (
    Change,
    Statement,
    lock_changes,
    restore_records,
    retire_records,
    save_record,
    save_records,
)
from processes.services.requests import (
    confirm_lowering,
    effect_of_request,
    obstacle,
    open_requests,
    refuse_lowering,
    request_lowering,
    save_and_request,
)
from processes.services.restoring import restore_version
from processes.services.splitting import split_record
from processes.services.unmerging import undo_merge
from processes.services.values import kept_of, value_of
from processes.services.withdrawing import shown_without_consent

__all__ = [
    "BatchDetails",
    "Change",
    "Lowered",
    "MergeChoices",
    "RowsRefused",
    "Statement",
    "accept_claim",
    "accept_claims",
    "assign",
    "claimable_fields",
    "confirm_lowering",
    "effect_of_request",
    "enter_changes",
    "kept_of",
    "lock_changes",
    "merge_records",
    "obstacle",
    "open_requests",
    "refuse_lowering",
    "reject_claim",
    "remark",
    "request_lowering",
    "restore_records",
    "restore_version",
    "retire_records",
    "save_and_request",
    "save_record",
    "save_records",
    "shown_without_consent",
    "split_record",
    "undo_merge",
    "value_of",
]
