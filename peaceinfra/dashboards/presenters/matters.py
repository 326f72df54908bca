"""What there is to look at: what, why, and where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """`what` names a record, whose page is at `address` ("" where there is none); `why` says what to look at."""

    what: str
    why: str
    address: str = ""
