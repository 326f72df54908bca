"""The map of two days: the same places as on the map of one, and how each mark and each tie differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.map_looks import Changed, MapLook, MarkLook, TieLook
from peaceinfra.analysis.drawing.network_map import draw_network_map
from peaceinfra.analysis.facts import ActorFact, LinkageFact
from peaceinfra.analysis.network.difference import Change, What
from peaceinfra.analysis.network.folding import folded
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.network.plan import Plan, plan_of
from peaceinfra.analysis.network.ties import NodeKey
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import UNLINKED, Occasion
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.words import day_text
from peaceinfra.dashboards.presenters.addresses import actor_address, page_address
from peaceinfra.dashboards.presenters.map_marks import Remarks
from peaceinfra.dashboards.presenters.map_ties import tie_looks
from peaceinfra.dashboards.presenters.network_map import row_names
from secretariats.choices import ChannelState

_CHANGED = {
    What.BEGAN: Changed.NEW,
    What.ENDED: Changed.GONE,
    What.MAY_HAVE_ENDED: Changed.GONE,
    What.STATE: Changed.STATE,
    What.BECAME_CERTAIN: Changed.SURER,
    What.SEEN_AGAIN: Changed.SURER,
    What.LESS_SURE: Changed.AGED,
    What.LAPSED: Changed.AGED,
    What.WENT_STALE: Changed.AGED,
}


def difference_map(
    facts: ProcessFacts, first: Network, second: Network, changes: list[Change], occasion: Occasion
) -> svg.Drawing:
    """The drawing and its key. `changes` are those of the world and of our evidence, from the first day on."""
    whole = network_on(facts, None)
    plan = plan_of(facts, whole, with_lane=UNLINKED.is_open_to(occasion.viewer))
    look = MapLook(
        _("What changed from %(first)s to %(second)s")
        % {"first": day_text(first.day), "second": day_text(second.day)},
        "changes",
        marks=dict(_marks(facts, plan, whole, first, second, occasion)),
        ties=_ties(plan, whole, first, second, changes, occasion),
        rows=dict(row_names(plan)),
        more_url="#world",
    )
    return draw_network_map(folded(plan), look)


def _ties(
    plan: Plan, whole: Network, first: Network, second: Network, changes: list[Change], occasion: Occasion
) -> dict[int, TieLook]:
    """Each as on the second day, with how it differs from the first."""

    def address(linkage: LinkageFact) -> str:
        return page_address(linkage.public_id, second.day)

    looks = tie_looks(whole, second, plan.tags, occasion, address)
    earlier = {held.tie.key for held in first.held}
    by_key = {change.key: change for change in changes}
    return {key: _compared(look, key in earlier, by_key.get(key)) for key, look in looks.items()}


def _compared(look: TieLook, was_there: bool, change: Change | None) -> TieLook:
    if change is None:
        # Its state is that of both days.
        return look if look.is_off and not was_there else replace(look, changed=Changed.SAME)
    changed, word = _CHANGED[change.what], _word(change)
    if change.what == What.STATE and change.after.way == Certainty.NO < change.before.way:
        changed = Changed.GONE
    said = look.said

    def words() -> str:
        return f"{word}: {said}"

    # What is over by the second day is drawn as well: that it went is the change.
    certainty = look.certainty if not look.is_off else Certainty.POSSIBLE
    return replace(look, words=words, certainty=certainty, changed=changed, state=word)


def _word(change: Change) -> str:
    if change.what == What.STATE:
        was, is_now = (_states(answer.states) for answer in (change.before, change.after))
        return _("was %(before)s, is %(after)s") % {"before": was, "after": is_now} if was else is_now
    return {
        What.BEGAN: _("new"),
        What.ENDED: _("ended"),
        What.MAY_HAVE_ENDED: _("perhaps ended"),
        What.BECAME_CERTAIN: _("surer"),
        What.SEEN_AGAIN: _("seen again"),
        What.LESS_SURE: _("less sure"),
        What.LAPSED: _("not confirmed"),
        What.WENT_STALE: _("not confirmed"),
    }[change.what]


def _states(states: tuple[str, ...]) -> str:
    return _(" or ").join(str(ChannelState(state).label) for state in states)


def _marks(
    facts: ProcessFacts, plan: Plan, whole: Network, first: Network, second: Network, occasion: Occasion
) -> Iterator[tuple[NodeKey, MarkLook]]:
    then, now = (Remarks(facts, plan, whole, shown, shown, occasion) for shown in (first, second))
    for mark in plan.marks:
        for node in mark.nodes:
            if node.actor:
                yield node.key, _actor(node.actor, then, now, second.day)
            else:
                url = page_address(node.community.public_id, second.day) if node.community else ""
                yield node.key, MarkLook(node.name, url)


def _actor(actor: ActorFact, then: Remarks, now: Remarks, day: date) -> MarkLook:
    """+ new, − not there any more, ~ in another state or part, ? not confirmed any more."""
    was, is_now = then.life(actor), now.life(actor)
    remark, warns = "", False
    if was.is_off != is_now.is_off:
        reason = is_now.words or (_("over") if is_now.is_off else _("new"))
        remark, warns = (f"− {reason}", True) if is_now.is_off else (f"+ {reason}", False)
    elif is_now.is_off:
        remark = is_now.words
    elif is_now.is_possible and not was.is_possible:
        remark = "? " + (is_now.words or _("not confirmed"))
    elif was.words != is_now.words:
        remark, warns = "~ " + (is_now.words or _("at work")), is_now.warns
    elif then.seat(actor) != now.seat(actor):
        remark = "~ " + (now.seat(actor) or _("at the table"))
    said = "; ".join(filter(None, [actor.name, remark]))
    return MarkLook(
        said,
        actor_address(actor, day),
        remark,
        warns=warns,
        is_off=is_now.is_off,
        is_possible=is_now.is_possible,
        is_fictional=actor.is_fictional and not now.facts.is_fictional,
    )
