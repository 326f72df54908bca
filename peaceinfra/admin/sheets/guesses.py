"""What the columns of a file probably are, by their cells and heads: offered to who chooses, never taken unasked."""

from peaceinfra.admin.sheets.kinds import SheetColumn, SheetKind
from peaceinfra.core.text import folded

#: Heads that are the word of no column, for what most kinds have.
_OTHER_WORDS = {
    "start": {"from", "since", "began", "begin", "established", "founded"},
    "end": {"until", "till", "to", "ended", "dissolved"},
    "name": {"title"},
    "locator": {"page", "pages", "p"},
    "description": {"remark", "remarks", "notes"},
}
#: Words that tell nothing of a column.
_SMALL = {"a", "an", "and", "by", "in", "is", "of", "on", "the", "which", "who", "with"}
# “country” and “countries”: as many letters of two words are alike, and no word is shorter.
_ALIKE = 5


def guessed(columns: dict[str, list[str]], kind: SheetKind, taken: set[str]) -> dict[str, str]:
    """{head: name of a column of the kind}, for heads with their cells; what is `taken` is not given again."""
    found: dict[str, str] = {}
    # What is seldom said is not guessed.
    columns_of_kind = [column for column in kind.columns if not column.is_rare]
    for is_it in (_by_cells, _by_head):
        for head, texts in columns.items():
            if head in found:
                continue
            free = [column for column in columns_of_kind if column.name not in taken | {*found.values()}]
            likely = [column.name for column in free if is_it(head, texts, column)]
            if len(likely) == 1:
                found[head] = likely[0]
    return found


def _by_cells(_head, texts, column: SheetColumn) -> bool:
    """Every cell is one of the words of the column."""
    said = {folded(text) for text in texts if text.strip()}
    known = {folded(text) for choice in column.choices for text in choice}
    return bool(said) and said <= known


def _by_head(head, _texts, column: SheetColumn) -> bool:
    words = {*folded(head).split()} - _SMALL
    own = {*folded(column.label).split(), *column.name.split("_")} - _SMALL
    others = _OTHER_WORDS.get(column.name, set())
    return any(word in others or any(_is_alike(word, known) for known in own) for word in words)


def _is_alike(word, known) -> bool:
    return word == known or (min(len(word), len(known)) >= _ALIKE and word[:_ALIKE] == known[:_ALIKE])
