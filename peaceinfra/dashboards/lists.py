"""The lists: for each its address, its filters, its columns. One FilterSet serves the page, the API and the CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.collect import lists as collected
from peaceinfra.dashboards.presenters import columns as shown
from processes import filters as of_processes
from processes.selectors import Order
from secretariats import filters as of_bodies
from tracks import filters as of_tracks

#: {extension of a file of a list: what makes it in the API}
FILES = {"csv": "table", "xlsx": "workbook", "geojson": "geojson"}
#: A heading, or a function of the day asked that gives it; and a function of a row and the day asked.
Column = tuple[str | Callable, Callable]

BY_DATE = Order(Coalesce("start_max", Value(date.min)), newest_first=True)


@dataclass(frozen=True)
class RecordList:
    """One list page.

    slug      its address, and the name of its endpoint where `endpoint` gives no other
    filters   the filters its form shows; the others of the FilterSet work in the address
    columns   a heading and a cell each; the first is the name, with its link
    rows      what a page of records is turned into before the columns read it
    own_route the name of a page that is made elsewhere
    has_places whether its records have a place
    """

    slug: str
    title: str
    lede: str
    filterset: type
    columns: Sequence[Column]
    filters: Sequence[str] = ("q", "country")
    order: Order = field(default_factory=Order)
    with_columns: Callable[[QuerySet, object], QuerySet] = lambda rows, viewer: rows
    rows: Callable = lambda page, viewer: page
    endpoint: str = ""
    section: str = ""
    own_route: str = ""
    has_places: bool = False

    @property
    def extensions(self) -> list[str]:
        """Of the files that it can be taken as."""
        return [name for name in FILES if name != "geojson" or self.has_places]

    @property
    def route(self) -> str:
        return self.own_route or f"{self.slug}_list"

    def file_route(self, extension: str) -> str:
        return f"{self.slug}_{extension}"

    @property
    def csv_route(self) -> str:
        return self.file_route("csv")

    @property
    def xlsx_route(self) -> str:
        return self.file_route("xlsx")

    @property
    def geojson_route(self) -> str:
        return self.file_route("geojson")

    @property
    def api(self) -> str:
        return f"api:{self.endpoint}-list"

    def api_file(self, extension: str) -> str:
        return f"api:{self.endpoint}-{FILES[extension]}"

    def headings(self, day: date | None) -> list[str]:
        return [heading(day) if callable(heading) else heading for heading, _cell in self.columns]

    def found(self, query, viewer, day: date | None):
        """The list's FilterSet for an address; what has no dates is the same on every day."""
        return self.filterset(query, viewer=viewer, day=day if self.filterset.is_dated() else None)


def _linkages(page, viewer):
    facts = collected.linkages_by_key([record.pk for record in page], viewer)
    return [facts[record.pk] for record in page if record.pk in facts]


_BODY_COLUMNS = (
    (_("Body"), shown.actor),
    (_("Form"), shown.form),
    (shown.state_heading, shown.state_of_body),
    (_("Serves"), shown.principals),
    (_("Dates"), shown.dates),
)

# Its page has a form of its own, with both logs.
PROCESSES = RecordList(
    "processes",
    _("Peace processes"),
    "",
    of_processes.PeaceProcessFilterSet,
    columns=(),
    endpoint="process",
    section="processes",
    own_route="process_list",
)

LISTS = (
    RecordList(
        "actors",
        _("Actors"),
        _(
            "Everyone who acts in a peace process: states, armed organisations, bodies, organisations, people."
        ),
        of_processes.ActorFilterSet,
        (
            (_("Actor"), shown.actor),
            (_("Kind"), shown.kind),
            (_("Usual level"), shown.level),
            (_("Countries"), shown.countries),
            (_("Dates"), shown.dates),
        ),
        ("q", "kind", "usual_level", "country"),
        endpoint="actor",
        section="actors",
    ),
    RecordList(
        "secretariats",
        _("Peace secretariats"),
        _("Bodies set up by, and close to, at least one party to a conflict."),
        of_bodies.PeaceSecretariatFilterSet,
        _BODY_COLUMNS,
        ("q", "status", "country"),
        with_columns=collected.with_body_columns,
        endpoint="secretariat",
        section="bodies",
    ),
    RecordList(
        "bodies",
        _("Bodies"),
        _("Secretariats, teams, committees, contact groups, networks, platforms and support units."),
        of_bodies.BodyFilterSet,
        _BODY_COLUMNS,
        ("q", "kind", "status", "country"),
        with_columns=collected.with_body_columns,
        endpoint="body",
        section="bodies",
    ),
    RecordList(
        "support-units",
        _("Mediation support units"),
        _("Units that send advisers, briefings, training and experts to those who mediate."),
        of_tracks.SupportUnitFilterSet,
        _BODY_COLUMNS,
        ("q", "status"),
        with_columns=collected.with_body_columns,
        endpoint="support-unit",
        section="bodies",
    ),
    RecordList(
        "mediators",
        _("Local mediators"),
        _(
            "People, organisations and structures of a community that mediate there, under their public labels."
        ),
        of_tracks.MediatorFilterSet,
        (
            (_("Mediator"), shown.actor),
            (_("Kind"), shown.kind),
            (_("Usual level"), shown.level),
            (_("Countries"), shown.countries),
            (_("Dates"), shown.dates),
        ),
        ("q", "country"),
        endpoint="mediator",
        section="linkages",
    ),
    RecordList(
        "linkages",
        _("Linkages"),
        _("Working connections between two actors, possibly by way of others."),
        of_tracks.LinkageFilterSet,
        (
            (_("Linkage"), shown.linkage),
            (_("Process"), shown.process),
            (_("Form"), shown.modality),
            (_("Last evidence"), shown.freshness),
            (_("Dates"), shown.dates_of_fact),
        ),
        ("q", "modality", "formality", "track", "country"),
        Order("source__folded"),
        rows=_linkages,
        endpoint="linkage",
        section="linkages",
    ),
    RecordList(
        "channels",
        _("Channels"),
        _("Ways by which parties and bodies pass word to each other, and whether they were open."),
        of_bodies.ChannelFilterSet,
        (
            (_("Channel"), shown.named),
            (_("Between"), shown.ends),
            (shown.state_heading, shown.state_of_channel),
            (_("Process"), shown.process),
            (_("Dates"), shown.dates),
        ),
        ("q", "medium", "status", "country"),
        Order("name"),
        with_columns=collected.with_channel_columns,
        endpoint="channel",
        section="linkages",
    ),
    RecordList(
        "events",
        _("Events"),
        _(
            "Rounds of talks, meetings, ceasefires, breakdowns and what else happened in processes; newest first."
        ),
        of_processes.EventFilterSet,
        (
            (_("Event"), shown.named),
            (_("Kind"), shown.kind),
            (_("Process"), shown.process),
            (_("Place"), shown.place),
            (_("Date"), shown.dates),
        ),
        ("q", "kind", "track", "country"),
        BY_DATE,
        with_columns=lambda rows, viewer: rows.select_related("process", "place"),
        endpoint="event",
        has_places=True,
        section="processes",
    ),
    RecordList(
        "agreements",
        _("Agreements"),
        _("Agreements of processes, national and local, coded and linked; newest first."),
        of_processes.AgreementFilterSet,
        (
            (_("Agreement"), shown.named),
            (_("Stage"), shown.stage),
            (_("Process"), shown.process),
            (_("Signed by"), shown.signatories),
            (_("Signed"), shown.dates),
        ),
        ("q", "stage", "country"),
        BY_DATE,
        with_columns=collected.with_signatories,
        endpoint="agreement",
        has_places=True,
        section="processes",
    ),
    RecordList(
        "communities",
        _("Communities"),
        _("People whom somebody can or cannot reach: a village, a clan, the residents of a camp."),
        of_processes.CommunityFilterSet,
        ((_("Community"), shown.named), (_("Place"), shown.place), (_("Dates"), shown.dates)),
        ("q", "country"),
        with_columns=lambda rows, viewer: rows.select_related("place"),
        endpoint="community",
        has_places=True,
        section="linkages",
    ),
    RecordList(
        "places",
        _("Places"),
        _("Where talks were held, agreements made and bodies sit; each as precise as it may be shown."),
        of_processes.PlaceFilterSet,
        ((_("Place"), shown.named), (_("Lies in"), shown.lies_in), (_("Country"), shown.country)),
        ("q", "country"),
        with_columns=lambda rows, viewer: rows.select_related("parent"),
        endpoint="place",
        has_places=True,
        section="processes",
    ),
    RecordList(
        "conflicts",
        _("Conflicts"),
        _("What is fought over, and which processes try to end it. Violence itself is counted elsewhere."),
        of_processes.ConflictFilterSet,
        (
            (_("Conflict"), shown.named),
            (_("Fought over"), shown.incompatibility),
            (_("Countries"), shown.countries),
            (_("Processes"), shown.processes),
            (_("Dates"), shown.dates),
        ),
        ("q", "country"),
        with_columns=collected.with_processes,
        endpoint="conflict",
        section="processes",
    ),
    RecordList(
        "sources",
        _("Sources"),
        _("Where the statements of this register come from, with their reliability and licence."),
        of_processes.SourceFilterSet,
        (
            (_("Source"), shown.source),
            (_("Kind"), shown.kind),
            (_("Publisher"), shown.publisher),
            (_("Reliability"), shown.reliability),
            (_("Licence"), shown.licence),
            (_("Published"), shown.published),
        ),
        ("q", "kind", "reliability", "licence"),
        endpoint="source",
        section="sources",
    ),
)


# {name of the endpoint: its list}; a page without a process leads back to the list of its kind.
BY_ENDPOINT = {record_list.endpoint: record_list for record_list in (PROCESSES, *LISTS)}


def siblings_in(section: str) -> list[tuple[str, str]]:
    """(route, title) of the lists of one part of the register; none where there is only one."""
    found = [
        (record_list.route, record_list.title)
        for record_list in (PROCESSES, *LISTS)
        if record_list.section == section
    ]
    return found if len(found) > 1 else []
