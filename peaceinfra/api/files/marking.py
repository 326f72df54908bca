"""The marking of a file: the highest of all that stands in it, with every team.

A record can be told with parts, and with what follows from other records, that are marked higher than it: they count
too. It is read before the rows, by which a file would be made twice as late if they were told first.
"""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import BigIntegerField, IntegerField, Q, QuerySet

from peaceinfra.analysis.collect.markings import Marking, together
from peaceinfra.core.choices import Level
from peaceinfra.core.prepared import Given, Keys, Prepared, prepare, prepared
from peaceinfra.core.visibility import Viewer
from processes.models import Claim, ExternalId, Role
from secretariats.models import Principal

# So many rows are looked at together.
AT_ONCE = 1000


class MarkingRaised(Exception):
    """What is to be sent is marked otherwise than was said of it, as it was raised in between."""


def marking_of(rows: QuerySet, reader, viewer: Viewer) -> Marking:
    """That of a file of these rows as `reader` tells them; no query for who sees public rows alone."""
    return _highest(viewer, lambda: _markings_of(rows, reader, viewer))


def marking_of_list(filterset, reader, viewer: Viewer) -> Marking:
    """That of a file of the whole list of a FilterSet, whose queries are put together once for a reader."""
    return _highest(viewer, lambda: prepared(_markings_of_list, viewer, filterset, reader))


def marking_of_record(filterset, reader, viewer: Viewer, key: int) -> Marking:
    """That of a file of one record of such a list, whose queries are put together once for a reader."""
    return _highest(viewer, lambda: prepared(_markings_of_record, viewer, filterset, reader), key=key)


def _highest(viewer: Viewer, queries: Callable[[], Iterable[Prepared]], **given: int) -> Marking:
    """The marking of all that the queries find. Each is asked only for rows that would raise what was found, a few at
    once, and none is where nothing can be higher: so it need not go through all rows of a long list.
    """
    found, most = together([]), Marking(viewer.level, sorted(viewer.teams))
    if found == most:
        return found
    for query in queries():
        while found != most:
            higher = query.rows(level=found.effective_level, teams=found.effective_teams, **given)
            if not higher:
                break
            found = together([found, *(Marking(level, teams) for level, teams in higher)])
    return found


def _markings_of_list(viewer: Viewer, filterset, reader) -> tuple[Prepared, ...]:
    return _markings_of(filterset.shown(viewer), reader, viewer)


def _markings_of_record(viewer: Viewer, filterset, reader) -> tuple[Prepared, ...]:
    return _markings_of(filterset.shown(viewer).filter(pk=Given("key", BigIntegerField())), reader, viewer)


def _markings_of(rows: QuerySet, reader, viewer: Viewer) -> tuple[Prepared, ...]:
    return tuple(
        _higher(prepare(found.order_by().values_list("effective_level", "effective_teams")))
        for found in _told(rows.order_by().values("pk"), rows, reader, viewer)
    )


def _higher(query: Prepared) -> Prepared:
    """The markings of some rows that are marked higher than what was found."""
    sql = f"""SELECT DISTINCT level, teams FROM (
SELECT level, teams FROM ({query.sql}) AS told(level, teams)
WHERE level > %s OR NOT teams <@ %s::bigint[] LIMIT {AT_ONCE}
) AS higher"""
    return Prepared(sql, (*query.params, Given("level", IntegerField()), Keys("teams")))


def tlp_of(marking: Marking) -> str:
    return Level.in_force(marking).tlp


def name_part(marking: Marking) -> str:
    """The label as it stands in the name of a file."""
    return tlp_in_name(tlp_of(marking))


def tlp_in_name(tlp: str) -> str:
    return tlp.replace(":", "-").replace("+", "-")


def _told(keys, rows, reader, viewer) -> Iterator[QuerySet]:
    """The records of all kinds that stand in the file."""
    yield rows
    for _accessor, part in reader.parts:
        yield part.rows(viewer).filter(**{f"{part.owner.name}__in": keys})
    if "contested" in reader.gathered:
        yield Claim.objects.shown_to(viewer).filter(source__retired=False, subject__in=keys)
    if "external_ids" in reader.gathered:
        yield ExternalId.objects.shown_to(viewer).filter(subject__in=keys)
    if "served" in reader.gathered:
        served = Principal.objects.shown_to(viewer).filter(body__in=keys)
        yield Role.objects.shown_to(viewer).filter(
            process__in=served.values("process"), actor__in=served.values("principal")
        )
    if "sides" in reader.gathered:
        yield from _by_which_sides_follow(rows.order_by(), viewer)


def _by_which_sides_follow(linkages, viewer) -> Iterator[QuerySet]:
    """The roles of the ends in the processes of the linkages, those whom they serve there, and the roles of these."""
    processes = linkages.values("process")
    ends = Q(body__in=linkages.values("source")) | Q(body__in=linkages.values("target"))
    served = Principal.objects.shown_to(viewer).filter(ends, process__in=processes)
    yield served
    actors = (
        Q(actor__in=linkages.values("source"))
        | Q(actor__in=linkages.values("target"))
        | Q(actor__in=served.values("principal"))
    )
    yield Role.objects.shown_to(viewer).filter(actors, process__in=processes, side__isnull=False)
