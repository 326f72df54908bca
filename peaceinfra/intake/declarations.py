"""The language in which a source of the field is declared: its columns, what is taken of each, what is not and why."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from peaceinfra.intake.cells import Recipe, plain
from processes.choices import Licence

# Why a column is left out.
NO_PLACE = _("The register has no place for it.")
SAID_ELSEWHERE = _("The same stands in another column that is taken.")
OF_CONTENTS = _("It codes the contents of a text; the register links texts and does not code them.")
COUNTED_ELSEWHERE = _("Violence is counted by its source; the register does not copy counts.")
WORDS = _("These are sentences of the source. Facts are taken, not sentences.")
LICENSED = _("The licence allows ids, names, dates, codes and links, not the texts of the source.")
ANOTHER_REGISTER = _("It is another register's own; it comes from there.")


@dataclass(frozen=True)
class Column:
    """A column that a source is known to have.

    name      as the newest edition writes it; spaces, underscores, hyphens and case count for nothing
    to        where its value goes, as `table.field` of a dataset; empty: it is left out
    read      from the text of a cell to a value
    also      how other editions and tools call it
    needed    without it the file is not this source
    is_day    its cells are days; their order is found from the whole column
    left_out  why it is not taken
    """

    name: str
    to: str = ""
    read: Recipe = plain
    also: tuple[str, ...] = ()
    needed: bool = False
    is_day: bool = False
    left_out: str = ""

    @property
    def is_taken(self) -> bool:
        return bool(self.to)


@dataclass(frozen=True)
class Declaration:
    """One table of a source.

    name      of the dataset, without its edition; the record of the source is called so, with the edition
    scheme    of the ids in `key`, as they stand in external ids
    key       the column that holds the id of a row's thing
    edition   the column that says the edition, where one does
    days      the order of days with slashes, where a column may be read either way
    patterns  (regular expression of names, why): columns by the hundred that are left out for one reason
    """

    name: str
    scheme: str
    key: str
    columns: tuple[Column, ...]
    publisher: str
    licence: Licence
    terms: str
    authors: str = ""
    url: str = ""
    edition: str = ""
    days: str = "dmy"
    patterns: tuple[tuple[str, str], ...] = ()


def left_out(why: str, *names: str) -> tuple[Column, ...]:
    """Columns that are known and not taken, for one reason."""
    return tuple(Column(name, left_out=why) for name in names)
