"""Mistakes by which pages, lists and answers tell of what is hidden: found where two registers are asked the same."""

from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connection
from django.test import Client

from peaceinfra.admin import site
from peaceinfra.analysis import collect, warning
from peaceinfra.analysis.collect import process
from peaceinfra.analysis.collect.counts import TAKING_PART
from peaceinfra.api import unchanged
from peaceinfra.core.screens import finding
from peaceinfra.core.screens.lists import UncountedChangeList
from peaceinfra.core.visibility import changes_sql, sql
from peaceinfra.dashboards.views import lists
from processes import selectors
from processes.admin import namesakes
from processes.models import Actor, ActorName, Citation, Claim, ExternalId, Note, Role, Stance
from processes.services import rules
from tests import factories as make
from tests.api import test_changes as changes
from tests.core.walls import worlds
from tests.security import test_lists_and_downloads as downloads
from tests.security.breaches import (
    by_trigger,
    for_all,
    instead,
    past_the_second_wall,
    two_saves,
    two_worlds,
    without_walls,
)
from tests.security.looking import everything
from tests.security.mutants import Mutant
from tracks.models import Linkage


def steward():
    return make.StewardFactory(clearance=2)


def page_cut_before_the_walls(rows, shown, order, after=None, size=selectors.ON_PAGE):
    """There is a next page where there are more rows in the table."""
    page, following = selectors.list_page(rows, shown, order, after, size)
    with past_the_second_wall():
        is_more = rows.model._base_manager.count() > len(page) + 2
    return page, following or (page[-1].pk if page and is_more else None)


def counted_with_the_owners_rights(self, request):
    """The list of a screen says of how many it shows some."""
    real_results(self, request)
    with past_the_second_wall():
        self.result_count = self.model._base_manager.count()


real_results = UncountedChangeList.get_results


def counts_of_the_table(lines):
    """The links to the pages of a process say how much stands there."""
    with past_the_second_wall():
        return real_counts(lines) + Counter({TAKING_PART: Role._base_manager.count()})


real_counts = process.counts_of


def label_with_aliases(actor):
    with past_the_second_wall():
        number = ActorName._base_manager.filter(actor=actor.pk).count()
    return f"{actor.name} ({number})"


ABOUT = (Citation, Claim, ExternalId, Note, Stance)


def by_what_hangs_on_them(rows, shown, order, after=None, size=selectors.ON_PAGE):
    """What has more rows hanging on it comes first."""
    page, following = selectors.list_page(rows, shown, order, after, size)
    with past_the_second_wall():
        hanging = {
            row.pk: sum(part._base_manager.filter(subject=row.pk).count() for part in ABOUT) for row in page
        }
    return sorted(page, key=lambda row: -hanging[row.pk]), following


@contextmanager
def a_query_for_each_row():
    """Rows are read past the walls and looked at one by one afterwards."""
    real = collect.collect_first_rows

    def ask(page, viewer, on):
        with past_the_second_wall(), connection.cursor() as cursor:
            for key in Linkage._base_manager.values_list("pk", flat=True):
                cursor.execute("SELECT %s", [key])
        return real(page, viewer, on)

    with patch.object(collect, "collect_first_rows", ask):
        yield


def tag_of_the_table(self, content):
    with past_the_second_wall():
        number = Linkage._base_manager.count()
    return real_tag(self, content + str(number).encode())


real_tag = unchanged.Asked.tag


@contextmanager
def a_role_touches_its_process():
    """And the trigger that keeps its version lets that pass."""
    source = worlds.definition("processes_peaceprocess__mark")
    kept = "NEW.version := OLD.version; NEW.updated_at := OLD.updated_at; was := OLD;"
    assert kept in source
    touch = "UPDATE processes_peaceprocess SET updated_at = clock_timestamp() WHERE id = NEW.process_id; RETURN NULL;"
    with connection.cursor() as cursor, by_trigger("processes_role", touch):
        cursor.execute(source.replace(kept, "was := OLD; was.updated_at := NEW.updated_at;"))
        yield
        cursor.execute(source)


def derived_answers_are_not_given():
    downloads.test_derived_answers_are_not_given_below_the_floor(Client(), 0)


ANOTHER_OF_THE_TITLE = """
IF current_setting('peaceinfra.level', true) <> ''
  AND EXISTS (SELECT FROM processes_source WHERE name = NEW.name AND id <> NEW.id)
THEN RAISE unique_violation; END IF; RETURN NULL;"""


def found_by_all(site, request, term, kinds=()):
    """A box completes what is typed by what anybody may see."""
    seen, request.viewer = request.viewer, everything()
    try:
        with past_the_second_wall():
            return find_records(site, request, term, kinds)
    finally:
        request.viewer = seen


find_records = finding.find_records


@contextmanager
def changes_of_all():
    """The log of changes, which holds what was committed, is read by everybody with the highest level."""
    functions = [function for function in changes_sql.functions() if sql.LEVEL in function.statement]
    assert functions
    with connection.cursor() as cursor:
        for function in functions:
            cursor.execute(function.statement.replace(sql.LEVEL, "4"))
        try:
            yield
        finally:
            for function in functions:
                cursor.execute(function.statement)


def hidden_changes_leave_no_trace():
    changes.test_hidden_changes_leave_no_trace_for_who_may_not_see_them(changes.build_watched())


LEAK = "totals"
MUTANTS = [
    Mutant(
        "a list has a next page where the table has more rows",
        instead(lists, "list_page", page_cut_before_the_walls),
        two_worlds("/linkages/", "/events/"),
        is_long=True,
    ),
    Mutant(
        "a screen counts the rows of the table",
        instead(UncountedChangeList, "get_results", counted_with_the_owners_rights),
        two_worlds("/admin/tracks/linkage/", account=steward),
        is_long=True,
    ),
    Mutant(
        "the page of a process counts what hangs on it for all",
        instead(process, "counts_of", counts_of_the_table),
        two_worlds("/processes/{pro}/"),
        is_long=True,
    ),
    Mutant(
        "the first page is made of what all together see",
        for_all(collect, "collect_first_rows"),
        two_worlds("/"),
        "aggregates",
        is_long=True,
    ),
    Mutant(
        "the points of the map are those of all events",
        for_all(collect, "collect_points_of_processes"),
        two_worlds("/"),
        "aggregates",
        is_long=True,
    ),
    Mutant(
        "a label counts the names of an actor",
        instead(Actor, "__str__", label_with_aliases),
        two_worlds("/admin/processes/actor/", account=steward),
        "labels",
        is_long=True,
    ),
    Mutant(
        "no wall guards the names of actors",
        lambda: without_walls(ActorName),
        two_worlds("/api/v1/actors/", "/actors/{act}/"),
        "labels",
        is_long=True,
    ),
    Mutant(
        "no wall guards the linkages",
        lambda: without_walls(Linkage),
        two_worlds("/api/v1/linkages/", "/processes/{pro}/"),
        "links",
        is_long=True,
    ),
    Mutant(
        "a list begins with what most hangs on",
        instead(lists, "list_page", by_what_hangs_on_them),
        two_worlds("/actors/", "/bodies/", "/sources/", "/events/", "/agreements/", "/communities/"),
        "orders",
        is_long=True,
    ),
    Mutant(
        "a box completes what is typed for all",
        instead(site, "find_records", found_by_all),
        two_worlds("/admin/records/?term=secret", account=steward),
        "suggestions",
        is_long=True,
    ),
    Mutant(
        "a warning of a duplicate names what is hidden",
        for_all(namesakes, "_of_name"),
        two_saves("a new actor of the name of a hidden one"),
        "suggestions",
        is_long=True,
    ),
    Mutant(
        "two sources have never the same title",
        lambda: by_trigger("processes_source", ANOTHER_OF_THE_TITLE),
        two_saves("a new source of the title of a hidden one"),
        "unique",
        is_long=True,
    ),
    Mutant(
        "a role moves the time of change of its process",
        a_role_touches_its_process,
        two_worlds("/api/v1/processes/{pro}/"),
        "tags",
        is_long=True,
    ),
    Mutant(
        "the feed of changes goes by no marking",
        changes_of_all,
        hidden_changes_leave_no_trace,
        "feed",
        is_long=True,
        is_committed=True,
    ),
    Mutant(
        "the feed of a process is that of all",
        for_all(collect, "collect_process_changes"),
        two_worlds("/processes/{pro}/feed.atom", "/feed.atom"),
        "notices",
        is_long=True,
    ),
    Mutant(
        "a query for each row that there is",
        a_query_for_each_row,
        two_worlds("/"),
        "queries",
        is_long=True,
    ),
    Mutant(
        "a tag is made of all rows of the table",
        instead(unchanged.Asked, "tag", tag_of_the_table),
        two_worlds("/api/v1/linkages/"),
        "tags",
        is_long=True,
    ),
    Mutant(
        "a log is judged with its hidden rows",
        for_all(rules, "check_together"),
        two_saves("by the services: a row of a log"),
        "writes",
        is_long=True,
    ),
    Mutant(
        "lists of targets have no floor",
        instead(warning, "is_open", lambda floor, viewer: True),
        derived_answers_are_not_given,
        "floors",
        is_long=True,
    ),
]
