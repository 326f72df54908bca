"""Writes of several people at once wait for each other in one order, so that none is thrown out for another."""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from peaceinfra.core.errors import Stale
from processes.models import Actor, ActorName, PeaceProcess
from processes.services import Change, accept_claims, save_records
from tests import factories
from tracks.models import Intermediary, Linkage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 8


def at_once(*writers) -> list:
    """Runs the writers in threads, each ROUNDS times, beginning together; returns what was raised."""
    together, raised = threading.Barrier(len(writers)), []

    def run(write):
        try:
            for number in range(ROUNDS):
                together.wait(timeout=60)
                try:
                    write(number)
                except Exception as error:
                    raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def change(model, key, **values):
    record = model.objects.get(pk=key)
    for name, value in values.items():
        setattr(record, name, value)
    return Change(record)


def save(*changes):
    save_records([*changes], by=None, reason="seen")


def test_linkages_are_saved_while_their_process_and_an_end_are_raised():
    process, ends = factories.PeaceProcessFactory(), factories.ActorFactory.create_batch(3)
    linkages = [
        factories.LinkageFactory(process=process, source=ends[number % 3], target=ends[(number + 1) % 3])
        for number in range(12)
    ]

    def analyst(mine):
        return lambda number: save(
            *(change(Linkage, linkage.pk, purpose=f"as of {number}") for linkage in mine)
        )

    raised = at_once(
        *(analyst(linkages[first::4]) for first in range(4)),
        lambda number: save(change(PeaceProcess, process.pk, level=number % 2)),
        lambda number: save(change(Actor, ends[0].pk, level=number % 2)),
    )
    assert raised == []
    assert set(Linkage.objects.values_list("effective_level", flat=True)) <= {0, 1}


def test_two_screens_of_actors_that_name_each_other_are_saved_at_once():
    one, other = factories.ActorFactory.create_batch(2)

    def screen(mine, named):
        role = factories.RoleFactory(actor=mine, recognised_by=named)
        return lambda number: save(
            change(Actor, mine.pk, name=f"name {number}"),
            change(type(role), role.pk, track=str(1 + number % 2)),
        )

    assert at_once(screen(one, other), screen(other, one)) == []


def test_two_guarded_brokers_are_added_to_one_linkage_at_once():
    linkage = factories.LinkageFactory(level=0)
    brokers = factories.ActorFactory.create_batch(2, level=3)

    def add(first):
        return lambda number: save(
            Change(
                Intermediary(
                    linkage=linkage, actor=brokers[first], part="broker", position=1 + 2 * number + first
                )
            )
        )

    assert at_once(add(0), add(1)) == []
    assert Linkage.objects.get().effective_level == 3


def test_the_rows_of_a_screen_are_saved_in_any_order():
    actor = factories.ActorFactory()
    names = factories.ActorNameFactory.create_batch(3, actor=actor)

    def rename(rows):
        return lambda number: save(*(change(ActorName, row.pk, name=f"name {number}") for row in rows))

    assert at_once(rename(names), rename(names[::-1])) == []


def test_claims_on_two_records_are_accepted_in_any_order_while_these_are_saved():
    actors = factories.ActorFactory.create_batch(2, name="Before")

    def accept(subjects):
        def write(number):
            claims = [
                factories.ClaimFactory(subject=one, field="name", value=f"name {number}", status="proposed")
                for one in subjects
            ]
            accept_claims(claims, by=None, reason="decided")

        return write

    def edit(number):
        looked_at = [Actor.objects.get(pk=actor.pk) for actor in actors]
        for actor in looked_at:
            actor.description = f"as of {number}"
        # A claim that was accepted since is the newer version: that is no writer thrown out for another.
        with suppress(Stale):
            save(*(Change(actor, actor.version) for actor in looked_at))

    assert at_once(accept(actors), accept(actors[::-1]), edit) == []
