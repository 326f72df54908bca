"""The sections of a process page that are tables: parties, third parties, channels, support, agreements …"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import channel_status, derived
from peaceinfra.analysis.facts import ActorFact, ChangeFact, RoleFact
from peaceinfra.analysis.process_facts import ChannelFact, CoverageFact, ProcessFacts
from peaceinfra.analysis.warning import none_in_words, speaks_of
from peaceinfra.core.dates.words import span_covered
from peaceinfra.dashboards.presenters.cells import said, with_small
from peaceinfra.dashboards.presenters.columns import state_heading
from peaceinfra.dashboards.presenters.life import label_of, state_of
from peaceinfra.dashboards.presenters.list_links import ListLink, list_link
from peaceinfra.dashboards.presenters.record_columns import LOG, columns_of, state_cell
from peaceinfra.dashboards.presenters.tables import Column, PageContext, Table, make_table
from processes.choices import THIRD_PARTY_ROLES, CoverageTopic, Momentum, RoleKind
from secretariats.choices import BodyForm

TEAMS = {BodyForm.NEGOTIATING_TEAM, BodyForm.MEDIATION_TEAM}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one process on one day; sources are numbered in the order in which they are told."""

    facts: ProcessFacts
    page: PageContext

    def channels(self) -> Table | None:
        columns = columns_of("chn")
        secret = columns.pop("secret")
        columns |= {"changes": Column(self._changes, _("Changes"), _("no change recorded")), "secret": secret}
        return make_table(
            _("Channels"),
            self.facts.channels,
            self.page,
            columns,
            list_link=self.list_link("channel"),
            coverage=self.coverage(CoverageTopic.CHANNELS),
            empty=_("No channel is recorded."),
        )

    def conflicts(self) -> Table | None:
        return make_table(
            _("Conflicts"),
            self.facts.conflicts,
            self.page,
            columns_of("cfl"),
            list_link=self.list_link("conflict"),
            empty=_("No conflict is recorded."),
        )

    def parties(self) -> Table | None:
        """Parties in the order of their sides, each with what is said about it."""
        columns = columns_of("rol", "actor", "side", "standing")
        columns["actor"] = replace(columns["actor"], head=_("Party"))
        columns["side"] = replace(columns["side"], nothing=_("side not recorded"))
        columns["standing"] = replace(columns["standing"], nothing=_("not recorded"))
        none = none_in_words(self.facts.coverage, CoverageTopic.LISTS, self.page.day)
        columns["lists"] = Column(self._lists, _("On lists of sanctions"), none)
        rows = [role for role in self.facts.roles if role.kind == RoleKind.PARTY]
        # They were read in the order of their sides.
        sides = {side: place for place, side in enumerate(dict.fromkeys(role.side for role in rows))}
        return make_table(
            _("Parties by side"),
            sorted(rows, key=lambda role: (not role.side, sides.get(role.side))),
            self.page,
            columns,
            list_link=self.list_link("role"),
            coverage=self.coverage(CoverageTopic.LISTS),
            empty=_("No party is recorded."),
        )

    def supporters(self) -> Table | None:
        """Who supports a side, and is none of its parties."""
        columns = columns_of("rol", "actor", "side")
        columns["side"] = replace(columns["side"], head=_("Side it supports"), nothing=_("side not recorded"))
        rows = [role for role in self.facts.roles if role.kind == RoleKind.SUPPORTER]
        return make_table(_("Supporters of a side"), rows, self.page, columns)

    def third_parties(self) -> Table | None:
        def is_third(role: RoleFact) -> bool:
            return role.kind in THIRD_PARTY_ROLES and role.actor.form not in TEAMS

        return make_table(
            _("Third parties and others"),
            filter(is_third, self.facts.roles),
            self.page,
            columns_of("rol", without=["process"]),
            list_link=self.list_link("role"),
            empty=_("No third party is recorded."),
        )

    def stances(self) -> Table | None:
        return make_table(
            _("Stances"),
            self.facts.stances,
            self.page,
            columns_of("stn"),
            list_link=self.list_link("stance"),
            empty=_("No stance is recorded."),
        )

    def supports(self) -> Table | None:
        return make_table(
            _("Support given, asked for or refused"),
            self.facts.supports,
            self.page,
            columns_of("dep", without=["process"]),
            list_link=self.list_link("deployment"),
            empty=_("No support is recorded."),
        )

    def agreements(self) -> Table | None:
        return make_table(
            _("Agreements"),
            self.facts.agreements,
            self.page,
            columns_of("agr"),
            list_link=self.list_link("agreement"),
            coverage=self.coverage(CoverageTopic.AGREEMENTS),
            empty=_("No agreement is recorded."),
        )

    def events(self) -> Table | None:
        return make_table(
            _("Events"),
            self.facts.events,
            self.page,
            columns_of("evt", without=["process"]),
            list_link=self.list_link("event"),
            empty=_("No event is recorded."),
        )

    def inclusion(self) -> Table | None:
        return make_table(
            _("Who takes part, and how"),
            self.facts.inclusion,
            self.page,
            columns_of("inc", without=["process"]),
            coverage=self.coverage(CoverageTopic.INCLUSION),
            empty=_("Nothing about inclusion is recorded."),
        )

    def searched(self) -> Table | None:
        """On a chosen day what speaks of it, and how many notes do not."""
        notes, day = self.facts.coverage, self.page.day
        spoken = [note for note in notes if day is None or speaks_of(note, day)]
        left_out = len(notes) - len(spoken)
        others = ngettext(
            "%(n)s note on research speaks of other times only: show all dates to read it.",
            "%(n)s notes on research speak of other times only: show all dates to read them.",
            left_out,
        )
        empty = _("No research on this process is recorded: “none recorded” may mean that nobody looked.")
        return make_table(
            _("What has been researched so far"),
            spoken,
            self.page,
            columns_of("cov"),
            coverage=[others % {"n": left_out}] if left_out else (),
            empty=_("No research that speaks of this day is recorded.") if left_out else empty,
        )

    def changes_of_state(self) -> Table | None:
        """All logs of the process, of its channels and of its bodies, one after the other."""
        facts = self.facts
        names = {facts.key: facts.name} | {channel.key: channel.name for channel in facts.channels}
        words = {"phasechange": _("Phase"), "momentumchange": _("Momentum")}

        def owner(change: ChangeFact, page: PageContext):
            if change.log in words:
                return words[change.log]
            return said(names.get(change.owner) or facts.actors[change.owner].name)

        logs = [
            facts.phases,
            facts.momenta,
            *(channel.log for channel in facts.channels),
            *facts.lifecycles.values(),
        ]
        rows = [row for log in logs for row in log]
        columns = {"of": Column(owner, _("Of"))} | LOG
        empty = _("No change of state is recorded.")
        return make_table(_("Changes of state"), rows, self.page, columns, empty=empty)

    def bodies(self) -> list[Table]:
        """Teams, secretariats, support units and the rest: whom each serves, what it is made up of, its state."""
        facts, day = self.facts, self.page.day
        served, seated, kinds = {}, {}, {}
        for role in facts.roles:
            kinds.setdefault(role.actor.key, set()).add(role.kind)
        for principal in facts.principals:
            served.setdefault(principal.body.key, []).append(principal)
        for membership in facts.memberships:
            if derived.certainty(membership, day) > derived.Certainty.NO:
                seated.setdefault(membership.body.key, []).append(membership)

        def composition(actor: ActorFact, page: PageContext):
            mixed = _("hybrid: states or intergovernmental organisations sit with civil society")
            served_here = (
                derived.Served(
                    row.principal.key, row.side, derived.is_party(kinds.get(row.principal.key, set()))
                )
                for row in served.get(actor.key, ())
            )
            label = str(derived.composition(served_here).label)
            return with_small(label, mixed if derived.hybrid(seated.get(actor.key, ())) else "")

        def state(actor: ActorFact, page: PageContext):
            return state_cell(
                state_of(facts.lifecycles.get(actor.key, derived.StatusLog()), day, actor.dates)
            )

        columns = {
            "body": Column(lambda actor, page: with_small(page.name(actor), actor.kind_label), _("Body")),
            "serves": Column(
                lambda actor, page: page.actors(role.principal for role in served.get(actor.key, ())),
                _("Serves"),
                _("no party recorded"),
            ),
            "composition": Column(composition, _("Composition")),
            "state": Column(state, state_heading),
        }
        groups = _by_group(facts.bodies)
        return [make_table(caption, rows, self.page, columns, is_dated=False) for caption, rows in groups]

    def means(self) -> Table | None:
        """What its bodies had to work with."""
        empty = _("Nothing is recorded of what its bodies had to work with.")
        return make_table(_("Means"), self.facts.means, self.page, columns_of("mea"), empty=empty)

    def people(self) -> Table | None:
        return make_table(
            _("People in post"),
            self.facts.appointments,
            self.page,
            columns_of("apt"),
            empty=_("Nobody is recorded in a post of its bodies."),
        )

    def memory(self) -> list[Table]:
        """What came after its bodies, and what became of their papers."""
        successions = make_table(
            _("Successors"),
            self.facts.successions,
            self.page,
            columns_of("suc"),
            empty=_("No successor of a body is recorded."),
        )
        archives = make_table(
            _("Archives"),
            self.facts.handovers,
            self.page,
            columns_of("arc"),
            empty=_("Nothing is recorded of any archive."),
        )
        return [successions, archives]

    def local_mediators(self) -> list:
        """Local mediators that the process names, as far as visible."""
        found = [actor for actor in self.facts.actors.values() if actor.is_mediator]
        return [self.page.name(actor) for actor in sorted(found, key=lambda actor: (actor.name, actor.key))]

    def list_link(self, kind: str) -> ListLink:
        return list_link(kind, self.facts.public_id, self.page.day)

    def coverage(self, topic: CoverageTopic) -> list[str]:
        """How far this was searched, in words: “none recorded” and “not researched” are two things. For a chosen day
        only what was searched, or was not, for that day.
        """
        about = [note for note in self.facts.coverage if note.topic in (topic, CoverageTopic.ALL)]
        day = self.page.day
        spoken = [note for note in about if day is None or speaks_of(note, day)]
        if about and not spoken:
            return [_("%(topic)s: not researched for this day.") % {"topic": topic.label}]
        words = ((note.topic.label, ", ".join(filter(None, _searched(note)))) for note in spoken)
        return [_("%(topic)s: %(searched)s.") % {"topic": of, "searched": searched} for of, searched in words]

    def _changes(self, channel: ChannelFact, page: PageContext):
        """Each change of a channel with its day, beside how the talks moved at that time."""
        return format_html_join(
            "",
            "<div>{}: {}<small>{}</small></div>",
            (
                (label_of(change), said(change.date_text), self._talks_then(channel, place))
                for place, change in enumerate(channel.log)
            ),
        )

    def _talks_then(self, channel: ChannelFact, place: int) -> str:
        days = channel_status.days_of_change(channel, place)
        states = channel_status.momentum_at(self.facts.momenta, days, self.facts.dates)
        if not states:
            return _("talks then: not recorded")
        return _("talks then: %(states)s") % {
            "states": _(" or ").join(str(Momentum(state).label) for state in states)
        }

    def _lists(self, role: RoleFact, page: PageContext):
        """The lists on which a party stands, on the day asked or at any time."""
        rows = [
            listing
            for listing in self.facts.listings
            if listing.actor.key == role.actor.key
            and derived.certainty(listing, page.day) > derived.Certainty.NO
        ]
        return format_html_join(
            "",
            "<div>{}{}<small>{}</small></div>",
            (
                (
                    page.name(listing.authority),
                    _(": exempt for %(what)s") % {"what": listing.exemption} if listing.exemption else "",
                    said(listing.dates.text),
                )
                for listing in rows
            ),
        )


def _searched(coverage: CoverageFact) -> tuple[str, str]:
    """How far, and for which time where that is recorded."""
    return str(coverage.extent.label), span_covered(coverage.dates.start, coverage.dates.end)


def _by_group(bodies: list[ActorFact]) -> list[tuple[str, list[ActorFact]]]:
    captions = (
        _("Teams of the official talks"),
        _("Peace secretariats"),
        _("Support units"),
        _("Other bodies"),
    )
    groups = [(caption, [body for body in bodies if _group(body) == caption]) for caption in captions]
    return [(caption, found) for caption, found in groups if found]


def _group(body: ActorFact) -> str:
    if body.form in TEAMS:
        return _("Teams of the official talks")
    if body.is_secretariat or body.form == BodyForm.SECRETARIAT:
        return _("Peace secretariats")
    return _("Support units") if body.form == BodyForm.SUPPORT_UNIT else _("Other bodies")
