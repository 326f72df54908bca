"""How the marks and lines of a map look on a day, as plain data. Words are given by the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

from peaceinfra.analysis.network.plan import Line, Row
from peaceinfra.analysis.network.ties import NodeKey, TieKind
from peaceinfra.core.dates.choices import Certainty


class Changed(StrEnum):
    """How a line is drawn on a map of two days."""

    NEW = "new"
    GONE = "gone"
    STATE = "state"
    AGED = "aged"
    SURER = "surer"
    SAME = "same"


class ChannelLook(IntEnum):
    """How a channel is drawn by its state: closed, cut, not known, half passable or perhaps passable, open."""

    CLOSED = 0
    CUT = 1
    UNKNOWN = 2
    PARTLY = 3
    OPEN = 4


#: So many ties that are drawn as one are named in its title.
_MOST_SAID = 8


@dataclass(frozen=True, slots=True)
class MarkLook:
    """What is said of a mark on a day.

    remark    the words under its name, and `brief` where there is little room; `warns` where they warn
    is_off    it was not there, or takes no part: the remark says why
    is_filled    a party or mediator on that day
    has_ring     somebody hangs on it alone
    tells_who_lacks    the remark says that a tie is missing, which is not for every reader
    said      the whole of it in words
    """

    said: str = ""
    url: str = ""
    remark: str = ""
    brief: str = ""
    warns: bool = False
    is_off: bool = False
    is_possible: bool = False
    is_filled: bool = True
    has_ring: bool = False
    tells_who_lacks: bool = False
    is_fictional: bool = False


@dataclass(frozen=True, slots=True)
class TieLook:
    """What is said of a record that joins marks, on a day.

    freshness    fresh, ageing or stale; "" where nothing could be confirmed
    channel, state    of a channel how its state is drawn; the word beside its number, or beside a letter
    changed      on a map of two days how it differs
    is_weak      of reach: not known how good, or in the past; is_trusted: the best there is
    words, address    the whole of it in words, and where its record stands: made where they are drawn, since of a
                      large process most are not
    """

    words: Callable[[], str] = str
    address: Callable[[], str] = str
    certainty: Certainty = Certainty.CERTAIN
    freshness: str = ""
    channel: ChannelLook = ChannelLook.OPEN
    state: str = ""
    is_weak: bool = False
    is_trusted: bool = False
    changed: Changed | None = None

    @property
    def is_off(self) -> bool:
        return self.certainty == Certainty.NO

    @property
    def said(self) -> str:
        return self.words()

    @property
    def url(self) -> str:
        return self.address()


class Once:
    """What is made when it is asked for first: a tie is told of several times, or not at all."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], str]):
        self._make, self._made = make, None

    def __call__(self) -> str:
        if self._made is None:
            self._made = self._make()
        return self._made


@dataclass(frozen=True, slots=True)
class MapLook:
    """A map on a day: its title, and how each mark and each record of a tie looks.

    rows    the name of each row, and what more there is to say of it
    more_url    where all that is not drawn stands
    opens       the picture of those whom a folded mark stands for, by its key
    """

    title: str
    ident: str
    marks: Mapping[NodeKey, MarkLook]
    ties: Mapping[int, TieLook]
    rows: Mapping[Row, tuple[str, str]] = field(default_factory=dict)
    more_url: str = ""
    opens: Callable[[NodeKey], str] | None = None

    def of_line(self, line: Line) -> TieLook:
        """Of several ties that are drawn as one: as the surest and freshest of them, and all in words."""
        looks = [self.ties[tie.key] for tie in line.ties]
        if len(looks) == 1:
            return looks[0]

        def words() -> str:
            more = [f"… ({len(looks)})"] if len(looks) > _MOST_SAID else []
            return "\n".join([*(look.said for look in looks[:_MOST_SAID]), *more])

        return replace(surest(looks), words=words)


_AGES = ("fresh", "ageing", "", "stale")


def surest(looks: Iterable[TieLook]) -> TieLook:
    return max(
        looks,
        key=lambda look: (
            look.certainty,
            look.changed not in (None, Changed.SAME),
            look.channel,
            look.is_trusted,
            not look.is_weak,
            -_AGES.index(look.freshness),
        ),
    )


def line_class(line: Line, look: TieLook) -> str:
    """The class of a line: width says freshness, dash says certainty, and the kind of line says what it is."""
    if look.is_off:
        return "off"
    if look.changed:
        words = ["ch"] if line.kind == TieKind.CHANNEL and look.changed != Changed.SAME else []
        # What hangs together by structure changes by the dozen: its lines are slim.
        slim = [] if line.kind in (TieKind.LINKAGE, TieKind.CHANNEL) else ["slim"]
        return " ".join([*words, f"d-{look.changed}", *slim])
    possible = look.certainty == Certainty.POSSIBLE
    if line.kind == TieKind.LINKAGE:
        words = ["e", {"fresh": "", "": "over"}.get(look.freshness, look.freshness)]
        if look.certainty != Certainty.CERTAIN:
            words.append(str(look.certainty))
        return " ".join(filter(None, words))
    if line.kind in (TieKind.MEMBERSHIP, TieKind.POST):
        return "mem possible" if possible else "mem"
    if line.kind == TieKind.REACH:
        weak = look.is_weak or possible
        return "rea possible" if weak else "rea trusted" if look.is_trusted else "rea"
    if line.kind == TieKind.CHANNEL:
        return "ch" if look.channel == ChannelLook.OPEN else f"ch {look.channel.name.lower()}"
    return "e struct possible" if possible else "e struct"
