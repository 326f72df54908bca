"""What any actor may have to do with others: stances, channels, support, posts, listings, agreements, reach."""

from __future__ import annotations

from django.utils.translation import gettext as _

from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.part_facts import Named, PartFact
from peaceinfra.dashboards.presenters.body import channel_sheet, post_words, related_sheet, section_of
from peaceinfra.dashboards.presenters.record import notes, reach_sheet
from peaceinfra.dashboards.presenters.sheets import Piece, Reading, Section, Sheet, sheet


def tie_sections(facts: ActorFacts, reading: Reading) -> list[Section]:
    """The sections that have content."""
    found = [
        section_of("channels", _("Channels"), [channel_sheet(facts.parts.channels, reading)]),
        section_of("reach", _("Whom it can speak to"), _reach(facts, reading)),
        section_of("stances", _("Stances"), _stances(facts, reading)),
        section_of("support", _("Support"), _support(facts, reading)),
        section_of("seats", _("Seats, posts and relations"), _seats(facts, reading)),
        section_of("agreements", _("Agreements and events"), _events(facts, reading)),
        section_of("listings", _("Listings"), _listings(facts, reading)),
        section_of("notes", _("Notes"), [notes(facts.parts.of["notes"], reading)]),
    ]
    return [one for one in found if one]


def _reach(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    own = facts.parts.where

    def whom(part: PartFact) -> list[Piece]:
        return next(
            filter(None, (reading.pieces(part, one) for one in ("community", "armed_actor"))), None
        ) or [
            Piece(_("level of society: %(level)s") % {"level": piece.words})
            for piece in reading.pieces(part, "society_level")
        ]

    key = facts.actor.key
    return [
        reach_sheet(_("Whom it reaches"), own("reach", "actor", key), [(_("Whom"), whom)], reading),
        reach_sheet(_("Who reaches it"), own("reach", "armed_actor", key), ["actor"], reading),
    ]


def _stances(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    key, own = facts.actor.key, facts.parts.where
    said = ["condition", "publicity"]
    return [
        sheet(_("Stances it took"), own("stances", "actor", key), ["kind", "subject", *said], reading),
        sheet(_("Stances towards it"), own("stances", "subject", key), ["actor", "kind", *said], reading),
    ]


def _support(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    key, own = facts.actor.key, facts.parts.where
    told = ["content", "answer"]
    asked = [one for one in own("support", "requested_by", key) if key not in _ends(one)]
    return [
        sheet(
            _("Support given"),
            own("support", "giver", key),
            ["kind", "recipient", "process", "requested_by", *told],
            reading,
        ),
        sheet(
            _("Support received"),
            own("support", "recipient", key),
            ["kind", "giver", "process", "requested_by", *told],
            reading,
        ),
        sheet(_("Support it asked for"), asked, ["kind", "giver", "recipient", "process", *told], reading),
    ]


def _ends(part: PartFact) -> set[int | None]:
    return {part.values.giver, part.values.recipient}


def _seats(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    key, own = facts.actor.key, facts.parts.where
    posts = {one.key: one for one in facts.parts.of["posts"]}

    def post(part: PartFact) -> list[Piece]:
        found = posts.get(part.values.post)
        return [Piece(post_words(found)), reading.name(found.named["body"])] if found else []

    return [
        sheet(
            _("Bodies in which it sits"),
            own("memberships", "member", key),
            ["body", "member_class", "role"],
            reading,
        ),
        sheet(
            _("Posts held"), own("appointments", "person", key), [(_("Post"), post), "appointed_by"], reading
        ),
        related_sheet(facts, reading) if not facts.actor.form else None,
        sheet(
            _("Mandates it gave"),
            own("mandates", "mandated_by", key),
            ["body", "number", "instrument"],
            reading,
        ),
        sheet(_("Bodies it funds"), own("means", "funded_by", key), ["body"], reading),
        sheet(_("Archives it holds"), own("archives", "holder", key), ["body", "state", "access"], reading),
    ]


def _events(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    key, own = facts.actor.key, facts.parts.where
    return [
        sheet(_("Agreements signed"), facts.parts.of["signed"], ["agreement", "part"], reading),
        sheet(
            _("Events it held"), facts.parts.of["held"], [_name(reading), "kind", "process", "place"], reading
        ),
        sheet(_("Events it took part in"), facts.parts.of["attended"], ["event", "part"], reading),
        sheet(
            _("Where it was included"),
            own("inclusion", "actor", key),
            ["process", "modality", "forum", "selected_by", "weight"],
            reading,
        ),
        sheet(
            _("Who was included here"),
            own("inclusion", "forum", key),
            [
                (_("Who"), lambda one: reading.pieces(one, "actor") or reading.pieces(one, "group")),
                "modality",
                "selected_by",
                "weight",
                "absent",
            ],
            reading,
        ),
    ]


def _name(reading: Reading):
    """An event by its name, with its page."""
    return _("Event"), lambda part: [reading.name(Named(part.public_id, part.values.name))]


def _listings(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    key, own = facts.actor.key, facts.parts.where
    return [
        sheet(
            _("Lists on which it stands"),
            own("listings", "actor", key),
            ["authority", "instrument", "exemption"],
            reading,
        ),
        sheet(
            _("Actors it listed"),
            own("listings", "authority", key),
            ["actor", "instrument", "exemption"],
            reading,
        ),
    ]
