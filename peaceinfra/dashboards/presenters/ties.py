"""What any actor may have to do with others: stances, channels, support, posts, listings, agreements, reach."""

from __future__ import annotations

from django.utils.translation import gettext as _

from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.dashboards.presenters.body import (
    own_sheet,
    post_words,
    related_sheet,
    section_of,
)
from peaceinfra.dashboards.presenters.cells import joined, said
from peaceinfra.dashboards.presenters.sheets import Column, Reading, Section, Sheet, sheet
from peaceinfra.dashboards.presenters.told import sheet_of, told


def tie_sections(facts: ActorFacts, reading: Reading) -> list[Section]:
    """The sections that have content."""

    def own(caption: str, name: str, end: str, *columns: str) -> Sheet | None:
        return own_sheet(caption, facts, reading, name, end, *columns)

    of = facts.parts.of
    found = [
        section_of("channels", _("Channels"), [channel_sheet(facts, reading)]),
        section_of(
            "reach",
            _("Whom it can speak to"),
            [
                own(_("Whom it reaches"), "reach", "actor"),
                own(_("Who reaches it"), "reach", "armed_actor", "actor", "quality", "languages", "process"),
            ],
        ),
        section_of(
            "stances",
            _("Stances"),
            [
                own(_("Stances it took"), "stances", "actor"),
                own(_("Stances towards it"), "stances", "subject"),
            ],
        ),
        section_of("support", _("Support"), _support(facts, reading)),
        section_of("seats", _("Seats, posts and relations"), _seats(facts, reading)),
        section_of(
            "agreements",
            _("Agreements and events"),
            [
                sheet_of(_("Agreements signed"), of["signed"], reading, without=["actor"]),
                sheet_of(_("Events it held"), of["held"], reading),
                sheet_of(_("Events it took part in"), of["attended"], reading, without=["actor"]),
                own(
                    _("Where it was included"),
                    "inclusion",
                    "actor",
                    "process",
                    "modality",
                    "selected_by",
                    "weight",
                ),
                own(_("Who was included here"), "inclusion", "forum"),
            ],
        ),
        section_of(
            "listings",
            _("Listings"),
            [
                own(_("Lists on which it stands"), "listings", "actor"),
                own(_("Actors it listed"), "listings", "authority"),
            ],
        ),
        section_of("notes", _("Notes"), [sheet_of(_("Notes"), of["notes"], reading)]),
    ]
    return [one for one in found if one]


def channel_sheet(facts: ActorFacts, reading: Reading) -> Sheet | None:
    """Its channels: who is at the ends, and the state on the chosen day or the last recorded one."""
    return sheet(_("Channels"), facts.parts.channels, reading, told("chn"))


def _support(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    key = facts.actor.key
    asked = [one for one in facts.parts.where("support", "requested_by", key) if key not in _ends(one)]
    return [
        own_sheet(_("Support given"), facts, reading, "support", "giver"),
        own_sheet(_("Support received"), facts, reading, "support", "recipient"),
        sheet_of(_("Support it asked for"), asked, reading),
    ]


def _ends(part: PartFact) -> set[int | None]:
    return {part.values.giver, part.values.recipient}


def _seats(facts: ActorFacts, reading: Reading) -> list[Sheet | None]:
    posts = {one.key: one for one in facts.parts.of["posts"]}

    def post(one: PartFact, reading: Reading):
        found = posts.get(one.values.post)
        return joined([said(post_words(found)), reading.name(found.named["body"])]) if found else ""

    held = {"post": Column(post), "appointed_by": told("apt")["appointed_by"]}
    appointments = facts.parts.where("appointments", "person", facts.actor.key)

    def own(caption: str, name: str, end: str, *columns: str) -> Sheet | None:
        return own_sheet(caption, facts, reading, name, end, *columns)

    return [
        own(_("Bodies in which it sits"), "memberships", "member", "body", "member_class", "role"),
        sheet(_("Posts held"), appointments, reading, held),
        related_sheet(facts, reading) if not facts.actor.form else None,
        own(_("Mandates it gave"), "mandates", "mandated_by", "body", "instrument"),
        own(_("Bodies it funds"), "means", "funded_by", "body"),
        own(_("Archives it holds"), "archives", "holder"),
    ]
