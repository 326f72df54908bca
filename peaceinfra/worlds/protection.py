"""What protects people in a generated register: consents, safe contacts, threat notes."""

from peaceinfra.core.choices import Level
from peaceinfra.worlds import dates, syllables
from peaceinfra.worlds.population import Population
from peaceinfra.worlds.rows import Rows
from processes.choices import ConsentScope
from processes.models import Consent, SafeContact, ThreatNote

# Of people and local mediators, how many in a hundred have one. The first has each of them, for every world to have.
SHARES = {"consents": 0.6, "contact": 0.3, "threat": 0.2}
# The last of these years leaves one for a withdrawal.
ASKED = (2014, dates.NEWEST - 1)
# So many years after it was given a consent ends: some have ended whenever the register is read, some last.
GOOD_FOR = [2, 5, 15]


def make_protection(rows: Rows, population: Population):
    for index, person in enumerate(dict.fromkeys([*population.people, *population.mediators])):
        has = {what: index == 0 or rows.happens(share) for what, share in SHARES.items()}
        if has["consents"]:
            make_consents(rows, person)
        if has["contact"]:
            make_safe_contact(rows, person)
        if has["threat"]:
            make_threat_note(rows, person)


def make_consents(rows, person):
    """One to three, of different scopes; half end on a day, one in four of those that can be was withdrawn."""
    for scope in rows.random.sample(ConsentScope.values, rows.pick([1, 2, 3])):
        year = rows.random.randint(*ASKED)
        is_withdrawn = rows.happens(0.25) and may_be_withdrawn(rows, person, scope)
        rows.add(
            Consent,
            actor_id=person,
            scope=scope,
            taken_by=a_visitor(rows),
            given=dates.some_date(rows.random, year, year),
            expires_on=dates.some_day(rows.random, year + rows.pick(GOOD_FOR)) if rows.happens(0.5) else None,
            condition="under the label only" if rows.happens(0.2) else "",
            withdrawn_on=dates.some_day(rows.random, year + 1) if is_withdrawn else None,
            withdrawn_why="word came by a relative" if is_withdrawn and rows.happens(0.5) else "",
        )


def may_be_withdrawn(rows, person, scope) -> bool:
    """Whether the person is as guarded as a withdrawal makes them: it restricts, unless it is only of contact."""
    return scope == ConsentScope.CONTACTED or rows.loading.marks[person].level >= Level.RESTRICTED


def make_safe_contact(rows, person):
    is_checked = rows.happens(0.7)
    rows.add(
        SafeContact,
        actor_id=person,
        instructions=f"Invented. Ask for {syllables.name(rows.random)}, and wait.",
        hours=rows.pick(["", "market days", "after dusk"]),
        never=rows.pick(["", "never from an office number"]),
        emergency=syllables.name(rows.random) if rows.happens(0.5) else "",
        checked_on=dates.some_day(rows.random, rows.random.randint(*ASKED)) if is_checked else None,
    )


def make_threat_note(rows, person):
    year = rows.random.randint(*ASKED)
    rows.add(
        ThreatNote,
        actor_id=person,
        threat=rows.pick(["Invented. Arrest on the road.", "Invented. Watched at home."]),
        threatened_by=syllables.name(rows.random, noun="Guard") if rows.happens(0.5) else "",
        assessed_on=dates.some_day(rows.random, year),
        assessed_by=a_visitor(rows),
        review_by=dates.some_day(rows.random, year + 1) if rows.happens(0.7) else None,
    )


def a_visitor(rows) -> str:
    return syllables.name(rows.random, noun="of the register")
