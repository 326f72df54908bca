"""What the map says of each tie on a day: how sure, how fresh, in which state, and where its record stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from peaceinfra.analysis import channel_status, derived
from peaceinfra.analysis.drawing.map_looks import ChannelLook, Once, TieLook
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.network.network import Network
from peaceinfra.analysis.network.ties import Tie, TieKind
from peaceinfra.analysis.process_facts import ChannelFact, MembershipFact, ProcessFacts, ReachFact
from peaceinfra.analysis.warning import Occasion
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.addresses import page_address, query_of
from peaceinfra.dashboards.presenters.linkages import certainty_of, freshness_of
from peaceinfra.dashboards.presenters.summary import channel_state
from secretariats.choices import ChannelState
from tracks.choices import ReachQuality

_FULL = {ChannelState.OPEN, ChannelState.RESTORED}
_WEAK = {ReachQuality.PAST, ReachQuality.UNKNOWN}


def tie_looks(
    whole: Network,
    shown: Network,
    tags: Mapping[int, str],
    occasion: Occasion,
    address: Callable[[LinkageFact], str],
) -> dict[int, TieLook]:
    """{record: how it looks}, also of those that do not hold on the day; `address` is where a linkage is told of."""
    certainties = {held.tie.key: held.certainty for held in shown.held}
    day, on = shown.day, shown.day or occasion.on
    looks = {}
    for held in whole.held:
        tie = held.tie
        key = tie.key
        if key in looks:
            continue
        certainty = certainties.get(key, Certainty.NO)
        if day is None and certainty == Certainty.POSSIBLE:
            certainty = certainty_of(tie.fact, None, occasion.today)
        if isinstance(tie.fact, LinkageFact):
            freshness = freshness_of(tie.fact, on)
            # By far the most: what is made of each is little, and its words only of those that are drawn.
            words = Once(partial(_linkage_words, tie.fact, tags[key], certainty, freshness, day, on))
            looks[key] = TieLook(words, partial(address, tie.fact), certainty, freshness)
        elif isinstance(tie.fact, ChannelFact):
            looks[key] = _channel(tie.fact, certainty, tags[key], day)
        else:
            looks[key] = _other(tie, certainty, day)
    return looks


def _linkage_words(
    linkage: LinkageFact, tag: str, certainty: Certainty, freshness: str, day: date | None, on: date
) -> str:
    ends = _named([actor.name for actor in linkage.stops])
    said = _("Linkage %(letter)s: %(ends)s") % {"letter": tag, "ends": ends}
    parts = [said, str(linkage.modality_label), linkage.dates.text, _held(certainty, day)]
    if certainty > Certainty.NO:
        parts.append(
            str(derived.Freshness(freshness).label) if freshness else derived.without_freshness(linkage, on)
        )
    return _said(parts)


def _channel(channel: ChannelFact, certainty: Certainty, tag: str, day: date | None) -> TieLook:
    if channel.log and channel_status.state_on(channel, day).status is None:
        certainty = Certainty.NO

    def words() -> str:
        state = channel_state(channel, day)
        said = _("Channel %(number)s: %(ends)s") % {"number": tag, "ends": _ends_of(channel)}
        full = state.since_when if state else _("no state recorded")
        return _said([said, channel.name, full, channel.dates.text, _held(certainty, day)])

    address = partial(page_address, channel.public_id, day)
    return TieLook(Once(words), address, certainty, "", _state_look(channel, day), _plate_word(channel, day))


def _ends_of(channel: ChannelFact) -> str:
    ends = _named([end.name for end in channel.ends])
    if not channel.via:
        return ends
    others = ", ".join(actor.name for actor in channel.via)
    return _("%(ends)s, by way of %(others)s") % {"ends": ends, "others": others}


def _state_look(channel: ChannelFact, day: date | None) -> ChannelLook:
    """How its state is drawn. Of a channel whose state is not known nobody can say that it is shut."""
    if not channel.log:
        return ChannelLook.OPEN
    answer = channel_status.state_on(channel, day)
    if channel_status.passes_word(channel, day) == Certainty.NO:
        if channel_status.may_pass_word(channel, day):
            return ChannelLook.UNKNOWN
        is_cut = ChannelState.CUT in answer.possible_statuses
        return ChannelLook.CUT if is_cut else ChannelLook.CLOSED
    is_sure = day is None or answer.certainty >= Certainty.CONFIRMED
    return ChannelLook.OPEN if is_sure and answer.status in _FULL else ChannelLook.PARTLY


def _plate_word(channel: ChannelFact, day: date | None) -> str:
    """The state in a word or two; "" where none is recorded."""
    if not channel.log:
        return ""
    answer = channel_status.state_on(channel, day)
    if answer.status is None:
        first = channel.log[0]
        return _("not yet") if day and first.earliest and day < first.earliest else _("over")
    if answer.status == ChannelState.UNKNOWN:
        return _("state not known")
    word = str(ChannelState(answer.status).label)
    is_doubtful = day is not None and answer.certainty == Certainty.POSSIBLE
    return _("perhaps %(state)s") % {"state": word} if is_doubtful else word


def _other(tie: Tie, certainty: Certainty, day: date | None) -> TieLook:
    """Seats, services, relations, posts and reach: they stand on the page of the record they belong to."""
    quality = tie.fact.quality if isinstance(tie.fact, ReachFact) else None

    def words() -> str:
        said = {"names": _named([node.name for node in tie.stops]), "what": tie_words(tie)}
        return _said([_("%(names)s: %(what)s") % said, tie.fact.dates.text, _held(certainty, day)])

    return TieLook(
        Once(words),
        certainty=certainty,
        is_weak=quality in _WEAK,
        is_trusted=quality == ReachQuality.TRUSTED,
    )


def tie_words(tie: Tie) -> str:
    """The kind of a tie, and what its record says more of it."""
    fact, kind = tie.fact, str(TieKind(tie.kind).label)
    if tie.kind in (TieKind.REPORTING, TieKind.BESIDE):
        return str(fact.kind.label)
    if isinstance(fact, LinkageFact):
        more = fact.modality_label
    else:
        field = {MembershipFact: "role", ReachFact: "quality"}.get(type(fact))
        more = getattr(fact, field).label if field else ""
    return _("%(kind)s, %(more)s") % {"kind": kind, "more": more} if more else kind


def _named(names: list[str]) -> str:
    return " – ".join(names)


def _said(words: list[str]) -> str:
    return "; ".join(filter(None, words))


def _held(certainty: Certainty, day: date | None) -> str:
    if certainty == Certainty.NO:
        return _("not on this day") if day else _("its dates cannot all be right")
    return _("possible") if certainty == Certainty.POSSIBLE else str(Certainty(certainty).label)


def row_on_page(facts: ProcessFacts, day: date | None) -> Callable[[LinkageFact], str]:
    """Where the row of a linkage stands: on this page, or on the page of the table that has it."""
    places = {linkage.key: place for place, linkage in enumerate(facts.linkages)}
    first, after = query_of(day), query_of(day, linkages_after="")

    def address(linkage: LinkageFact) -> str:
        place, anchor = places[linkage.key], f"#{linkage.public_id}"
        if facts.first_on_page <= place < facts.first_on_page + len(facts.page):
            return anchor
        return f"{after}{facts.linkages[place - 1].public_id}{anchor}" if place else f"{first}{anchor}"

    return address
