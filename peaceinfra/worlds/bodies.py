"""What a generated body has: whom it serves, who works and sits in it, what it is to do, what becomes of it."""

from peaceinfra.worlds.ties import Ties
from secretariats.choices import SIGNALS, ChannelPart, ChannelState, FunctionState, Task
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    BodyRelation,
    Channel,
    ChannelChange,
    ChannelEnd,
    EarlierForm,
    Function,
    Mandate,
    Means,
    Membership,
    Post,
    Principal,
    Seat,
    Succession,
)

# Only commitment is signalled.
WORK_STATES = [state.value for state in FunctionState if state not in SIGNALS]


def make_parts_of_bodies(ties: Ties):
    for body in ties.population.bodies:
        process, circle = ties.a_process()
        around = [actor for actor in circle[:40] if actor != body]
        make_principals(ties, body, process, around)
        make_staff(ties, body, around)
        make_work(ties, body, process, around)
        make_end(ties, body, around)


def make_principals(ties, body, process, around):
    """One or two principals, most of them within a process; members, of whom some sit for somebody else."""
    rows = ties.rows
    for _ in rows.some(1, 1, 1, 2):
        is_within = rows.happens(0.9)
        rows.add(
            Principal,
            body_id=body,
            principal_id=rows.pick(around[:20]),
            process_id=process if is_within else None,
            side_id=rows.pick(ties.population.sides[process]) if is_within else None,
        )
    for _ in rows.some(0, 1, 2):
        rows.add(BodyRelation, body_id=body, other_id=rows.pick(around))
    for _ in rows.some(0, 0, 3, 6):
        behalf = rows.pick(around) if rows.happens(0.2) else None
        rows.add(Membership, body_id=body, member_id=rows.pick(around), on_behalf_of_id=behalf)


def make_staff(ties, body, around):
    """Posts with those who held them, and means."""
    rows, people = ties.rows, ties.population.people or around
    for _ in rows.some(0, 1, 1, 3):
        post = rows.add(Post, body_id=body)
        for _ in rows.some(0, 1, 2):
            rows.add(Appointment, post_id=post, person_id=rows.pick(people))
    for _ in rows.some(0, 1):
        rows.add(Means, body_id=body, funded_by_id=rows.pick(around) if rows.happens(0.5) else None)


def make_work(ties, body, process, around):
    """Mandates in versions, and functions, of which two in three are under one."""
    rows = ties.rows
    mandates = [
        rows.add(Mandate, body_id=body, number=number + 1, mandated_by_id=rows.pick(around))
        for number in rows.some(0, 1, 2)
    ]
    for _ in rows.some(0, 3, 6):
        task = rows.pick(Task.values)
        states = FunctionState.values if task == Task.COMMITMENT else WORK_STATES
        rows.add(
            Function,
            body_id=body,
            task=task,
            state=rows.pick(states),
            mandate_id=rows.pick(mandates) if mandates and rows.happens(0.66) else None,
            party_id=rows.pick(around) if rows.happens(0.7) else None,
            process_id=process if rows.happens(0.9) else None,
        )


def make_end(ties, body, around):
    """For some bodies: an earlier form, a successor, what became of the archive."""
    rows = ties.rows
    others = [other for other in ties.population.bodies[:50] if other != body]
    if rows.happens(0.3):
        rows.add(EarlierForm, body_id=body)
    if rows.happens(0.6):
        rows.add(Seat, body_id=body, place_id=rows.pick(ties.population.places))
    if others and rows.happens(0.3):
        rows.add(Succession, predecessor_id=body, successor_id=rows.pick(others))
    if rows.happens(0.2):
        rows.add(ArchiveHandover, body_id=body, holder_id=rows.pick(around))


def make_channels(ties: Ties, number: int):
    """Channels of two ends, one in three by way of another, each with its log; for some a stance, a note."""
    rows = ties.rows
    for index in range(number):
        process, circle = ties.a_process()
        actors = ties.several(circle, rows.pick([2, 2, 3]))
        channel = rows.add(
            Channel,
            lenders=actors,
            name=f"line {index + 1}",
            process_id=process if rows.happens(0.95) else None,
        )
        for position, actor in enumerate(actors, 1):
            part = ChannelPart.END if position < 3 else ChannelPart.VIA
            rows.add(ChannelEnd, channel_id=channel, actor_id=actor, position=position, part=part.value)
        rows.add_log(ChannelChange, ChannelState.OPEN, (1992, 2018), 4, channel_id=channel)
        if rows.happens(0.2):
            ties.make_stance(channel, circle)
            ties.make_note(channel)
