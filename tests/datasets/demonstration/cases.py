"""What the tests ask of the real cases, in the words of an adviser."""

from peaceinfra.analysis import derived
from peaceinfra.core.dates import statuslog
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.envelope import bounding_records
from peaceinfra.core.models import Record
from processes.models import Actor, Claim


def actor(name):
    return Actor.objects.get(name=name)


def existence(name, day):
    """Certain, possible or no: did it exist on that day?"""
    return Actor.objects.with_certainty(day).get(name=name).certainty


def on(rows, day):
    """The state of a log on a day."""
    lives = [one.bounds for one in bounding_records(rows.instance)]
    return derived.status([row.entry for row in rows.live()], day, rows.instance, *lives)


def status(name, day):
    return on(actor(name).lifecycle, day)


def certain(state):
    return statuslog.StatusOn(state, Certainty.CERTAIN, (state,))


def tasks(name, *states):
    """The functions of a body that came so far."""
    return set(actor(name).functions.filter(state__in=states).values_list("task", flat=True))


def statements(subject, field):
    """(what became of it, what the source does) of the claims on a field of a record, in order."""
    claims = Claim.objects.filter(subject=subject.pk, field=field).order_by("status", "polarity")
    return list(claims.values_list("status", "polarity"))


def uncited(records):
    """Those that rest on no place in a source."""
    keys = [record.pk for record in records]
    return set(Record.objects.filter(pk__in=keys, citations=None).values_list("pk", flat=True))


def parts_of(process):
    """All that is recorded of a process: roles, logs, events, agreements, channels, bodies with their lives."""
    bodies = {principal.body for principal in process.bodies_serving.all()}
    return [
        process,
        *process.roles.all(),
        *process.phases.exclude(status="unknown"),
        *process.momenta.exclude(status="unknown"),
        *process.events_held.all(),
        *process.agreements.all(),
        *process.channels.all(),
        *process.linkages.all(),
        *process.functions.all(),
        *process.bodies_serving.all(),
        *bodies,
        *(row for body in bodies for row in body.lifecycle.exclude(status="unknown")),
        *(row for body in bodies for row in (*body.posts.all(), *body.mandates.all())),
        *(row for body in bodies for row in body.body_relations.all()),
        *(end for channel in process.channels.all() for end in channel.ends.all()),
        *(row for channel in process.channels.all() for row in channel.states.exclude(status="unknown")),
    ]
