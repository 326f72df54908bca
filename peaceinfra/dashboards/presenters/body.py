"""What a body has and is part of: mandates, functions, memory, people, members, means, channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.body_warnings import BodyRecords
from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.collect.parts import fact_of
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.analysis.process_facts import AppointmentFact, MembershipFact, PostFact, SuccessionFact
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.cells import muted, said
from peaceinfra.dashboards.presenters.functions import function_section, parity_sheet
from peaceinfra.dashboards.presenters.mandates import mandate_section
from peaceinfra.dashboards.presenters.record_columns import columns_of, records_table
from peaceinfra.dashboards.presenters.tables import Column, PageContext, Section, Table, make_table
from secretariats.choices import MemberClass


def body_sections(facts: ActorFacts, page: PageContext) -> list[Section]:
    """The sections that have content, in the order of the page of a body."""
    own = facts.parts.where
    key = facts.actor.key
    parity = parity_sheet(
        facts.parts.of["functions"], facts.parts.of["opposite_functions"], facts.actor, page
    )
    found = [
        mandate_section(own("mandates", "body", key), page),
        function_section(facts.parts.of["functions"], page, with_early=facts.actor.is_secretariat),
        section_of("parity", _("Compared with its counterparts on other sides"), [parity]),
        memory_section(facts, page),
        section_of("people", _("Posts and people in post"), [people_table(facts, page)]),
        members_section(own("memberships", "body", key), page),
        section_of(
            "relations",
            _("Who set it up, and where it belongs"),
            [
                own_table(_("Relations to others"), facts, page, "relations", "body"),
                related_table(facts, page),
                records_table(_("Earlier forms"), facts.parts.of["forms"], page),
            ],
        ),
        section_of("means", _("Means"), [own_table(_("Means"), facts, page, "means", "body")]),
    ]
    return [section for section in found if section]


def records_of(facts: ActorFacts) -> BodyRecords:
    """The body as its warnings reckon with it; what follows a retired record is not counted."""

    key, own = facts.actor.key, facts.parts.where
    return BodyRecords(
        facts.actor,
        facts.life,
        own("mandates", "body", key),
        own("functions", "body", key),
        own("archives", "body", key),
        [fact_of(SuccessionFact, part) for part in own("chain", "predecessor", key)],
        facts.evidence,
    )


def section_of(ident: str, title: str, tables: Sequence[Table | None], words: str = "") -> Section | None:
    """The section with its tables that have content; None where there is nothing to show."""
    shown = [table for table in tables if table]
    return Section(ident, title, shown, words) if shown else None


def own_table(
    caption: str, facts: ActorFacts, page: PageContext, name: str, end: str, *columns: str
) -> Table | None:
    """The parts that name the actor of the page in one place, without that place."""
    parts = facts.parts.where(name, end, facts.actor.key)
    return records_table(caption, parts, page, *columns, without=[end])


def memory_section(facts: ActorFacts, page: PageContext) -> Section | None:
    """What became of its archive, and the chain of those before and after it."""
    chain = records_table(_("Chain of predecessors and successors"), facts.parts.of["chain"], page)
    archive = own_table(_("Archive"), facts, page, "archives", "body")
    return section_of("memory", _("Memory and succession"), [chain, archive])


def people_table(facts: ActorFacts, page: PageContext) -> Table | None:
    """Each appointment, and each post for which no person is recorded."""
    posts = {part.key: part for part in facts.parts.where("posts", "body", facts.actor.key)}
    held = [part for part in facts.parts.of["appointments"] if part.post.key in posts]
    filled = {appointment.post.key for appointment in held}

    def post(part: AppointmentFact | PostFact, page: PageContext):
        return said((posts[part.post.key] if part.prefix == "apt" else part).words)

    def of_appointment(name: str, nothing: str = ""):
        return lambda part, page: page.cell(part, name) if part.prefix == "apt" else nothing

    columns = {
        "post": Column(post, _("Post")),
        "person": Column(of_appointment("person", muted(_("no person recorded"))), _("Person")),
        "appointed_by": Column(of_appointment("appointed_by"), _("Appointed by")),
    }
    empty = [part for key, part in posts.items() if key not in filled]
    return make_table(_("Posts and people in post"), [*held, *empty], page, columns)


def members_section(parts: Sequence[MembershipFact], page: PageContext) -> Section | None:
    """Who sits in it; whether states and non-governmental members sit together is computed."""
    found = records_table(_("Members"), parts, page, without=["body"])
    return section_of("members", _("Members"), [found], " ".join(_members_in_words(parts, page)))


def _members_in_words(parts: Sequence[MembershipFact], page: PageContext) -> list[str]:
    """Hybrid or not, and how many sit as what; on a chosen day by how certain their dates are."""
    held = [(part, certainty) for part in parts if (certainty := page.certainty(part)) != Certainty.NO]
    sure = [part for part, certainty in held if certainty != Certainty.POSSIBLE]
    counts = Counter(part.member_class for part, _certainty in held)
    words = []
    if derived.hybrid(sure):
        words.append(_("Hybrid: states and non-governmental members sit together."))
    elif derived.hybrid(part for part, _certainty in held):
        words.append(_("Possibly hybrid: states and non-governmental members may sit together."))
    if held:
        counted = "; ".join(
            f"{MemberClass(value).label}: {counts[value]}" for value in MemberClass.values if value in counts
        )
        words.append(_("Members that you may see, by what they sit as: %(counts)s.") % {"counts": counted})
    if held and page.day:
        by_dates = Counter(certainty for _part, certainty in held)
        words.append(
            _("On this day: %(certain)s with certain dates, %(confirmed)s confirmed, %(possible)s possible.")
            % {
                "certain": by_dates[Certainty.CERTAIN],
                "confirmed": by_dates[Certainty.CONFIRMED],
                "possible": by_dates[Certainty.POSSIBLE],
            }
        )
    return words


def related_table(facts: ActorFacts, page: PageContext) -> Table | None:
    """The bodies that name it: a relation as seen from the other end."""

    def relation(part: PartFact, page: PageContext):
        words = {"relation": page.cell(part, "kind"), "actor": said(facts.actor.name)}
        return format_html(_("{relation} {actor}"), **words)

    parts = facts.parts.where("relations", "other", facts.actor.key)
    columns = columns_of("brl", "body") | {"kind": Column(relation)}
    return make_table(_("Bodies related to it"), parts, page, columns)
