"""Tables of a file into the rows of a sheet: of which kind each is, and what each of its columns is there."""

import json
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from peaceinfra.admin.sheets.guesses import guessed
from peaceinfra.admin.sheets.kinds import SheetColumn, SheetKind
from peaceinfra.admin.sheets.rows import MOST_ROWS, Rows
from peaceinfra.core.mappings import keep_mapping, mapping_of
from peaceinfra.core.spreadsheets import Limits, Sheet, UnreadableFile, read_sheets
from peaceinfra.core.text import folded

#: A file for a sheet is small: what is longer is for the commands that import.
LIMITS = Limits(
    size=20 * 1024 * 1024,
    unpacked=60 * 1024 * 1024,
    rows=5_000,
    columns=300,
    cells=200_000,
    characters=20_000,
)
#: Names of what is sent while columns are chosen.
PENDING, CHOSEN = "pending", "map"
#: A column that is not taken.
LEFT_OUT = ""
# A page carries no more while one chooses columns.
_LONGEST_PENDING = 1_500_000


@dataclass
class Tab:
    """One table of a file.

    columns   {head: name of the column of the sheet}; heads that are not in it wait to be chosen
    """

    title: str
    heads: list[str]
    rows: list[list[str]]
    kind: str = ""
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def unknown(self) -> list[str]:
        """Heads of columns that hold something, of which it is not known what they are."""
        return [head for head in self.heads if head and head not in self.columns]

    @property
    def is_known(self) -> bool:
        return bool(self.kind) and not self.unknown and not self.twice

    @property
    def twice(self) -> list[str]:
        """Columns of the sheet that two columns of the table would be."""
        names = [name for name in self.columns.values() if name != LEFT_OUT]
        return sorted({name for name in names if names.count(name) > 1})

    def choices(self, kind: SheetKind | None) -> list[dict]:
        """For each column with a head: its place, the first text beneath it, and what it is so far, or may be."""
        unknown = {head: self._texts(self.heads.index(head)) for head in self.unknown}
        guesses = guessed(unknown, kind, {*self.columns.values()}) if kind else {}
        return [
            {
                "place": place,
                "head": head,
                "example": next(filter(None, self._texts(place)), "")[:60],
                "name": self.columns.get(head, guesses.get(head, LEFT_OUT)),
                "is_guess": head in guesses,
            }
            for place, head in enumerate(self.heads)
            if head
        ]

    def _texts(self, place):
        return [row[place].strip() for row in self.rows if place < len(row)]


def read_upload(file, kinds: dict[str, SheetKind], viewer) -> tuple[list[Tab], str]:
    """(the tables of a file, what was found out about it). Raises UnreadableFile."""
    tabs, said = [], ""
    for sheet in read_sheets(file, file.name, LIMITS):
        said = _form_words(sheet)
        if tab := _tab(sheet, kinds, viewer):
            tabs.append(tab)
    if not tabs:
        raise UnreadableFile(_("The file has no rows below a row with heads of columns."))
    if sum(len(tab.rows) for tab in tabs) > MOST_ROWS:
        words = _("The file has more than %(most)s rows. Split it, or ask an operator to import it.")
        raise UnreadableFile(words % {"most": f"{MOST_ROWS:,}"})
    return tabs, said


def _form_words(sheet: Sheet):
    if not sheet.encoding:
        return ""
    names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}
    words = _("Read as %(encoding)s, with %(delimiter)s between cells.")
    return words % {
        "encoding": sheet.encoding.removesuffix("-sig").upper(),
        "delimiter": names.get(sheet.delimiter, sheet.delimiter),
    }


def _tab(sheet, kinds, viewer):
    rows = [row for _number, row in sheet.rows]
    if not rows:
        return None
    heads = [" ".join(head.split()) for head in rows.pop(0)]
    tags = rows.pop(0) if rows and _is_tags(rows[0]) else []
    if not rows:
        return None
    width = len(heads)
    used = [any(len(row) > place and row[place].strip() for row in rows) for place in range(width)]
    heads = [
        head or (_("column %(number)s") % {"number": place + 1} if used[place] else "")
        for place, head in enumerate(heads)
    ]
    tab = Tab(sheet.title, _told_apart(heads), [row[:width] for row in rows])
    if (earlier := mapping_of(viewer, tab.heads)) and earlier.kind in kinds:
        tab.kind, tab.columns = earlier.kind, earlier.columns
        return tab
    tab.kind = _kind_of(tab, tags, kinds)
    if tab.kind:
        tab.columns = _columns_of(tab, tags, kinds[tab.kind], used)
    return tab


def _told_apart(heads):
    """Heads that stand twice get the number of their column."""
    seen, told = set(), []
    for place, head in enumerate(heads, 1):
        told.append(f"{head} ({place})" if head and head in seen else head)
        seen.add(head)
    return told


def _is_tags(row):
    """A row of hashtags of HXL, beneath the heads."""
    texts = [cell.strip() for cell in row if cell.strip()]
    return bool(texts) and all(text.startswith("#") and text[1:2].isalpha() for text in texts)


def _kind_of(tab, tags, kinds) -> str:
    """The kind that its hashtags or its name say; else the one whose columns most heads are, and all that it needs."""
    said = {tag[3:].partition("+")[0].strip() for tag in tags if tag.startswith("#x_")} & kinds.keys()
    if len(said) == 1:
        return said.pop()
    title = folded(tab.title.removesuffix(".csv"))
    for kind in kinds.values():
        if title in (folded(kind.name), folded(kind.label), folded(kind.label[:31])):
            return kind.name
    scores = {}
    for kind in kinds.values():
        found = {name for name in _named(tab.heads, tags, kind).values() if name}
        if found >= {column.name for column in kind.columns if column.is_needed}:
            scores[kind.name] = len(found)
    best = [name for name, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else ""


def _columns_of(tab, tags, kind, used=()):
    found = _named(tab.heads, tags, kind)
    # A column without anything in it is left out by itself.
    empty = {
        head for head, is_used in zip(tab.heads, used, strict=False) if not is_used and head not in found
    }
    return found | dict.fromkeys(empty, LEFT_OUT)


def _named(heads, tags, kind) -> dict[str, str]:
    """{head: name of the column} by name, label or hashtag. Labels beside ids, as in a dataset, are left out."""
    known = {}
    for column in reversed(kind.columns):
        known |= dict.fromkeys((folded(column.name), folded(column.label), tag_of(kind, column)), column.name)
    found = {}
    for place, head in enumerate(heads):
        tag = tags[place].replace(" ", "") if place < len(tags) else ""
        name = known.get(folded(head.replace("*", ""))) or known.get(tag)
        if name and name not in found.values():
            found[head] = name
        elif head.endswith("_label") and head.removesuffix("_label") in heads:
            found[head] = LEFT_OUT
    return found


def tag_of(kind: SheetKind, column: SheetColumn) -> str:
    """The hashtag of a column (HXL): that of the standard for what it has one for, else one of the register's own."""
    standard = {
        "start": "#date+start",
        "end": "#date+end",
        "countries": "#country+code",
        "country": "#country+code",
    }
    return standard.get(column.name, f"#x_{kind.name}+{column.name}")


def chosen_tabs(post, kinds: dict[str, SheetKind]) -> list[Tab]:
    """The tables for which columns are chosen, with what is chosen so far."""
    tabs = _pending(post.get(PENDING, ""))
    for number, tab in enumerate(tabs):
        kind = post.get(f"{CHOSEN}.{number}.kind", tab.kind)
        if kind != tab.kind or kind not in kinds:
            tab.kind = kind if kind in kinds else ""
            tab.columns = _columns_of(tab, [], kinds[kind]) if tab.kind else {}
            continue
        for place, head in enumerate(tab.heads):
            name = post.get(f"{CHOSEN}.{number}.{place}")
            if name is not None and (name == LEFT_OUT or kinds[kind].column(name)):
                tab.columns[head] = name
    return tabs


def _pending(text) -> list[Tab]:
    try:
        return [Tab(**_checked(said)) for said in json.loads(text or "[]")]
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return []


def _checked(said) -> dict:
    """Came back from the browser: its form is not trusted."""
    return {
        "title": _text(said["title"]),
        "heads": [_text(head) for head in said["heads"]],
        "rows": [[_text(cell) for cell in row] for row in said["rows"]],
        "kind": _text(said["kind"]),
        "columns": {_text(head): _text(name) for head, name in said["columns"].items()},
    }


def _text(said) -> str:
    """Raises ValueError for what nobody can store or send: halves of characters, and NUL."""
    text = str(said)
    text.encode()
    if "\0" in text:
        raise ValueError(text)
    return text


def pending_text(tabs: list[Tab]) -> str:
    """For the page on which columns are chosen. Raises UnreadableFile."""
    text = json.dumps([asdict(tab) for tab in tabs], ensure_ascii=False)
    if len(text) > _LONGEST_PENDING:
        raise UnreadableFile(
            _("The file is too long to choose its columns here. Name them as the template does.")
        )
    return text


def add_tabs(rows: Rows, tabs: list[Tab]) -> int:
    """Adds the rows of the tables to the sheet; how many there were. Raises TooMuch."""
    count = 0
    for tab in tabs:
        named = [(place, tab.columns[head]) for place, head in enumerate(tab.heads) if tab.columns.get(head)]
        cells = [
            {name: row[place].strip() for place, name in named if place < len(row) and row[place].strip()}
            for row in tab.rows
        ]
        cells = [said for said in cells if said]
        rows.drop_empty(tab.kind)
        rows.add(tab.kind, cells=cells)
        count += len(cells)
    return count


def keep_choices(tabs: list[Tab], viewer):
    """So that a table with the same heads is read by itself the next time."""
    for tab in tabs:
        keep_mapping(viewer, tab.heads, tab.kind, tab.columns)
