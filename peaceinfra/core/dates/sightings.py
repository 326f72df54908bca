"""Days on which something is known to have been there: its start, a sighting at its end, the last evidence."""

import re
from datetime import date
from functools import lru_cache

from peaceinfra.core.dates.choices import EndKind
from peaceinfra.core.dates.edtf import DateError, parse

# The ends that say that it was there; plain texts, of which thousands are compared.
_IS_SEEN = frozenset((EndKind.LAST_CITED.value, EndKind.ONGOING.value))
_PLAIN = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|1\d|2[0-8]))?)?", re.ASCII)


def typed_sightings(last_evidence: str, start: str, end_kind: str, end: str) -> list[str]:
    """The dates, as typed, that say it was seen. An end, or “ended by”, is no sighting."""
    seen_at_end = end if end_kind in _IS_SEEN else ""
    return [text for text in (last_evidence, start, seen_at_end) if text]


def latest_of(texts) -> date | None:
    """The newest of the earliest days that typed dates can mean; None where no day is known."""
    return max((day for text in texts if (day := earliest_of(text))), default=None)


@lru_cache(maxsize=16384)
def earliest_of(text: str) -> date | None:
    """The earliest day of a typed date; None where it has none or cannot be read."""
    plain = _PLAIN.fullmatch(text)
    if plain:  # most dates: the parser of EDTF takes a hundred times as long
        year, month, day = (int(part or 1) for part in plain.groups())
        return date(year, month, day)
    try:
        return parse(text).earliest
    except DateError:
        return None
