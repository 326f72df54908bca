"""The sections of a process page that are tables: parties, third parties, channels, support, agreements …"""

from __future__ import annotations

from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from peaceinfra.analysis import derived, speaking
from peaceinfra.analysis.facts import ActorFact, RoleFact
from peaceinfra.analysis.process_facts import (
    AgreementFact,
    ChannelFact,
    InclusionFact,
    ProcessFacts,
    StanceFact,
    SupportFact,
)
from peaceinfra.analysis.warnings import names_of
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.words import short_text
from peaceinfra.dashboards.presenters.addresses import page_address
from peaceinfra.dashboards.presenters.evidence import Sources
from peaceinfra.dashboards.presenters.glance import channel_state
from peaceinfra.dashboards.presenters.life import State, label_of, state_of
from peaceinfra.dashboards.presenters.tables import (
    MOST_ROWS,
    Table,
    Teller,
    linked,
    muted,
    said,
    time_covered,
    with_small,
)
from peaceinfra.templatetags.register import bdi
from processes.choices import CoverageTopic, Momentum, Publicity, RoleBasis, RoleKind, Track
from secretariats.choices import BodyForm, ChannelFormality, ChannelQuality, Directness

TEAMS = {BodyForm.NEGOTIATING_TEAM, BodyForm.MEDIATION_TEAM}


def channels(facts: ProcessFacts, teller: Teller) -> Table:
    state = _("State on this day") if teller.day else _("Last recorded state")
    heads = [_("Between"), _("Form"), state, _("Changes"), _("Secret")]

    def tell(one: ChannelFact):
        address = page_address(one.public_id, teller.day)
        via = format_html("{} {}", _("by way of"), teller.actors(one.via)) if one.via else ""
        form = [
            one.directness.label if one.directness != Directness.UNKNOWN else "",
            one.formality.label if one.formality != ChannelFormality.UNKNOWN else "",
            one.quality.label if one.quality != ChannelQuality.NOT_RECORDED else "",
        ]
        return (
            with_small(teller.actors(one.ends, _("ends not recorded")), linked(address, bdi(one.name)), via),
            with_small(str(one.medium.label), *form),
            state_cell(channel_state(one, teller.day)),
            changes_of(one, facts, teller),
            _secrecy(one, teller.day),
        )

    return teller.table(
        _("Channels"), heads, facts.channels, tell, kind="channel", topic=CoverageTopic.CHANNELS
    )


def state_cell(state: State | None):
    if state is None:
        return muted(_("not recorded"))
    return with_small(state.said_in_full, bdi(state.since) if state.since else "")


def changes_of(one: ChannelFact, facts: ProcessFacts, teller: Teller):
    """Each change of a channel with its sources, beside how the talks moved at that time."""
    if not one.log:
        return muted(_("no change recorded"))
    return format_html_join(
        "",
        "<div>{}: {}<small>{}</small></div>",
        (
            (label_of(change), bdi(change.date_text), _talks_then(one, place, facts))
            for place, change in enumerate(one.log)
        ),
    )


def _talks_then(one: ChannelFact, place: int, facts: ProcessFacts) -> str:
    states = speaking.momentum_at(facts.momenta, speaking.days_of_change(one, place), facts.dates)
    if not states:
        return _("talks then: not recorded")
    return _("talks then: %(states)s") % {
        "states": _(" or ").join(str(Momentum(state).label) for state in states)
    }


def _secrecy(one: ChannelFact, day: date | None):
    """Whether it was secret in the world, on the day asked; who may read the record is another matter."""
    if one.is_secret is None:
        return muted(_("not recorded"))
    if not one.is_secret:
        return _("no")
    if not one.disclosed:
        return _("yes")
    disclosed = parse(one.disclosed)
    when = _("disclosed %(date)s") % {"date": short_text(disclosed)}
    still = day is not None and disclosed.earliest is not None and day < disclosed.earliest
    return with_small(_("yes, on this day") if still else _("until disclosed"), when)


def conflicts(facts: ProcessFacts, teller: Teller) -> Table:
    heads = [_("Conflict"), _("About")]
    return teller.table(
        _("Conflicts"),
        heads,
        facts.conflicts,
        lambda one: (bdi(one.name), with_small(str(one.incompatibility.label), one.territory)),
        kind="conflict",
    )


def parties(facts: ProcessFacts, teller: Teller) -> Table:
    """Parties in the order of their sides, each with what is said about it."""
    heads = [_("Party"), _("Side"), _("Standing"), _("On lists of sanctions")]
    rows = [role for role in facts.roles if role.kind == RoleKind.PARTY]

    def tell(one: RoleFact):
        return (
            teller.actor(one.actor),
            said(one.side, _("side not recorded")),
            _standing(one, teller),
            _listed(one.actor, facts, teller),
        )

    by_side = sorted(rows, key=lambda role: (not role.side, role.side))
    return teller.table(_("Parties by side"), heads, by_side, tell, within=("actor",), kind="role")


def _standing(one: RoleFact, teller: Teller):
    basis = str(RoleBasis(one.basis).label) if one.basis != RoleBasis.UNKNOWN else ""
    words = ", ".join(word for word in (basis, _("signatory") if one.is_signatory else "") if word)
    by = (
        format_html("{} {}", _("recognised by"), teller.actor(one.recognised_by)) if one.recognised_by else ""
    )
    return with_small(said(words), by)


def _listed(actor: ActorFact, facts: ProcessFacts, teller: Teller):
    rows = [
        one
        for one in facts.listings
        if one.actor.key == actor.key
        and derived.certainty_of(one.dates, teller.day, one.actor.dates) > derived.Certainty.NO
    ]
    if not rows:
        return muted(_("none recorded"))
    return format_html_join(
        "",
        "<div>{}{}<small>{}</small></div>",
        (
            (
                teller.actor(one.authority),
                _(": exempt for %(what)s") % {"what": one.exemption} if one.exemption else "",
                bdi(one.dates.text),
            )
            for one in rows
        ),
    )


def third_parties(facts: ProcessFacts, teller: Teller) -> Table:
    heads = [_("Actor"), _("Role")]
    rows = [role for role in facts.roles if role.kind != RoleKind.PARTY and role.actor.form not in TEAMS]

    def tell(one: RoleFact):
        by = (
            format_html("{} {}", _("appointed by"), teller.actor(one.appointed_by))
            if one.appointed_by
            else ""
        )
        track = str(one.track_label) if one.track != Track.UNKNOWN else ""
        return teller.actor(one.actor), with_small(str(one.kind_label), track, by)

    return teller.table(_("Third parties and others"), heads, rows, tell, within=("actor",), kind="role")


def stances(facts: ProcessFacts, teller: Teller) -> Table:
    heads = [_("Who"), _("Stance"), _("Towards")]
    names = names_of(facts)

    def tell(one: StanceFact):
        publicity = str(one.publicity.label) if one.publicity != Publicity.NOT_RECORDED else ""
        return (
            teller.actor(one.actor),
            with_small(str(one.kind.label), publicity, bdi(one.condition) if one.condition else ""),
            bdi(names.get(one.subject, _("a record of this process"))),
        )

    return teller.table(_("Stances"), heads, facts.stances, tell, within=("actor",), kind="stance")


def supports(facts: ProcessFacts, teller: Teller) -> Table:
    heads = [_("Given by"), _("Support"), _("Given to"), _("Outcome")]

    def tell(one: SupportFact):
        asked = (
            format_html("{} {}", _("asked for by"), teller.actor(one.requested_by))
            if one.requested_by
            else ""
        )
        return (
            teller.actor(one.giver),
            with_small(str(one.kind.label), bdi(one.content) if one.content else ""),
            teller.actor(one.recipient, _("the process")),
            with_small(str(one.answer.label), asked),
        )

    return teller.table(
        _("Support given, asked for or refused"),
        heads,
        facts.supports,
        tell,
        within=("giver", "recipient"),
        kind="deployment",
    )


def agreements(facts: ProcessFacts, teller: Teller) -> Table:
    heads = [_("Agreement"), _("Stage"), _("Signed by")]

    def tell(one: AgreementFact):
        local = _("local") if one.is_local else ""
        text = format_html('<a href="{}" rel="noreferrer">{}</a>', one.url, _("text")) if one.url else ""
        name = linked(page_address(one.public_id, teller.day), bdi(one.name))
        return (
            with_small(name, local, bdi(one.place) if one.place else "", text),
            str(one.stage.label),
            teller.actors(one.signatories, _("none recorded")),
        )

    return teller.table(
        _("Agreements"), heads, facts.agreements, tell, kind="agreement", topic=CoverageTopic.AGREEMENTS
    )


def inclusion(facts: ProcessFacts, teller: Teller) -> Table:
    heads = [
        _("Who takes part"),
        _("By way of"),
        _("Chosen by"),
        _("Weight in decisions"),
        _("Who is absent"),
    ]

    def tell(one: InclusionFact):
        return (
            teller.actor(one.actor) if one.actor else bdi(one.group),
            with_small(str(one.modality.label), teller.actor(one.forum) if one.forum else ""),
            teller.actor(one.selected_by),
            str(one.weight.label),
            said(one.absent),
        )

    return teller.table(
        _("Who takes part, and how"),
        heads,
        facts.inclusion,
        tell,
        within=("actor", "forum"),
        topic=CoverageTopic.INCLUSION,
    )


def coverage(facts: ProcessFacts, teller: Teller) -> Table:
    heads = [_("Topic"), _("Searched"), _("By whom, when")]

    def tell(one):
        by = teller.actor(one.searched_by, _("by whom: not recorded"))
        return (
            str(one.topic.label),
            with_small(str(one.extent.label), bdi(one.remark) if one.remark else ""),
            with_small(by, one.searched_on and bdi(one.searched_on.isoformat())),
        )

    return teller.table(
        _("How far was searched"),
        heads,
        facts.coverage,
        tell,
        when=lambda one: time_covered(one) or one.dates.text,
    )


def local_mediators(facts: ProcessFacts, teller: Teller) -> list:
    """Local mediators that the process names, as far as visible."""
    found = [actor for actor in facts.actors.values() if actor.is_mediator]
    return [teller.actor(one) for one in sorted(found, key=lambda actor: (actor.name, actor.key))[:MOST_ROWS]]


def bodies(facts: ProcessFacts, sources: Sources, day: date | None) -> list[tuple]:
    """(caption, rows) of teams, secretariats, support units and the rest; each row is
    (body, whom it serves, composition, whether hybrid, state, citations).
    """
    served, seated = {}, {}
    for one in facts.principals:
        served.setdefault(one.body.key, []).append(one)
    for one in facts.memberships:
        if derived.certainty_of(one.dates, day, one.body.dates, one.member.dates) > derived.Certainty.NO:
            seated.setdefault(one.body.key, []).append(one)
    named = {key: facts.actors[key] for key in facts.lifecycles} | {
        k: rows[0].body for k, rows in served.items()
    }
    named |= {role.actor.key: role.actor for role in facts.roles if role.actor.form}
    named |= {one.body.key: one.body for one in facts.functions}
    named |= {one.giver.key: one.giver for one in facts.supports if one.giver.form == BodyForm.SUPPORT_UNIT}
    groups: dict[str, list] = {}
    for key, body in sorted(named.items(), key=lambda item: (item[1].name, item[0])):
        row = (
            body,
            served.get(key, []),
            derived.composition(served.get(key, [])).label,
            derived.hybrid(seated.get(key, ())),
            state_of(facts.lifecycles.get(key, []), day, body.dates),
            sources.cite(key),
        )
        groups.setdefault(_group(body), []).append(row)
    captions = (
        _("Teams of the official talks"),
        _("Peace secretariats"),
        _("Support units"),
        _("Other bodies"),
    )
    return [(caption, groups[caption][:MOST_ROWS]) for caption in captions if caption in groups]


def _group(body: ActorFact) -> str:
    if body.form in TEAMS:
        return _("Teams of the official talks")
    if body.is_secretariat or body.form == BodyForm.SECRETARIAT:
        return _("Peace secretariats")
    return _("Support units") if body.form == BodyForm.SUPPORT_UNIT else _("Other bodies")
