"""Tokens of partners: what they may read is never more than what their maker may, now."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from peaceinfra.core import partner_tokens
from peaceinfra.core.models import PartnerToken, TokenUse
from peaceinfra.core.visibility import Viewer, viewing
from tests import factories as make
from tests.tokens import make_token, officer, reader_by

pytestmark = pytest.mark.django_db


def day_after(days):
    return timezone.now() + timedelta(days=days)


def test_a_token_reads_up_to_its_level_and_the_teams_it_was_given():
    maker, team = officer(), make.TeamFactory()
    make.TeamGrantFactory(account=maker, team=team)
    token, text = make_token(maker, level=2, teams=[team.pk], scopes=["read", "export"], owner="مركز الوساطة")
    reader = reader_by(text)
    assert (reader.viewer, reader.scopes) == (Viewer(2, frozenset({team.pk})), {"read", "export"})
    assert (reader.owner, reader.key_id, reader.maker) == ("مركز الوساطة", token.key_id, maker.pk)
    assert text.startswith(f"{token}_") and len(text) == 3 + 1 + 12 + 1 + 52


def test_the_new_token_is_good_for_as_long_as_the_old_one_was_granted():
    """Also where that one ends sooner by now, since it was replaced already; unless another length is said."""
    officer(username="mira", clearance=2)
    made = ("make", "--by", "mira", "--owner", "Lake Institute", "--purpose", "Atlas", "--days")
    for days in ("180", "365"):
        text = printed(*made, days).split()[-1]
        token, _sep, _secret = text.rpartition("_")
        for said in ([], [], ["--days", "7"]):
            printed("rotate", token, "--by", "mira", "--overlap-hours", "24", *said)
            new = PartnerToken.objects.latest("made_at")
            last = timezone.now().date() + timedelta(days=int(said[1] if said else days))
            assert new.expires_at == datetime.combine(last, datetime.min.time(), UTC), (days, said)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"level": 3}, "above what you may read"),
        ({"level": -1}, "above what you may read"),
        ({"teams": [1]}, "not a member of all these teams"),
        ({"expires_at": day_after(-1)}, "within a year"),
        ({"expires_at": day_after(367)}, "within a year"),
    ],
)
def test_nobody_makes_a_token_that_reads_more_than_they_do_or_outlives_a_year(more, words):
    with pytest.raises(ValidationError, match=words):
        make_token(officer(clearance=2), **more)
    assert not PartnerToken.objects.exists()


@pytest.mark.parametrize("role", ["reader", "adviser", "analyst", "steward", "administrator"])
def test_only_a_security_officer_makes_and_ends_tokens(role):
    token, _text = make_token(officer())
    account = make.AccountFactory(role=role)
    with pytest.raises(ValidationError, match="Your role does not change this"):
        make_token(account)
    for change in (
        lambda: partner_tokens.revoke_token(token, reason="no"),
        lambda: partner_tokens.rotate_token(
            token, expires_at=day_after(9), overlap=timedelta(0), reason="no"
        ),
    ):
        with pytest.raises(ValidationError), viewing(Viewer(account=account.pk)), transaction.atomic():
            change()
    assert PartnerToken.objects.get().is_in_force


def test_a_token_reads_less_from_the_moment_at_which_its_maker_does():
    maker, team = officer(clearance=3), make.TeamFactory()
    grant = make.TeamGrantFactory(account=maker, team=team)
    _token, text = make_token(maker, level=3, teams=[team.pk])
    grant.expires_on = timezone.now().date() - timedelta(days=1)
    grant.save()
    assert reader_by(text).viewer == Viewer(3)
    maker.clearance = 1
    maker.save()
    assert reader_by(text).viewer == Viewer(1)
    maker.clearance = 4  # more than when it was made adds nothing
    maker.save()
    assert reader_by(text).viewer == Viewer(3)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "steward"}])
def test_a_token_whose_maker_does_not_stand_for_it_any_more_does_not_count(change):
    maker = officer()
    _token, text = make_token(maker)
    for name, value in change.items():
        setattr(maker, name, value)
    maker.save()
    assert reader_by(text) is None


def test_what_is_no_token_or_another_one_does_not_count():
    token, text = make_token(officer())
    another = make_token(officer())[1]
    assert reader_by(text[:-1]) is None and reader_by(f"{text}0") is None and reader_by("") is None
    assert reader_by(f"{token}_{another.rpartition('_')[2]}") is None
    assert reader_by(text.replace(token.key_id, "0" * 12)) is None
    assert reader_by(text).key_id == token.key_id


def test_a_token_that_has_ended_or_was_revoked_does_not_count():
    (token, text), (_other, revoked) = make_token(officer()), make_token(maker := officer())
    with viewing(Viewer(account=maker.pk)):
        partner_tokens.revoke_token(_other, reason="the contract ended")
    PartnerToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert reader_by(text) is None and reader_by(revoked) is None
    _other.refresh_from_db()
    assert (_other.revoked_by, _other.is_in_force) == (maker, False)


@pytest.mark.parametrize(
    ("address", "counts"),
    [
        ("192.0.2.9", True),
        ("::ffff:192.0.2.9", True),
        ("2001:db8::5", True),
        ("192.0.3.9", False),
        ("2001:db9::5", False),
        ("", False),
        ("unknown", False),
    ],
)
def test_a_token_is_taken_from_its_networks_alone(address, counts):
    _token, text = make_token(officer(), networks=["192.0.2.0/24", "2001:db8::/32"])
    assert (reader_by(text, address) is not None) is counts


def test_a_token_without_a_network_is_taken_from_nowhere():
    assert reader_by(make_token(officer(), networks=[])[1]) is None


def test_networks_are_read_from_any_lines_and_refused_with_their_word():
    assert partner_tokens.read_networks("192.0.2.0/24,\n 2001:db8::/32  198.51.100.7") == [
        "192.0.2.0/24",
        "2001:db8::/32",
        "198.51.100.7/32",
    ]
    with pytest.raises(ValidationError, match="“192.0.2.1/24” is no network"):
        partner_tokens.read_networks("192.0.2.1/24")


def rotate(token, account, hours):
    with viewing(Viewer(account=account.pk)):
        overlap = timedelta(hours=hours)
        return partner_tokens.rotate_token(token, expires_at=day_after(30), overlap=overlap, reason="yearly")


def test_a_rotated_token_goes_on_for_the_overlap_and_shares_its_budget_with_the_new_one():
    maker, other = officer(), officer()
    token, text = make_token(maker, daily_rows=10, purpose="Newsletter")
    before = token.expires_at
    new, new_text = rotate(token, other, 24)
    token.refresh_from_db()
    assert timezone.now() < token.expires_at < timezone.now() + timedelta(hours=25) < before
    assert (new.purpose, new.made_by, new.series) == ("Newsletter", other, token.series)
    assert spent(text, 6) == 6 and spent(new_text, 5) is None and spent(new_text, 4) == 10
    assert reader_by(text).rows_left == reader_by(new_text).rows_left == 0


def test_without_an_overlap_the_old_token_ends_at_once():
    token, text = make_token(officer())
    _new, new_text = rotate(token, officer(), 0)
    assert reader_by(text) is None and reader_by(new_text)
    with pytest.raises(ValidationError, match="has ended already"):
        rotate(token, officer(), 0)


def test_who_may_read_less_does_not_rotate_a_token():
    token, text = make_token(officer(), level=3)
    with pytest.raises(ValidationError, match="above what you may read"), transaction.atomic():
        rotate(token, officer(clearance=2), 0)
    assert reader_by(text).viewer == Viewer(3)


def spent(text, rows):
    return partner_tokens.spend(partner_tokens.presented(text, "127.0.0.1"), rows)


def test_rows_are_counted_by_day_and_never_past_the_budget():
    token, text = make_token(officer(), daily_rows=100)
    yesterday = timezone.now().date() - timedelta(days=1)
    TokenUse.objects.create(series=token.series, day=yesterday, rows=100)
    assert [spent(text, rows) for rows in (60, 41, 0, 40, 1)] == [60, None, 60, 100, None]
    assert spent(text, 101) is None and spent(text, -1) is None
    assert sorted(TokenUse.objects.values_list("day", "rows")) == [
        (yesterday, 100),
        (timezone.now().date(), 100),
    ]


def test_of_its_use_the_day_alone_is_kept_and_makes_no_version():
    token, text = make_token(officer())
    assert token.last_used_on is None
    reader_by(text)
    token.refresh_from_db()
    assert token.last_used_on == timezone.now().date()
    assert [event.pgh_label for event in token.events.all()] == ["added"]


def test_the_history_says_who_made_and_revoked_a_token_and_why_and_holds_no_digest():
    maker, other = officer(), officer()
    token, _text = make_token(maker, reason="the agreement of March")
    with viewing(Viewer(account=other.pk)):
        partner_tokens.revoke_token(token, reason="it was lost")
    assert [(event.pgh_label, event.pgh_context) for event in token.events.all()] == [
        ("added", {"account": maker.pk, "reason": "the agreement of March"}),
        ("changed", {"account": other.pk, "reason": "it was lost"}),
    ]
    assert not {"digest", "last_used_on"} & {field.name for field in token.events.model._meta.fields}


def test_nothing_that_is_stored_holds_the_token_or_what_is_presented_of_it():
    token, text = make_token(officer())
    reader_by(text)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text FROM core_partnertoken t UNION SELECT e::text FROM core_partnertokenevent e"
        )
        stored = " ".join(row for (row,) in cursor.fetchall())
    secret, presented = text.rpartition("_")[2], partner_tokens.presented(text, "").digest
    assert token.key_id in stored and secret not in stored and presented not in stored


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT digest FROM core_partnertoken",
        "SELECT * FROM core_partnertoken",
        "UPDATE core_partnertoken SET level = 4",
        "UPDATE core_partnertoken SET expires_at = expires_at + interval '1 day'",
        "INSERT INTO core_partnertoken (id) VALUES (1)",
        "DELETE FROM core_partnertoken",
        "UPDATE core_tokenuse SET rows = 0",
        "DELETE FROM core_tokenuse",
        "SELECT * FROM core_partnertokenevent",
        "SELECT core_token_valid('0', '0', NULL)",
    ],
)
def test_the_web_login_reads_no_digest_and_writes_no_token(statement):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, viewing(Viewer(4)), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change", [{"level": 5}, {"scopes": []}, {"scopes": ["all"]}, {"expires_at": day_after(400)}]
)
def test_the_table_itself_refuses_what_no_token_is(change):
    token, _text = make_token(officer())
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerToken.objects.filter(pk=token.pk).update(**change)


def printed(*args):
    out = StringIO()
    call_command("partner_token", *args, stdout=out)
    return out.getvalue()


def test_the_command_makes_lists_rotates_and_revokes():
    mira, team = officer(username="mira", clearance=2), make.TeamFactory(name="Lake")
    make.TeamGrantFactory(account=mira, team=team)
    said = printed(
        *("make", "--by", "mira", "--owner", "Lake Institute", "--purpose", "Atlas", "--level", "2"),
        *(
            "--team",
            "Lake",
            "--scope",
            "read",
            "--scope",
            "changes",
            "--network",
            "127.0.0.0/8",
            "--days",
            "30",
        ),
    )
    text = said.split()[-1]
    assert reader_by(text).viewer == Viewer(2, frozenset({team.pk}))
    token = PartnerToken.objects.get()
    assert token.expires_at == datetime.combine(
        timezone.now().date() + timedelta(days=30), datetime.min.time(), UTC
    )
    listed = printed("list")
    assert f"{token}  Lake Institute  Atlas  level 2  read,changes  ends" in listed
    assert text not in listed and text.rpartition("_")[2] not in listed
    new = printed("rotate", str(token), "--by", "mira", "--overlap-hours", "0").split()[-1]
    assert reader_by(text) is None and reader_by(new)
    printed("revoke", new.rpartition("_")[0], "--by", "mira", "--reason", "over")
    assert reader_by(new) is None
    assert printed("list").count("revoked") == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--level", "3"], "above what you may read. .* Nothing was changed"),
        (["--team", "Hill"], "no team “Hill”"),
        (["--network", "here"], "“here” is no network"),
        (["--days", "366"], "within a year"),
        (["--rows", "0"], "greater than or equal to 1"),
    ],
)
def test_the_command_refuses_in_words(more, words):
    officer(username="mira", clearance=2)
    with pytest.raises(CommandError, match=words):
        printed("make", "--by", "mira", "--owner", "A", "--purpose", "B", *more)
    assert not PartnerToken.objects.exists()


def test_the_command_acts_in_the_name_of_nobody_but_a_security_officer():
    make.AnalystFactory(username="ana")
    with pytest.raises(CommandError, match="“ana” is no security officer"):
        printed("make", "--by", "ana", "--owner", "A", "--purpose", "B")
