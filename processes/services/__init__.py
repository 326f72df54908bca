"""Every change of a record: pages, admin, API and import write through these functions and no others."""

from processes.services.claims import accept_claim, reject_claim
from processes.services.records import Change, Statement, retire_records, save_record, save_records

__all__ = [
    "Change",
    "Statement",
    "accept_claim",
    "reject_claim",
    "retire_records",
    "save_record",
    "save_records",
]
