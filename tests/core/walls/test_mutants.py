"""The equivalence test can fail: each mistake below, put into one wall, is found by it."""

import pytest
from django.db import connection, transaction
from django.db.models import Q

from peaceinfra.core.visibility import Viewer, rule, sql
from tests.core.walls import worlds
from tests.security.score import SEEDED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LEVEL = sql.LEVEL
TEAMS = sql.TEAMS


def policy(table, name, body):
    return lambda: f"ALTER POLICY {name} ON {table} USING ({body})"


def replaced(function, old, new):
    def statement():
        source = worlds.definition(function)
        assert old in source, f"{old} is no longer part of {function}"
        return source.replace(old, new)

    return statement


def seen(table, level="<=", teams=f"(effective_teams = '{{}}' OR effective_teams <@ {TEAMS})", joined="AND"):
    return f"{table}.effective_level {level} {LEVEL} {joined} {teams}"


IN_THE_DATABASE = {
    "the level must be below, not at most": policy(
        "processes_actor", "processes_actor_visible", seen("processes_actor", level="<")
    ),
    "the teams are forgotten": policy(
        "processes_actor", "processes_actor_visible", f"effective_level <= {LEVEL}"
    ),
    "a record without a team is refused": policy(
        "processes_actor", "processes_actor_visible",
        seen("processes_actor", teams=f"effective_teams && {TEAMS}"),
    ),
    "one team of several is enough": policy(
        "tracks_linkage", "tracks_linkage_visible",
        seen("tracks_linkage", teams=f"(effective_teams = '{{}}' OR effective_teams && {TEAMS})"),
    ),
    "a linkage goes by its own level": policy(
        "tracks_linkage", "tracks_linkage_visible",
        seen("tracks_linkage").replace("effective_level", "level"),
    ),
    "a team widens": policy(
        "processes_peaceprocess", "processes_peaceprocess_visible",
        seen("processes_peaceprocess", joined="OR"),
    ),
    "a history is read by the version alone": policy(
        "processes_actorevent", "processes_actor_history_visible", seen("processes_actorevent")
    ),
    "row-level security is off on a detail": lambda: "ALTER TABLE secretariats_body DISABLE ROW LEVEL SECURITY",
    "an end is forgotten": replaced("tracks_linkage__mark", "IF NEW.target_id IS NOT NULL", "IF false"),
    "intermediaries are forgotten": replaced("tracks_linkage__mark", "WHERE linkage_id = NEW.id", "WHERE false"),
    "the process is forgotten": replaced("tracks_linkage__mark", "IF NEW.process_id IS NOT NULL", "IF false"),
    "reach goes by what was typed": replaced("tracks_reach__mark", "greatest(NEW.effective_level, 2)", "0"),
    "the lowest level wins": replaced("tracks_linkage__mark", "greatest(", "least("),
    "only the last team is kept": replaced(
        "core_teams", "ELSE ARRAY(SELECT DISTINCT team FROM unnest(a || b) team ORDER BY team) END", "ELSE b END"
    ),
    "an end that is raised later is not followed": lambda: (
        "DROP TRIGGER tracks_linkage__follow__processes_actor ON processes_actor"
    ),
    "a process that is raised later is not followed": lambda: (
        "DROP TRIGGER tracks_linkage__follow__processes_peaceprocess ON processes_peaceprocess"
    ),
    "a changed team is not followed": replaced(
        "tracks_linkage__follow__processes_actor",
        "(n.effective_level, n.effective_teams) IS DISTINCT FROM (o.effective_level, o.effective_teams)",
        "n.effective_level IS DISTINCT FROM o.effective_level",
    ),
    "an exchanged intermediary is not followed": lambda: (
        "DROP TRIGGER tracks_linkage__lend__tracks_intermediary__moved ON tracks_intermediary"
    ),
    "a new intermediary is not followed": lambda: (
        "DROP TRIGGER tracks_linkage__lend__tracks_intermediary__added ON tracks_intermediary"
    ),
    "a new intermediary's team is not followed": replaced(
        "tracks_linkage__lend__tracks_intermediary__added", "OR NOT s.effective_teams <@ p.effective_teams", ""
    ),
    "ends of a channel are forgotten": replaced(
        "secretariats_channel__mark", "WHERE channel_id = NEW.id", "WHERE false"
    ),
    "an end of a channel that is retired lends no longer": replaced(
        "secretariats_channel__mark", "WHERE channel_id = NEW.id", "WHERE channel_id = NEW.id AND NOT retired"
    ),
    "a new end of a channel is not followed": lambda: (
        "DROP TRIGGER secretariats_channel__lend__secretariats_channelend__added ON secretariats_channelend"
    ),
    "an exchanged end of a channel is not followed": lambda: (
        "DROP TRIGGER secretariats_channel__lend__secretariats_channelend__moved ON secretariats_channelend"
    ),
    "an end of a channel that is raised later is not followed": lambda: (
        "DROP TRIGGER secretariats_channel__follow__processes_actor ON processes_actor"
    ),
    "a place does not follow what it lies in": lambda: (
        "DROP TRIGGER processes_place__follow__processes_place ON processes_place"
    ),
    "on whose behalf a member sits is forgotten": replaced(
        "secretariats_membership__mark", "IF NEW.on_behalf_of_id IS NOT NULL", "IF false"
    ),
    "the place of a seat is forgotten": replaced("secretariats_seat__mark", "IF NEW.place_id IS NOT NULL", "IF false"),
    "a claim does not follow its record": lambda: (
        "DROP TRIGGER processes_claim__follow__core_record ON core_record"
    ),
    "the row in core_record is not kept": lambda: "DROP TRIGGER z_record_update ON processes_actor",
}  # fmt: skip


def no_teams_means_all(self, viewer, prefix=""):
    return original(self, viewer if viewer.teams else Viewer(viewer.level, frozenset(worlds.TEAMS)), prefix)


def own_level_only(self, viewer, prefix=""):
    return Q(**{f"{prefix}effective_level__lte": viewer.level})


def below(self, viewer, prefix=""):
    return original(self, viewer, prefix) & Q(**{f"{prefix}effective_level__lt": viewer.level})


original = rule.Visibility.q
IN_THE_FILTER = {
    "an empty list of teams is read as all": no_teams_means_all,
    "the teams are forgotten": own_level_only,
    "the level must be below, not at most": below,
}

#: What each would tell, as in docs/leaks.md, where that is not the rule itself.
OF_TIES = ("forgotten", "followed", "longer")
LEAKS = (
    dict.fromkeys([mistake for mistake in IN_THE_DATABASE if mistake.endswith(OF_TIES)], "links")
    | dict.fromkeys(["the teams are forgotten"], "rule")
    | dict.fromkeys(["a history is read by the version alone"], "history")
    | dict.fromkeys(["an empty list of teams is read as all"], "empty grants")
)


def leaks_of_walls() -> set[str]:
    return {LEAKS.get(mistake, "rule") for mistake in (*IN_THE_DATABASE, *IN_THE_FILTER)}


# Dense first: it finds most within a few worlds; wide finds what needs several teams.
SEARCHES = [(worlds.DENSE, 120), (worlds.WIDE, 160)]


def is_caught():
    try:
        worlds.search_by_hand()
        for alphabet, examples in SEARCHES:
            worlds.search(alphabet, examples)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("mistake", IN_THE_DATABASE)
def test_a_mistake_in_the_database_is_caught(mistake, record_property):
    record_property(SEEDED, (LEAKS.get(mistake, "rule"), mistake, "the three readings of drawn registers"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(IN_THE_DATABASE[mistake]())
        assert is_caught()
        transaction.set_rollback(True)


@pytest.mark.parametrize("mistake", IN_THE_FILTER)
def test_a_mistake_in_the_filter_is_caught(mistake, monkeypatch, record_property):
    record_property(SEEDED, (LEAKS.get(mistake, "rule"), mistake, "the three readings of drawn registers"))
    monkeypatch.setattr(rule.Visibility, "q", IN_THE_FILTER[mistake])
    assert is_caught()
