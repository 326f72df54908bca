"""What any actor may have to do with others: stances, channels, support, posts, listings, agreements, reach."""

from __future__ import annotations

from django.utils.translation import gettext as _

from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.process_facts import AppointmentFact, SupportFact
from peaceinfra.dashboards.presenters.body import (
    own_table,
    related_table,
    section_of,
)
from peaceinfra.dashboards.presenters.cells import joined, said
from peaceinfra.dashboards.presenters.record_columns import columns_of, records_table
from peaceinfra.dashboards.presenters.tables import Column, PageContext, Section, Table, make_table


def tie_sections(facts: ActorFacts, page: PageContext) -> list[Section]:
    """The sections that have content."""
    notes = records_table(_("Notes"), facts.parts.of["notes"], page)
    found = [
        section_of("conflicts", _("Conflicts"), [_conflicts(facts, page)]),
        section_of("channels", _("Channels"), [channel_sheet(facts, page)]),
        section_of("reach", _("Whom it can speak to"), _reach(facts, page)),
        section_of("stances", _("Stances"), _stances(facts, page)),
        section_of("support", _("Support"), _support(facts, page)),
        section_of("seats", _("Seats, posts and relations"), _seats(facts, page)),
        section_of("agreements", _("Agreements and events"), _agreements(facts, page)),
        section_of("listings", _("Listings"), _listings(facts, page)),
        protection_section(facts, page),
        section_of("notes", _("Notes"), [notes]),
    ]
    return [table for table in found if table]


def protection_section(facts: ActorFacts, page: PageContext) -> Section | None:
    """What protects a person: what they agreed to, how they are reached safely, what threatens them."""
    tables = [
        own_table(_("What they agreed to"), facts, page, "consents", "actor"),
        own_table(_("How they are reached safely"), facts, page, "safe_contacts", "actor"),
        own_table(_("What threatens them"), facts, page, "threat_notes", "actor"),
    ]
    return section_of("protection", _("Protection"), tables)


def _conflicts(facts: ActorFacts, page: PageContext) -> Table | None:
    return own_table(_("Conflicts in which it fights or fought"), facts, page, "conflicts", "actor")


def channel_sheet(facts: ActorFacts, page: PageContext) -> Table | None:
    """Its channels: who is at the ends, and the state on the chosen day or the last recorded one."""
    return make_table(_("Channels"), facts.parts.channels, page, columns_of("chn"))


def _reach(facts: ActorFacts, page: PageContext) -> list[Table | None]:
    columns = "actor", "quality", "languages", "process"
    return [
        own_table(_("Whom it reaches"), facts, page, "reach", "actor"),
        own_table(_("Who reaches it"), facts, page, "reach", "armed_actor", *columns),
    ]


def _stances(facts: ActorFacts, page: PageContext) -> list[Table | None]:
    return [
        own_table(_("Stances it took"), facts, page, "stances", "actor"),
        own_table(_("Stances towards it"), facts, page, "stances", "subject"),
    ]


def _support(facts: ActorFacts, page: PageContext) -> list[Table | None]:
    key = facts.actor.key
    requested = [part for part in facts.parts.where("support", "requested_by", key) if key not in _ends(part)]
    return [
        own_table(_("Support given"), facts, page, "support", "giver"),
        own_table(_("Support received"), facts, page, "support", "recipient"),
        records_table(_("Support it asked for"), requested, page),
    ]


def _ends(support: SupportFact) -> set[int]:
    return {end.key for end in (support.giver, support.recipient) if end}


def _agreements(facts: ActorFacts, page: PageContext) -> list[Table | None]:
    of, columns = facts.parts.of, ("process", "modality", "selected_by", "weight")
    own, spoken_for = ("event", "on_behalf_of", "part"), ("event", "actor", "part")
    return [
        records_table(_("Agreements signed"), of["signed"], page, without=["actor"]),
        records_table(_("Events it held"), of["held"], page),
        own_table(_("Events it took part in"), facts, page, "attended", "actor", *own),
        own_table(
            _("Events at which a person spoke for it"), facts, page, "attended", "on_behalf_of", *spoken_for
        ),
        own_table(_("Where it was included"), facts, page, "inclusion", "actor", *columns),
        own_table(_("Who was included here"), facts, page, "inclusion", "forum"),
    ]


def _listings(facts: ActorFacts, page: PageContext) -> list[Table | None]:
    return [
        own_table(_("Lists on which it stands"), facts, page, "listings", "actor"),
        own_table(_("Actors it listed"), facts, page, "listings", "authority"),
    ]


def _seats(facts: ActorFacts, page: PageContext) -> list[Table | None]:
    posts = {part.key: part for part in facts.parts.of["posts"]}

    def post(appointment: AppointmentFact, page: PageContext):
        found = posts.get(appointment.post.key)
        return joined([said(found.words), page.name(found.body)]) if found else ""

    held = {"post": Column(post), "appointed_by": columns_of("apt")["appointed_by"]}
    appointments = facts.parts.where("appointments", "person", facts.actor.key)

    def own(caption: str, name: str, end: str, *columns: str) -> Table | None:
        return own_table(caption, facts, page, name, end, *columns)

    return [
        own(_("Bodies in which it sits"), "memberships", "member", "body", "member_class", "role"),
        make_table(_("Posts held"), appointments, page, held),
        related_table(facts, page) if not facts.actor.form else None,
        own(_("Mandates it gave"), "mandates", "mandated_by", "body", "instrument"),
        own(_("Bodies it funds"), "means", "funded_by", "body"),
        own(_("Archives it holds"), "archives", "holder"),
    ]
