"""Mistakes in what protects the tokens of partners: what they read, when they count, what they are used for."""

from datetime import timedelta
from unittest import mock

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from peaceinfra.api import authentication, budget, permissions, questions
from peaceinfra.core import partner_tokens
from peaceinfra.core.models import PartnerToken
from peaceinfra.core.visibility import Viewer, account_sql, token_sql, viewing
from tests import factories as make
from tests.security.mutants import Mutant
from tests.security.mutants.accounts import by_statement, in_function
from tests.tokens import make_token, officer, reader_by, tool


def patched(target, name, value):
    return lambda: mock.patch.object(target, name, value)


def labels(client):
    return {row["label"] for row in client.get("/api/v1/actors/").json()["results"]}


def a_token_of_a_lowered_maker_reads_less():
    maker = officer(clearance=3)
    client = tool(make_token(maker, level=3)[1])
    make.ActorFactory(name="restricted", level=3)
    maker.clearance = 1
    maker.save()
    assert "restricted" not in labels(client)


def a_token_reads_nothing_guarded_after_the_last_day_of_its_makers_clearance():
    maker = officer(clearance=3)
    client = tool(make_token(maker, level=3)[1])
    make.ActorFactory(name="restricted", level=3)
    maker.clearance_until = timezone.now().date() - timedelta(days=1)
    maker.save()
    assert "restricted" not in labels(client)


def a_token_leaves_the_team_with_its_maker():
    maker = officer()
    grant = make.TeamGrantFactory(account=maker)
    client = tool(make_token(maker, teams=[grant.team_id])[1])
    make.ActorFactory(name="of the team", level=0, team=grant.team)
    grant.expires_on = timezone.now().date() - timedelta(days=1)
    grant.save()
    assert "of the team" not in labels(client)


def nobody_makes_a_token_above_the_own_clearance():
    try:
        make_token(officer(clearance=1), level=4)
    except ValidationError:
        return
    raise AssertionError("it was made")


def an_expired_token_is_refused():
    token, text = make_token(officer())
    PartnerToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert tool(text).get("/api/v1/me/").status_code == 401


def a_revoked_token_is_refused():
    maker = officer()
    token, text = make_token(maker)
    with viewing(Viewer(account=maker.pk)):
        partner_tokens.revoke_token(token, reason="lost")
    assert tool(text).get("/api/v1/me/").status_code == 401


def a_token_of_a_closed_account_is_refused():
    maker = officer()
    text = make_token(maker)[1]
    maker.is_active = False
    maker.save()
    assert tool(text).get("/api/v1/me/").status_code == 401


def a_token_from_another_network_is_refused():
    text = make_token(officer(), networks=["192.0.2.0/24"])[1]
    assert tool(text).get("/api/v1/me/").status_code == 401


def a_token_with_another_secret_is_refused():
    token, _text = make_token(officer())
    assert reader_by(f"{token}_{'0' * partner_tokens.SECRET_LENGTH}") is None


def an_unknown_token_is_not_answered_as_the_public():
    assert tool("pit_unknown").get("/api/v1/actors/").status_code == 401


def a_token_without_the_scope_is_refused():
    client = tool(make_token(officer(), scopes=["changes"])[1])
    assert client.get("/api/v1/actors/").status_code == 403


def a_list_of_targets_asks_for_its_scope():
    client = tool(make_token(officer(), level=2)[1])
    assert client.get("/api/v1/questions/who-hangs-on-one/").status_code == 403


def a_token_reads_no_row_past_its_budget():
    make.ActorFactory.create_batch(3)
    client = tool(make_token(officer(), daily_rows=5)[1])
    assert [client.get("/api/v1/actors/").status_code for _number in range(2)] == [200, 429]


def a_file_counts_for_its_rows():
    make.ActorFactory.create_batch(3)
    client = tool(make_token(officer(), daily_rows=2, scopes=["export"])[1])
    assert client.get("/api/v1/actors/csv/").status_code == 429


def the_web_role_reads_no_digest():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_column_privilege('peaceinfra_web', 'core_partnertoken', 'digest', 'SELECT')"
        )
        assert cursor.fetchone() == (False,)


LEAK = "tokens"
MUTANTS = [
    Mutant(
        "a token keeps the level of its maker of once",
        in_function(token_sql.READER, "least(kept.level, core_account_clearance(maker))", "kept.level"),
        a_token_of_a_lowered_maker_reads_less,
    ),
    Mutant(
        "a token outlives the clearance of its maker",
        in_function(
            account_sql.CLEARANCE, "subject.clearance_until <", "false AND subject.clearance_until <"
        ),
        a_token_reads_nothing_guarded_after_the_last_day_of_its_makers_clearance,
    ),
    Mutant(
        "a token keeps the teams of its maker of once",
        in_function(token_sql.READER, "g.expires_on >=", "true OR g.expires_on >="),
        a_token_leaves_the_team_with_its_maker,
    ),
    Mutant(
        "an officer makes a token above the own clearance",
        in_function(token_sql.REFUSAL, "(level BETWEEN 0 AND core_account_clearance(actor))", "(true)"),
        nobody_makes_a_token_above_the_own_clearance,
    ),
    Mutant(
        "a token counts after its end",
        in_function(token_sql.VALID, "AND kept.expires_at > clock_timestamp()", ""),
        an_expired_token_is_refused,
    ),
    Mutant(
        "a revoked token counts",
        in_function(token_sql.VALID, "AND kept.revoked_at IS NULL", ""),
        a_revoked_token_is_refused,
    ),
    Mutant(
        "a token outlives the account of its maker",
        in_function(token_sql.VALID, "AND a.is_active", ""),
        a_token_of_a_closed_account_is_refused,
    ),
    Mutant(
        "a token is taken from any network",
        in_function(token_sql.VALID, "AND address <<= ANY (kept.networks::cidr[]::inet[])", ""),
        a_token_from_another_network_is_refused,
    ),
    Mutant(
        "the name of a token is enough, its secret is not compared",
        in_function(token_sql.VALID, "IF is_known AND", "IF kept.id IS NOT NULL AND"),
        a_token_with_another_secret_is_refused,
    ),
    Mutant(
        "a token that does not count is read as the public",
        patched(authentication, "TOKEN_HEADER", "X-Token"),
        an_unknown_token_is_not_answered_as_the_public,
    ),
    Mutant(
        "no scope is asked for",
        patched(permissions, "has_scope", lambda reader, *scopes: True),
        a_token_without_the_scope_is_refused,
    ),
    Mutant(
        "a list of targets is for every token",
        patched(questions, "has_scope", lambda reader, *scopes: True),
        a_list_of_targets_asks_for_its_scope,
    ),
    Mutant(
        "rows are counted past the budget",
        in_function(token_sql.SPEND, "WHERE stored.rows + served <= kept.daily_rows", ""),
        a_token_reads_no_row_past_its_budget,
    ),
    Mutant(
        "a file counts for nothing",
        patched(budget.QuerySet, "count", lambda rows: 0),
        a_file_counts_for_its_rows,
    ),
    Mutant(
        "the web role reads the digests of tokens",
        by_statement(
            "GRANT SELECT (digest) ON core_partnertoken TO peaceinfra_web",
            "REVOKE SELECT (digest) ON core_partnertoken FROM peaceinfra_web",
        ),
        the_web_role_reads_no_digest,
    ),
]
