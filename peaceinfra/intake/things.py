"""What a source names, and which records of the register it is: by its own id, or as the matcher says."""

from collections import defaultdict

from peaceinfra.core.identity import key_from, public_id
from peaceinfra.intake.drafts import Drafts
from peaceinfra.intake.reading import Line
from peaceinfra.intake.report import Report
from processes.choices import Match
from processes.matching import Incoming, identities
from processes.models import ExternalId


def keys_by_id(scheme: str, kind: str) -> dict[str, int]:
    """{id in a register: key} of records of a kind: of those ids that stand on one live record, exactly."""
    found = defaultdict(set)
    rows = ExternalId.objects.live().filter(
        scheme=scheme, match=Match.EXACT, subject__kind=kind, subject__retired=False
    )
    for value, subject in rows.values_list("value", "subject_id"):
        found[value].add(subject)
    return {value: keys.pop() for value, keys in found.items() if len(keys) == 1}


class Things:
    """Things of one kind that a source names.

    there  {id: key} of those that the register has by their id
    """

    def __init__(self, drafts: Drafts, report: Report, scheme: str, kind: str):
        self.drafts, self.report, self.scheme, self.kind = drafts, report, scheme, kind
        self.there = keys_by_id(scheme, kind)
        self._incoming = {}

    def key(self, value: str) -> int:
        return self.there.get(value) or key_from(self.kind, self.scheme, value)

    def is_anothers(self, value: str, key: int, named: str = "") -> bool:
        """Whether the record was made by somebody else: then its fields are theirs, and a source adds to it."""
        return key != key_from(self.kind, self.scheme, named or value)

    def identify(self, line: Line, value: str, **about) -> None:
        """Notes what a thing is like that the register does not have by its id: the matcher is asked about it."""
        if value not in self.there and value not in self._incoming:
            self._incoming[value] = (line, Incoming(self.scheme, value, self.kind, **about))

    def settle(self) -> None:
        """Asks the matcher. What it is sure of is in `there` from now on; of the others the candidates are reported."""
        for (_scheme, value), identity in identities(
            incoming for _line, incoming in self._incoming.values()
        ).items():
            if identity.record:
                self.there[value] = identity.record
                self.report.matched += 1
            elif identity.candidates:
                line, incoming = self._incoming[value]
                self.drafts.waiting.append(incoming)
                self.report.candidates.append(
                    {
                        "file": line.file,
                        "row": line.number,
                        "scheme": self.scheme,
                        "value": value,
                        "name": incoming.names[0],
                        "candidates": [
                            {
                                "id": public_id(self.kind, candidate.record),
                                "score": candidate.score,
                                "reasons": [reason.ground for reason in candidate.reasons],
                            }
                            for candidate in identity.candidates
                        ],
                    }
                )
