"""What runs with the owner's rights cannot be turned against the wall by the login that serves."""

import psycopg
import pytest
from django.db import connection

from peaceinfra.core.visibility import sql
from peaceinfra.core.visibility.grants import statements
from peaceinfra.core.visibility.inspection import differences
from tests.core.walls.test_web_login import as_viewer, web  # noqa: F401 - a fixture
from tests.factories import ActorFactory, LinkageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.processes_actor2 (id bigint)",
        "CREATE TEMPORARY TABLE processes_actor (id bigint, effective_level int, effective_teams bigint[])",
        "SELECT core_keep_record()",
    ],
)
def test_the_web_login_sets_nothing_beside_the_tables(web, statement):  # noqa: F811
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


def test_a_temporary_table_is_not_read_in_place_of_the_real_one():
    linkage = LinkageFactory(source=ActorFactory(level=3))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE processes_actor AS SELECT * FROM public.processes_actor")
        cursor.execute("UPDATE processes_actor SET effective_level = 0")
        cursor.execute("UPDATE tracks_linkage SET purpose = 'hijacked'")
        cursor.execute("DROP TABLE pg_temp.processes_actor")
    linkage.refresh_from_db()
    assert (linkage.purpose, linkage.effective_level) == ("hijacked", 3)


def test_while_rights_are_set_again_nobody_is_without_them_for_a_moment():
    """What is refused by the database is answered as what is not there: a public record too, while one migrates."""
    with connection.cursor() as cursor:
        for statement in statements(["processes_actor"]):
            cursor.execute(statement)
            cursor.execute("SELECT has_table_privilege('peaceinfra_web', 'processes_actor', 'SELECT')")
            assert cursor.fetchone() == (True,), statement


def test_the_web_login_executes_these_functions_and_no_other_of_the_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, has_function_privilege('peaceinfra_web', oid, 'EXECUTE')"
            " FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        )
        functions = cursor.fetchall()
    assert len(functions) > 50
    assert sorted(name for name, is_open in functions if is_open) == [
        "core_account_as_seen",
        "core_account_change",
        "core_account_clearances",
        "core_account_decide",
        "core_account_give_factor_code",
        "core_account_give_link",
        "core_account_grant_team",
        "core_account_make",
        "core_account_memberships",
        "core_account_of_link",
        "core_account_password_of",
        "core_account_refusal",
        "core_account_set_own_password",
        "core_account_use_factor_code",
        "core_account_use_link",
        "core_account_waits",
        "core_acts_as",
        "core_change_beginning",
        "core_change_newest",
        "core_change_time",
        "core_changes",
        "core_erase",
        "core_erasure_ask",
        "core_erasure_decide",
        "core_erasure_finish",
        "core_erasures_due",
        "core_erasures_unknown",
        "core_factors_of_whom",
        "core_identity_sign_in",
        "core_is_officer",
        "core_proposal_answer",
        "core_proposal_answered",
        "core_proposal_put",
        "core_proposals_of",
        "core_recall_answer_of_account",
        "core_recall_answer_of_token",
        "core_recall_send",
        "core_recalls_of_account",
        "core_recalls_of_token",
        "core_recalls_to_send",
        "core_search",
        "core_token_make",
        "core_token_reader",
        "core_token_refusal",
        "core_token_revoke",
        "core_token_rotate",
        "core_token_sends_to",
        "core_token_spend",
        "processes_expire_intakes",
        "procrastinate_defer_jobs_v1",
    ]


def test_history_cannot_be_switched_off_by_a_setting(web):  # noqa: F811
    actor = ActorFactory(name="before")
    as_viewer(web, "4")
    web.execute(
        "SELECT set_config('pgtrigger.ignore', (SELECT '{' || string_agg(tgname, ',') || '}' FROM pg_trigger"
        " WHERE tgrelid = 'processes_actor'::regclass), true)"
    )
    web.execute("UPDATE processes_actor SET name = 'after'")
    web.commit()
    assert [event.name for event in actor.events.order_by("pgh_id")] == ["before", "after"]


def test_another_body_of_a_shared_function_is_found():
    body = sql.shared_functions()[1]
    with connection.cursor() as cursor:
        cursor.execute(body.replace("IS DISTINCT FROM", "IS NOT DISTINCT FROM"))
        try:
            assert differences() == ["function core_keep_record differs from its declaration"]
        finally:
            cursor.execute(body)


def test_another_search_path_is_found():
    assert differences() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION core_keep_record() SET search_path = public")
        try:
            assert differences() == ["function core_keep_record: its search path is not the fixed one"]
        finally:
            cursor.execute("ALTER FUNCTION core_keep_record() SET search_path = pg_catalog, public, pg_temp")
