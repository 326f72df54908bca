"""What goes on around the talks in a generated register: events, agreements, support, reach, inclusion."""

from peaceinfra.worlds import syllables
from peaceinfra.worlds.population import COUNTRIES, LANGUAGES
from peaceinfra.worlds.ties import Ties
from processes.choices import ActorLevel
from processes.models import (
    Agreement,
    AgreementConflict,
    AgreementRelation,
    Event,
    EventConflict,
    EventProcess,
    Participation,
    Signatory,
)
from tracks.models import Inclusion, Reach, Support

# Whom one can speak to is one of these three.
TARGETS = ["community_id", "armed_actor_id", "society_level"]


def make_events(ties: Ties, number: int):
    """Events, one in ten of several processes or about a conflict, some outside of any process."""
    rows = ties.rows
    for _ in range(number):
        process, circle = ties.a_process()
        is_outside = rows.happens(0.1)
        event = rows.add(
            Event,
            name=syllables.name(rows.random, noun="meeting"),
            process_id=None if is_outside else process,
            countries=COUNTRIES if is_outside else "{}",
            held_by_id=rows.pick(circle) if rows.happens(0.3) else None,
            place_id=rows.pick(ties.population.places) if rows.happens(0.5) else None,
            number_of_parties=rows.pick(["", "2", "2+"]),
        )
        if rows.happens(0.1):
            rows.add(EventProcess, event_id=event, process_id=ties.a_process()[0])
            rows.add(EventConflict, event_id=event, conflict_id=rows.pick(ties.population.conflicts))
        for actor in ties.several(circle, rows.pick([0, 2, 4])):
            behalf = rows.pick(circle) if rows.happens(0.1) else None
            rows.add(
                Participation,
                event_id=event,
                actor_id=actor,
                on_behalf_of_id=behalf if behalf != actor else None,
            )
        if rows.happens(0.1):
            make_inclusion(ties, process, circle, event)


def make_agreements(ties: Ties, number: int):
    """Agreements with two or three who signed; each with a stance on the process. Some amend the one before."""
    rows, before = ties.rows, None
    for _ in range(number):
        process, circle = ties.a_process()
        agreement = rows.add(
            Agreement,
            name=syllables.name(rows.random, noun="agreement"),
            process_id=process,
            place_id=rows.pick(ties.population.places) if rows.happens(0.5) else None,
        )
        for actor in ties.several(circle, rows.pick([2, 3])):
            rows.add(Signatory, agreement_id=agreement, actor_id=actor)
        if before and rows.happens(0.1):
            rows.add(AgreementRelation, agreement_id=agreement, other_id=before)
            rows.add(
                AgreementConflict, agreement_id=agreement, conflict_id=rows.pick(ties.population.conflicts)
            )
        before = agreement
        ties.make_stance(process, circle)
        make_inclusion(ties, process, circle)


def make_inclusion(ties, process, circle, event=None):
    rows = ties.rows
    actor = rows.pick(circle) if rows.happens(0.7) else None
    rows.add(
        Inclusion,
        process_id=process,
        event_id=event,
        actor_id=actor,
        group="" if actor else "women of the district",
        forum_id=rows.pick(circle) if rows.happens(0.3) else None,
    )


def make_support(ties: Ties, number: int):
    rows = ties.rows
    for _ in range(number):
        process, circle = ties.a_process()
        giver, recipient = ties.several(circle, 2)
        rows.add(Support, giver_id=giver, recipient_id=recipient, process_id=process)


def make_reach(ties: Ties, number: int):
    """Mediators reach a community, an armed actor or a level of society; four in five are mediators."""
    rows, population = ties.rows, ties.population
    for _ in range(number):
        process, circle = ties.a_process()
        mediator = population.mediators and rows.happens(0.8)
        targets = {
            "community_id": rows.pick(population.communities),
            "armed_actor_id": rows.pick(population.armed or circle),
            "society_level": rows.pick(ActorLevel.values),
        }
        chosen = rows.pick(TARGETS)
        rows.add(
            Reach,
            actor_id=rows.pick(population.mediators if mediator else circle),
            process_id=process if rows.happens(0.5) else None,
            languages=LANGUAGES,
            **({"society_level": ""} | {chosen: targets[chosen]}),
        )
