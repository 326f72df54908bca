"""The screen of the tokens of partners: for security officers alone, and a token is shown once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.core import partner_tokens
from peaceinfra.core.models import PartnerToken
from peaceinfra.core.visibility import Viewer
from tests import factories as make
from tests.admin.screens import address, errors, listing, shown, words
from tests.tokens import make_token, officer, reader_by

pytestmark = pytest.mark.django_db

ADD = "/admin/core/partnertoken/add/"
TOLD = {"owner": "Lake Institute", "purpose": "copy for the atlas", "reason": "agreement of March"}


@pytest.fixture
def mira(client):
    """A security officer of clearance 3, a member of the team Lake and not of Hill, at the screens."""
    account = officer(username="mira", clearance=3)
    make.TeamGrantFactory(account=account, team=make.TeamFactory(name="Lake"))
    make.TeamFactory(name="Hill")
    client.force_login(account)
    return account


def typed(client, **changes):
    """The empty form as a browser sends it, with the boxes ticked that are ticked in it."""
    sent = shown(client.get(ADD)) | {"scopes": ["read"]} | TOLD | changes
    return {name: value for name, value in sent.items() if value is not None}


def text_in(response):
    [text] = re.findall(r'value="(pit_[0-9a-z]{12}_[0-9a-z]{52})"', words(response))
    return text


def test_an_officer_makes_a_token_and_is_shown_it_once(client, mira):
    team = mira.team_grants.get().team
    sent = typed(
        client, level="2", teams=[str(team.pk)], scopes=["read", "changes"], networks="127.0.0.0/8\n::1"
    )
    response = client.post(ADD, sent)
    text = text_in(response)
    assert "no-store" in response["Cache-Control"]
    assert (reader_by(text).viewer, reader_by(text, "192.0.2.1")) == (Viewer(2, frozenset({team.pk})), None)
    token = PartnerToken.objects.get()
    assert (token.owner, token.purpose, token.made_by) == ("Lake Institute", "copy for the atlas", mira)
    assert (token.scopes, token.networks) == (["read", "changes"], ["127.0.0.0/8", "::1/128"])
    assert token.expires_at == partner_tokens.end_of(timezone.now().date() + timedelta(days=89))
    assert token.events.get().pgh_context == {"account": mira.pk, "reason": "agreement of March"}
    secret = text.rpartition("_")[2]
    for page in (address(token), listing(PartnerToken)):
        read = words(client.get(page))
        assert str(token) in read and "Lake Institute" in read and secret not in read
        assert "never" not in read  # it was used above


def test_what_the_officer_may_not_read_is_not_offered_and_not_made(client, mira):
    page = words(client.get(ADD))
    assert "restricted (TLP:AMBER+STRICT)" in page and "TLP:RED" not in page
    assert "Lake" in page and "Hill" not in page
    assert "level" in errors(client.post(ADD, typed(client, level="4")))
    type(mira).objects.filter(pk=mira.pk).update(clearance=1)
    mira.refresh_from_db()
    client.force_login(mira)
    assert "level" in errors(client.post(ADD, typed(client, level="2")))
    assert not PartnerToken.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"networks": "the office"}, "networks", "“the” is no network"),
        ({"networks": ""}, "networks", "required"),
        ({"scopes": []}, "scopes", "required"),
        ({"daily_rows": "0"}, "daily_rows", "greater than or equal to 1"),
        ({"last_day": "2020-01-01"}, "last_day", "within a year"),
        ({"last_day": "2199-01-01"}, "last_day", "within a year"),
        ({"owner": "Lake\u200b\u202e"}, "owner", ""),
        ({"reason": ""}, "reason", "required"),
    ],
)
def test_what_is_wrong_with_a_token_is_said_at_its_place_and_at_the_head(client, mira, changes, field, said):
    response = client.post(ADD, typed(client, **changes))
    assert list(errors(response)) == [field]
    assert said in " ".join(errors(response)[field])
    assert "Nothing was saved: 1 thing to mend" in words(response)
    assert not PartnerToken.objects.exists()


def test_an_officer_replaces_a_token_and_chooses_how_long_the_old_one_goes_on(client, mira):
    token, text = make_token(officer(), owner="Lake Institute", level=3)
    page = f"/admin/core/partnertoken/{token.pk}/replace/"
    offered = client.get(page).context["form"].initial["last_day"]
    assert partner_tokens.end_of(offered) - token.expires_at < timedelta(days=1)
    last_day = (timezone.now().date() + timedelta(days=30)).isoformat()
    response = client.post(page, {"overlap": "24", "last_day": last_day, "reason": "yearly"})
    new = text_in(response)
    assert reader_by(text) and reader_by(new).maker == mira.pk
    assert new.rpartition("_")[0] in words(client.get(address(token)))
    response = client.post(page, {"overlap": "0", "last_day": last_day, "reason": "it was seen"})
    assert reader_by(text) is None and reader_by(text_in(response))
    assert client.get(page).status_code == 404  # it has ended


def test_a_token_above_what_the_officer_may_read_is_not_replaced_but_revoked(client, mira):
    token, text = make_token(officer(), level=4)
    page = f"/admin/core/partnertoken/{token.pk}/"
    last_day = (timezone.now().date() + timedelta(days=30)).isoformat()
    response = client.post(f"{page}replace/", {"overlap": "0", "last_day": last_day, "reason": "yearly"})
    assert "This is above what you may read" in words(response)
    assert reader_by(text).viewer == Viewer(4)
    assert "required" in words(client.post(f"{page}revoke/", {"reason": ""}))
    response = client.post(f"{page}revoke/", {"reason": "lost"}, follow=True)
    assert f"The token {token} was revoked" in words(response)
    assert reader_by(text) is None
    assert "Revoke it" not in words(client.get(f"{page}change/"))


def test_looking_at_the_pages_that_end_a_token_ends_none(client, mira):
    token, text = make_token(officer())
    for name in ("replace", "revoke"):
        assert client.get(f"/admin/core/partnertoken/{token.pk}/{name}/").status_code == 200
    assert reader_by(text)


@pytest.mark.parametrize("role", ["analyst", "steward", "administrator"])
def test_nobody_else_sees_or_makes_a_token(client, role):
    token, _text = make_token(officer())
    client.force_login(make.AccountFactory(role=role))
    pages = [listing(PartnerToken), ADD, address(token)]
    pages += [f"/admin/core/partnertoken/{token.pk}/{name}/" for name in ("replace", "revoke")]
    for page in pages:
        assert client.get(page).status_code == 403, page
        assert client.post(page, {"reason": "x"}).status_code == 403, page
    assert "Tokens of partners" not in words(client.get("/admin/"))


def test_a_token_is_not_changed_on_its_page(client, mira):
    token, _text = make_token(mira)
    client.post(address(token), {"level": "3", "owner": "Another"})
    token.refresh_from_db()
    assert (token.level, token.owner) == (0, "An institute")


@pytest.mark.parametrize(
    ("state", "found"), [("in_force", ["one"]), ("ended", ["two", "three"]), ("", ["one", "two", "three"])]
)
def test_the_list_is_narrowed_to_what_is_in_force(client, mira, state, found):
    for name in ("one", "two", "three"):
        make_token(mira, owner=name)
    PartnerToken.objects.filter(owner="two").update(expires_at=timezone.now())
    PartnerToken.objects.filter(owner="three").update(revoked_at=timezone.now(), revoked_by=mira)
    rows = client.get(listing(PartnerToken), {"state": state} if state else {}).context["cl"].result_list
    assert {token.owner for token in rows} == set(found)


def test_the_list_costs_the_same_at_one_token_and_at_five(client, mira):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(listing(PartnerToken))
        return len(queries)

    make_token(mira)
    asked()
    few = asked()
    for _number in range(4):
        make_token(officer())
    assert asked() == few
