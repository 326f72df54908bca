"""What a body has and is part of: mandates, functions, memory, people, members, means, channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.body_warnings import BodyRecords
from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.part_facts import ChannelLine, PartFact
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.functions import function_section, parity_sheet
from peaceinfra.dashboards.presenters.life import state_of
from peaceinfra.dashboards.presenters.mandates import mandate_section, passed_on
from peaceinfra.dashboards.presenters.sheets import Piece, Reading, Section, Sheet, sheet
from secretariats.choices import MemberClass, PostKind


def body_sections(facts: ActorFacts, reading: Reading) -> list[Section]:
    """The sections that have content, in the order of the page of a body."""
    own = facts.parts.where
    key = facts.actor.key
    parity = parity_sheet(
        facts.parts.of["functions"], facts.parts.of["opposite_functions"], facts.actor, reading
    )
    found = [
        mandate_section(own("mandates", "body", key), reading),
        function_section(facts.parts.of["functions"], reading, with_early=facts.actor.is_secretariat),
        section_of("parity", _("Beside its counterparts"), [parity]),
        memory_section(facts, reading),
        section_of("people", _("Posts and people in post"), [people_sheet(facts, reading)]),
        members_section(own("memberships", "body", key), reading),
        section_of(
            "relations",
            _("Who set it up, and where it belongs"),
            [
                sheet(_("Relations to others"), own("relations", "body", key), ["kind", "other"], reading),
                related_sheet(facts, reading),
                sheet(_("Earlier forms"), facts.parts.of["forms"], ["form"], reading),
            ],
        ),
        section_of("means", _("Means"), [means_sheet(own("means", "body", key), reading)]),
    ]
    return [one for one in found if one]


def records_of(facts: ActorFacts) -> BodyRecords:
    """The body as its warnings reckon with it; what follows a retired record is not counted."""

    def rows(name: str) -> list[SimpleNamespace]:
        found = facts.parts.where(name, "body", facts.actor.key)
        return [SimpleNamespace(**vars(one.values) | {"key": one.key, "dates": one.dates}) for one in found]

    followed = [one for one in facts.parts.where("chain", "predecessor", facts.actor.key) if "successor" in one.named]
    return BodyRecords(
        facts.actor, facts.life, rows("mandates"), rows("functions"), rows("archives"), followed, facts.evidence
    )  # fmt: skip


def section_of(ident: str, title: str, sheets: Sequence[Sheet | None], words: str = "") -> Section | None:
    """None where there is nothing to show."""
    shown = [one for one in sheets if one]
    return Section(ident, title, shown, words) if shown else None


def memory_section(facts: ActorFacts, reading: Reading) -> Section | None:
    """What became of its archive, and the chain of those before and after it."""
    chain = sheet(
        _("Chain of predecessors and successors"),
        facts.parts.of["chain"],
        [
            "predecessor",
            "successor",
            (_("How"), lambda one: [Piece(_("informally"))] if one.values.is_informal else []),
            (_("What passed on"), passed_on),
        ],
        reading,
    )
    archive = sheet(
        _("Archive"),
        facts.parts.where("archives", "body", facts.actor.key),
        ["state", "holder", "access"],
        reading,
    )
    return section_of("memory", _("Memory and succession"), [chain, archive])


def people_sheet(facts: ActorFacts, reading: Reading) -> Sheet | None:
    """Each appointment, and each post for which no person is recorded."""
    posts = {one.key: one for one in facts.parts.where("posts", "body", facts.actor.key)}
    held = [one for one in facts.parts.of["appointments"] if one.values.post in posts]
    filled = {one.values.post for one in held}

    def post(part: PartFact) -> list[Piece]:
        return [Piece(post_words(posts.get(getattr(part.values, "post", part.key), part)))]

    def person(part: PartFact) -> list[Piece]:
        if part.kind == "apt":
            return reading.pieces(part, "person")
        return [Piece(_("no person recorded"), is_muted=True)]

    def appointed_by(part: PartFact) -> list[Piece]:
        return reading.pieces(part, "appointed_by") if part.kind == "apt" else []

    columns = [(_("Post"), post), (_("Person"), person), (_("Appointed by"), appointed_by)]
    empty = [one for key, one in posts.items() if key not in filled]
    return sheet(_("Posts and people in post"), [*held, *empty], columns, reading)


def post_words(post: PartFact) -> str:
    return post.values.title or str(PostKind(post.values.kind).label)


def members_section(parts: Sequence[PartFact], reading: Reading) -> Section | None:
    """Who sits in it; whether states and non-governmental members sit together is computed."""
    found = sheet(_("Members"), parts, ["member", "member_class", "role", "on_behalf_of"], reading)
    return section_of("members", _("Members"), [found], " ".join(_members_in_words(parts, reading)))


def _members_in_words(parts: Sequence[PartFact], reading: Reading) -> list[str]:
    """Hybrid or not, and how many sit as what; on a chosen day by how certain their dates are."""
    held = [(one.values, certainty) for one in parts if (certainty := reading.certainty(one)) != Certainty.NO]
    sure = [values for values, certainty in held if certainty != Certainty.POSSIBLE]
    counts = Counter(values.member_class for values, _certainty in held)
    words = []
    if derived.hybrid(sure):
        words.append(_("Hybrid: states and non-governmental members sit together."))
    elif derived.hybrid(values for values, _certainty in held):
        words.append(_("Possibly hybrid: states and non-governmental members may sit together."))
    if held:
        counted = "; ".join(
            f"{MemberClass(one).label}: {counts[one]}" for one in MemberClass.values if one in counts
        )
        words.append(_("Members that you may see, by what they sit as: %(counts)s.") % {"counts": counted})
    if held and reading.day:
        by_dates = Counter(certainty for _values, certainty in held)
        words.append(
            _("On this day: %(certain)s with certain dates, %(confirmed)s confirmed, %(possible)s possible.")
            % {
                "certain": by_dates[Certainty.CERTAIN],
                "confirmed": by_dates[Certainty.CONFIRMED],
                "possible": by_dates[Certainty.POSSIBLE],
            }
        )
    return words


def related_sheet(facts: ActorFacts, reading: Reading) -> Sheet | None:
    """The bodies that name it: a relation as seen from the other end."""

    def relation(part: PartFact) -> list[Piece]:
        words = _("%(relation)s %(actor)s")
        names = {"actor": facts.actor.name}
        return [Piece(words % (names | {"relation": one.words})) for one in reading.pieces(part, "kind")]

    parts = facts.parts.where("relations", "other", facts.actor.key)
    return sheet(_("Bodies related to it"), parts, ["body", (_("Relation"), relation)], reading)


def means_sheet(parts: Sequence[PartFact], reading: Reading) -> Sheet | None:
    columns = ["staff", "staffing_basis", "competence", "funded_by", "premises", "training"]

    def first(part: PartFact) -> list[Piece]:
        return reading.pieces(part, "staff") or [Piece(_("number not recorded"), is_muted=True)]

    return sheet(_("Means"), parts, [(_("Staff"), first), *columns[1:]], reading)


def channel_sheet(channels: Sequence[ChannelLine], reading: Reading) -> Sheet | None:
    """Its channels: who is at the ends, and the state on the chosen day or the last recorded one."""
    by_key = {one.part.key: one for one in channels}

    def name(part: PartFact) -> list[Piece]:
        return [reading.name(by_key[part.key])]

    def between(part: PartFact) -> list[Piece]:
        return [reading.name(one) for one in by_key[part.key].ends]

    def via(part: PartFact) -> list[Piece]:
        return [reading.name(one) for one in by_key[part.key].via]

    def state(part: PartFact) -> list[Piece]:
        one = by_key[part.key]
        found = state_of(one.log, reading.day, part.dates, *(end.dates for end in one.ends))
        if not found:
            return [Piece(_("not recorded"), is_muted=True)]
        return [Piece(found.said_in_full), *([Piece(found.since, is_muted=True)] if found.since else [])]

    heading = _("State on this day") if reading.day else _("Last recorded state")
    columns = [
        (_("Channel"), name),
        (_("Between"), between),
        (_("Through"), via),
        (heading, state),
        "medium",
        "quality",
        "disclosed",
    ]
    return sheet(_("Channels"), [one.part for one in channels], columns, reading)
