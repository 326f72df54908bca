"""A form that is sent twice, what is remembered from screen to screen, and the ways between page and screen."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from peaceinfra.core.models import PartnerToken, Recall
from processes.models import Actor
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import REASON, UNDATED, address, errors, listing, row, save, send, shown, words
from tests.analysis.test_exposure import noted
from tests.tokens import officer

pytestmark = pytest.mark.django_db


def opened(desk, url):
    """What the form would send, its token too."""
    response = desk.get(url)
    token = re.search(r'name="form_token" value="(\w+)"', words(response)).group(1)
    return shown(response) | {"form_token": token}


def test_a_form_that_is_sent_twice_makes_one_record_and_shows_it(desk):
    page = opened(desk, listing(Actor, "add")) | REASON | {"name": "Valley Council", "kind": "national_ngo"}
    assert desk.post(listing(Actor, "add"), page).status_code == 302
    again = desk.post(listing(Actor, "add"), page, follow=True)
    actor = Actor.objects.get()
    assert again.redirect_chain == [(address(actor), 302)]
    assert "This form was saved already. Nothing was saved a second time" in words(again)


def test_a_new_row_that_is_sent_twice_stands_once(desk):
    body = factories.BodyActorFactory()
    url = address(BodyActor.objects.get(pk=body.pk))
    page = (
        opened(desk, url)
        | REASON
        | row("names", 0, name="Valley Office", kind="former", level="0", **UNDATED)
    )
    for _time in range(2):
        assert desk.post(url, page).status_code == 302
    assert body.names.count() == 1


def test_a_form_that_comes_again_with_other_content_is_kept_and_asks_first(desk):
    url = listing(Actor, "add")
    page = opened(desk, url) | REASON | {"name": "Valley Council", "kind": "national_ngo"}
    desk.post(url, page)
    refused = desk.post(url, page | {"name": "Hill Council"})
    assert "This form was saved already, with other content" in str(errors(refused))
    assert shown(refused)["name"] == "Hill Council" and Actor.objects.count() == 1
    token = re.search(r'name="form_token" value="(\w+)"', words(refused)).group(1)
    assert desk.post(url, shown(refused) | {"form_token": token}).status_code == 302
    assert sorted(Actor.objects.values_list("name", flat=True)) == ["Hill Council", "Valley Council"]


def test_a_form_that_was_refused_can_be_sent_again(desk):
    url = listing(Actor, "add")
    page = opened(desk, url) | REASON | {"kind": "national_ngo"}
    assert errors(desk.post(url, page)).keys() == {"name"}
    assert desk.post(url, page | {"name": "Valley Council"}).status_code == 302


@pytest.mark.slow
def test_reason_and_source_are_remembered_for_the_next_screen_and_not_after_signing_out(desk, analyst):
    first, second = factories.ActorFactory(), factories.ActorFactory()
    source = factories.SourceFactory(name="Report of the valley")
    said = {"reason": "read the report", "from_source": source.pk, "from_locator": "p. 3"}
    save(desk, address(first), {"description": "A council"} | said)
    page = desk.get(address(second))
    remembered = {name: shown(page)[name] for name in said}
    assert remembered == {"reason": "read the report", "from_source": str(source.pk), "from_locator": "p. 3"}
    assert "Report of the valley, p. 3" in words(page)
    taken_over = "Taken over from your last change. Change it if it is not true here."
    assert words(page).count(taken_over) == 1
    assert 'aria-describedby="id_reason_last id_reason_helptext"' in words(page)
    assert taken_over not in words(desk.get(listing(Actor, "add")))
    refused = send(desk, address(second), {"name": "", "reason": "another one"})
    assert refused.status_code == 200 and taken_over not in words(refused)
    assert shown(desk.get(listing(Actor, "add")))["reason"] == "first entry"
    desk.logout()
    desk.force_login(analyst)
    assert "reason" not in shown(desk.get(address(second)))
    assert taken_over not in words(desk.get(address(second)))


def test_reason_and_source_stand_in_the_bar_that_saves_and_enter_presses_nothing(desk):
    actor = factories.ActorFactory()
    factories.ClaimFactory(subject=actor, field="name", value=actor.name, status="accepted")
    page = words(desk.get(address(actor)))
    form, bar = page.split('<div class="save-bar">')
    assert 'id="id_reason"' in bar and 'name="from_source"' in bar and 'data-sourced="name"' in bar
    first = re.search(
        r"<form[^>]*_form.*?(<(?:button|input)[^>]*type=\"submit\"[^>]*>)", form, re.DOTALL
    ).group(1)
    assert first == '<button type="submit" disabled hidden>'


def test_page_and_screen_of_a_record_lead_to_each_other(desk, client):
    actor = factories.ActorFactory(level=0)
    page = f"/actors/{actor.public_id}/"
    assert f'<a href="{page}">View</a>' in words(desk.get(address(actor)))
    edit = f"/admin/open/{actor.public_id}/"
    assert edit in words(desk.get(page))
    assert desk.get(edit)["Location"] == address(actor)
    hidden = factories.ActorFactory(team=factories.TeamFactory())
    answers = [desk.get(f"/admin/open/{one}/") for one in (hidden.public_id, "act-0000000000000", "x")]
    assert [one.status_code for one in answers] == [404, 404, 404]
    desk.logout()
    assert edit not in words(desk.get(page))


def sent_twice(client, url, **fields):
    """The answers to one form, as a browser sends it when a button is pressed twice."""
    page = client.get(url)
    token = re.search(r'name="form_token" value="(\w+)"', words(page)).group(1)
    return [client.post(url, fields | {"form_token": token}, follow=True) for _time in range(2)]


def test_a_record_that_is_split_twice_by_one_form_is_split_once(signed_in):
    record = factories.ActorFactory(name="Valley Council")
    url = f"/admin/split/{record.public_id}/"
    _first, again = sent_twice(signed_in(factories.StewardFactory()), url, name="Hill Council", reason="two")
    assert again.redirect_chain[-1][0] == address(Actor.objects.get(name="Hill Council"))
    assert "nothing was done a second time" in words(again)


def test_a_page_that_shows_a_new_token_makes_no_other_when_it_is_loaded_anew(signed_in):
    client, until = (
        signed_in(officer(clearance=3)),
        {"last_day": str(timezone.localdate() + timedelta(days=9))},
    )
    said = {"owner": "Lake Institute", "purpose": "a copy", "level": "0", "scopes": "read", "daily_rows": "9"}
    url = listing(PartnerToken, "add")
    first, again = sent_twice(client, url, networks="0.0.0.0/0", reason="agreed", **said, **until)
    token = PartnerToken.objects.get()
    assert "pit_" in words(first) and again.redirect_chain[-1][0] == address(token)
    assert "no second token was made" in words(again)
    _first, again = sent_twice(client, address(token, "replace"), overlap="24", reason="yearly", **until)
    assert PartnerToken.objects.count() == 2 and "no second token was made" in words(again)


def test_a_recall_that_is_sent_twice_is_sent_once(signed_in):
    me, reader = officer(clearance=4), factories.AnalystFactory(clearance=3)
    person = factories.ActorFactory(kind="individual", level=3)
    noted("actor_detail", person.public_id, account=reader, level=3)
    page = signed_in(me).get(f"/admin/exposure/{person.public_id}/")
    said = {"reason": "consent", "task": "delete", "due_on": str(timezone.localdate() + timedelta(days=7))}
    token = re.search(r'name="form_token" value="(\w+)"', words(page)).group(1)
    said |= {"holders": f"account:{reader.pk}", "form_token": token}
    for _time in range(2):
        answer = signed_in(me).post(f"/admin/exposure/{person.public_id}/recall/", said)
    assert Recall.objects.count() == 1, answer.content


# What such a form does when it is sent a second time is the same, or is refused: by the version that was looked at, by
# the state of what it is about, or by a name that is taken.
HARMLESS = {
    *("account_factor_code", "account_factors", "account_form", "account_identity", "account_link"),
    *(
        "batch",
        "batch_missing",
        "change_marking",
        "decide_claim",
        "edit_several",
        "erase",
        "intake",
        "list_desk",
    ),
    *("lowering_request", "match", "merge", "merge_undo", "password_change", "proposal", "record_decide"),
    *("restore_version", "subscription", "subscription_remove", "userlinks"),
}


def test_each_form_of_the_desk_knows_that_it_was_sent_or_may_be_sent_twice():
    forms = {}
    for path in (settings.CHECKOUT / "templates" / "admin").rglob("*.html"):
        text = path.read_text()
        if re.search(r'<form[^>]* method="post"', text):
            forms[path.stem] = "form_token %}" in text or "includes/draft.html" in text
    assert {name for name, knows in forms.items() if not knows} == HARMLESS
