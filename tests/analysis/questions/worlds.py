"""Bodies of a process in which somebody searched for them."""

from tests import factories as make

LIVED = {"start_kind": "actual", "start": "1990", "end_kind": "ongoing", "end": "2026-11-01"}


def searched_process(name="Talks", **values):
    process = make.PeaceProcessFactory(name=name, **(values or LIVED))
    make.CoverageNoteFactory(process=process, topic="bodies", extent="full", searched_on="2026-11-01")
    return process


def party_in(process, name, side=None, **dates):
    """A party, on a side of its own name."""
    actor = make.ActorFactory(name=name, **LIVED)
    side = side or make.SideFactory(process=process, name=name)
    make.RoleFactory(process=process, actor=actor, kind="party", side=side, **(dates or LIVED))
    return actor


def body_of(party, process, name, *log, **dates):
    """A body that serves a party, with the rows (state, date, further columns) of its log."""
    body = make.BodyActorFactory(name=name, **(dates or LIVED))
    make.PrincipalFactory(body=body, principal=party, process=process, **LIVED)
    for position, (status, day, *more) in enumerate(log, 1):
        columns = more[0] if more else {}
        make.LifecycleChangeFactory(body=body, position=position, status=status, date=day, **columns)
    return body
