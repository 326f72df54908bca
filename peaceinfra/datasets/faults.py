"""What is wrong in a dataset, and where."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

# Characters of a value that a message quotes.
LONGEST = 120


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `row` counts as a spreadsheet does: 1 is the header; None is the file as a whole."""

    file: str
    message: str
    row: int | None = None
    column: str = ""
    value: str = ""

    def __str__(self):
        place = [self.file]
        if self.row is not None:
            place.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column %(column)s") % {"column": self.column})
        repeated = self.message.startswith("“")
        value = f"“{_shortened(self.value)}” " if self.value and not repeated else ""
        return f"{', '.join(place)}: {value}{self.message}"


def _shortened(text):
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


class FaultyDataset(Exception):
    """The dataset cannot be imported, and nothing was written. `faults` is all there is to mend, in order."""

    def __init__(self, faults):
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))
