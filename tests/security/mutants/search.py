"""Mistakes in the function that searches with the owner's rights."""

from contextlib import contextmanager

from django.db import connection

from peaceinfra.core.searched import matching_rows
from peaceinfra.core.visibility import PUBLIC, search_sql, sql, viewing
from tests import factories as make
from tests.security.mutants import Mutant


def check():
    """Hidden names match better than the public ones, and no more are asked for than are public."""
    public, hidden = make.ActorFactory(name="Lake public"), make.ActorFactory(name="Lake", level=3)
    make.ActorFactory(name="Lake", level=0, team=make.TeamFactory())
    make.ActorNameFactory(actor=public, name="Lake", level=3)
    make.ActorNameFactory(actor=hidden, name="Lake too")
    process = make.PeaceProcessFactory(name="Lakeside talks")
    make.EventFactory(process=process, name="Round", place=make.PlaceFactory(name="Lake"), level=3)
    make.ExternalIdFactory(subject=public, scheme="paax", value="lake", level=3)
    for given in ({"identifier": ("", "lake")}, {"typos": True}):
        with viewing(PUBLIC):
            matches = matching_rows(["lake"], [()], most=2, **given)
        assert [match.record for match in matches] == [public.pk, process.pk]


@contextmanager
def stored(change):
    """The function with its text changed, for a while."""
    statement = search_sql.search_function().statement
    assert change(statement) != statement
    with connection.cursor() as cursor:
        cursor.execute(change(statement))
        try:
            yield
        finally:
            cursor.execute(statement)


LEAK = "search"
MUTANTS = [
    Mutant(
        "the search asks for no level",
        lambda: stored(
            lambda text: text.replace(f".effective_level <= {search_sql.LEVEL}", ".effective_level >= 0")
        ),
        check,
    ),
    Mutant(
        "the search asks for no team",
        lambda: stored(lambda text: text.replace(f"<@ {search_sql.TEAMS}", "IS NOT NULL")),
        check,
    ),
    Mutant(
        "the search finds by the place of a hidden event",
        lambda: stored(lambda text: text.replace("AND own.effective_level", "AND n.effective_level")),
        check,
    ),
    Mutant(
        "the search finds by a hidden id",
        lambda: stored(
            lambda text: text.replace(
                "processes_externalid n\n      WHERE NOT n.retired AND n.effective_level <=",
                "processes_externalid n\n      WHERE NOT n.retired AND 0 <=",
            )
        ),
        check,
    ),
    Mutant(
        "what is limited is looked at only afterwards",
        lambda: stored(
            lambda text: (
                text.replace(f".effective_level <= {search_sql.LEVEL}", ".effective_level >= 0")
                .replace(
                    "LIMIT least(most, 500);",
                    "LIMIT least(most, 500)) m JOIN core_record r ON r.id = m.found"
                    f" WHERE r.effective_level <= {sql.LEVEL};",
                )
                .replace("RETURN QUERY SELECT n.record", "RETURN QUERY SELECT m.* FROM (SELECT n.record")
            )
        ),
        check,
    ),
]
