"""What a question is: all that its page, its data and its table are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.collect.grounds import Ground, Place, Scope
from peaceinfra.analysis.counting import counted
from peaceinfra.analysis.facts import Fact
from peaceinfra.analysis.floor import is_open
from peaceinfra.analysis.part_facts import Named
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import Viewer


class Group(TextChoices):
    """Under which heading a question stands."""

    LINKED = "linked", _("Who is linked, and through whom?")
    QUIET = "quiet", _("What has gone quiet?")
    OFFICES = "offices", _("Who has an office, and what does it do?")
    ENDED = "ended", _("What ended, and what was kept?")
    PART = "part", _("Who takes part, and who was refused?")
    SURE = "sure", _("How sure are we?")


class ValueKind(TextChoices):
    """What stands in a column. It says how the value is shown, told as data, and written into a table."""

    TEXT = "text"  # words, or None
    NUMBER = "number"
    DAY = "day"  # a date
    RECORD = "record"  # a fact or a Named, or None
    RECORDS = "records"  # several of them


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer: its name in data and tables, its heading on the page, what stands in it."""

    key: str
    heading: str
    kind: ValueKind = ValueKind.TEXT


#: What a cell holds: see ValueKind.
Value = object


@dataclass(frozen=True, slots=True)
class Row:
    """One answer.

    values      {key of a column: value}
    finding     which of the question's findings it is; "" where it has none
    certainty   how surely it holds on the day; None where the answer has no dates
    rests_on    the keys of the records behind it: it is marked as the best guarded of them and of those it names
    """

    values: Mapping[str, Value]
    certainty: Certainty | None = None
    finding: str = ""
    rests_on: Sequence[int] = ()

    @property
    def behind(self) -> set[int]:
        """The keys of the records that it rests on and of those that it names."""
        listed = (value if isinstance(value, (list, tuple)) else [value] for value in self.values.values())
        named = {record.key for records in listed for record in records if isinstance(record, (Fact, Named))}
        return {*self.rests_on, *named} - {0}


class Silence(TextChoices):
    """Why a question is not answered for something, or only in part."""

    NOT_RESEARCHED = "not_researched", _("nobody is recorded to have searched for it")
    IN_PART = "in_part", _("nobody is recorded to have searched for more than the table says")
    OVER = "over", _("the process was over by then, so that the question does not apply")
    NO_START = "no_start", _("no day is recorded on which talks started")
    NOT_ONGOING = (
        "not_ongoing",
        _("it is not recorded that talks, or the carrying out of an agreement, went on then"),
    )


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What a question cannot be answered for, or not beyond the rows that it has: neither a yes nor a no."""

    record: Fact
    why: Silence


@dataclass(frozen=True)
class Answer:
    """A page of the answer: its rows, and how far was looked.

    unanswered     what was looked at and cannot be answered for
    looked_at      how many things of each ground were looked at for this page, in words
    passed_over    processes too large to be answered together with others: each is asked for alone
    is_first       nothing stands before this page
    next_after     the record after which the next page begins; None: there is none
    """

    question: Question
    scope: Scope
    rows: Sequence[Row] = ()
    unanswered: Sequence[Unanswered] = ()
    looked_at: Sequence[str] = ()
    passed_over: Sequence[Fact] = ()
    is_first: bool = True
    next_after: Place | None = None

    @cached_property
    def by_finding(self) -> dict[str, list[Row]]:
        """{finding: its rows}, in the order in which the question declares its findings; all of them are there."""
        found = {finding: [] for finding in self.question.findings.values} if self.question.findings else {}
        for row in self.rows:
            found.setdefault(row.finding, []).append(row)
        return found

    def count(self, *findings: str) -> int:
        """The rows with one of the findings; without any, all rows."""
        return sum(1 for row in self.rows if not findings or row.finding in findings)

    def by_certainty(self, *findings: str) -> str:
        """How many are certain, confirmed and possible, in words, each apart; "" where the rows have no dates."""
        rows = [row for row in self.rows if not findings or row.finding in findings]
        return counted(Counter(row.certainty for row in rows if row.certainty))


@dataclass(frozen=True)
class Question:
    """A question of advisers, answered for all processes a page at a time.

    number        that in the design (docs/questions.md)
    title         as somebody would ask it
    over          what is looked over, page by page: one ground, or several, one after the other
    answers       the rows of one page: a function of the facts that `over` collects, and the scope. It asks the
                  database nothing and no clock
    columns       what each row says, beside its finding and its certainty
    sentence      the answer in one or two sentences, of a page that has rows
    none          the same where there are none, without “on the records you may see”, which is said after it
    how           how the answer was reached, a paragraph each
    not_covered   what it does not say
    floor         the clearance below which the question is not there at all
    findings      the vocabulary of what a row can find, in the order in which they are shown
    sought        the findings for which the title asks, where others stand beside them; of these answers are counted
    names_ties    whether the kinds of tie by which word can pass are printed with `how`
    """

    number: int
    slug: str
    group: Group
    title: str
    over: Sequence[Ground]
    answers: Callable[[Sequence, Scope], Iterable[Row | Unanswered]]
    columns: Sequence[Column]
    sentence: Callable[[Answer], str]
    none: str
    how: Sequence[str]
    not_covered: Sequence[str] = ()
    floor: Level = Level.PUBLIC
    findings: type[TextChoices] | None = None
    sought: Sequence[str] = ()
    names_ties: bool = False
    filters: Sequence[str] = field(default=("country", "process", "phase"))

    @property
    def has_floor(self) -> bool:
        """Whether its answer is derived, and not for everybody even where each record is public."""
        return self.floor > Level.PUBLIC

    def is_open_to(self, viewer: Viewer) -> bool:
        return is_open(self.floor, viewer)

    def is_sought(self, row: Row) -> bool:
        """Whether the row is what the title asks for: each is, unless some findings are named."""
        return not self.sought or row.finding in self.sought

    def finding_label(self, finding: str) -> str:
        return str(self.findings(finding).label) if self.findings and finding else ""


def label_of(record: Fact | Named) -> str:
    """What a record is called in a cell: its name, or the label of what has none."""
    return getattr(record, "name", "") or getattr(record, "label", "") or record.public_id
