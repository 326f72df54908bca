"""What an editor may not see is in no answer of the admin, and leaves no trace in it."""

import re
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peaceinfra.core.models import Team
from processes.models import Actor, Claim, Event, PeaceProcess, Role
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import TOKENS, address, errors, listing, row, send, words
from tests.admin.test_lists import SCREENS
from tracks.models import Linkage

FOUND = "/admin/records/?term=Open", "/admin/records/?term=secret"
WORK = (
    "/admin/",
    *(f"/admin/waiting/{name}/" for name in ("review", "contested", "not-confirmed", "dates", "unsourced")),
)
ENTER = "/admin/sheet/?kind=claims&kind=roles"


@pytest.fixture
def limited(signed_in, db):
    """The screens of an analyst cleared up to level 2, in no team."""
    return signed_in(factories.AnalystFactory(clearance=2))


@pytest.fixture
def open_world(db):
    """A public process, actor and body, each of which has one of everything."""
    body = factories.BodyActorFactory(name="Open Office")
    actor = factories.ActorFactory(name="Open Party")
    process = factories.PeaceProcessFactory(name="Open Talks")
    factories.RoleFactory(actor=actor, process=process)
    factories.EventFactory(process=process, name="Open meeting")
    factories.PrincipalFactory(body=body, principal=actor)
    factories.CitationFactory(subject=actor)
    return {"body": body, "actor": actor, "process": process}


@pytest.fixture
def secret_world(open_world):
    """The same with secret things hanging on each; all secret names hold SECRET."""
    return open_world | {"hidden": add_secrets(**open_world)}


def add_secrets(body, actor, process):
    hidden = factories.ActorFactory(name="SECRET broker", level=3)
    source = factories.SourceFactory(name="SECRET contact", level=3)
    factories.ActorNameFactory(actor=actor, name="SECRET name", level=4)
    factories.RoleFactory(actor=hidden, process=process, level=0)
    factories.EventFactory(process=process, name="SECRET meeting", level=3)
    factories.PrincipalFactory(body=body, principal=hidden, level=0)
    factories.LifecycleChangeFactory(body=body, decided_by=hidden, reason="SECRET reason")
    factories.CitationFactory(subject=actor, source=source, locator="SECRET page")
    factories.ClaimFactory(subject=actor, source=source, value="SECRET value", status="proposed")
    factories.ExternalIdFactory(subject=actor, value="SECRET id", level=3)
    factories.LineageFactory(actor=actor, origin=hidden)
    linkage = factories.LinkageFactory(source=actor, target=body, process=process, purpose="SECRET link")
    factories.IntermediaryFactory(linkage=linkage, actor=hidden)
    factories.NoteFactory(subject=actor, text="SECRET note", kind="review", review_due="2020-01-31", level=3)
    factories.MembershipFactory(body=body, member=hidden)
    channel = factories.ChannelFactory(process=process, name="SECRET channel")
    for position, end in enumerate((body, hidden), start=1):
        factories.ChannelEndFactory(channel=channel, actor=end, position=position)
    factories.ReachFactory(actor=actor, community=factories.CommunityFactory(name="SECRET village", level=3))
    factories.StanceFactory(actor=actor, subject=hidden, condition="SECRET condition")
    factories.SupportFactory(giver=body, recipient=hidden, process=process, content="SECRET advice")
    factories.InclusionFactory(process=process, actor=hidden, absent="SECRET absence")
    factories.TeamFactory(name="SECRET team")
    return hidden


def pages(world):
    yield from (*WORK, *FOUND, ENTER)
    for model in SCREENS:
        yield listing(model)
        yield listing(model) + "?q=secret"
        yield listing(model) + "?q=Open"
        if admin.site._registry[model].to_add:
            yield listing(model, "add")
    yield listing(Event) + f"?process__id={world['process'].pk}"
    for record in (world["actor"], BodyActor.objects.get(pk=world["body"].pk), world["process"]):
        yield from (address(record), address(record, "history"), address(record, "retire"))


def answer(client, url):
    """Status, body without the token of its form, and the number of queries."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    return response.status_code, without_token(response), len(captured)


def without_token(response):
    return re.sub(TOKENS, "", words(response))


@pytest.mark.slow
def test_the_admin_answers_byte_by_byte_as_if_the_hidden_were_not_there(limited, open_world):
    """And so holds nothing of it: no answer before names what is secret."""
    urls = list(pages(open_world))
    # What Django asks once per process, and what is kept for a session.
    for concrete in (True, False):
        ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=concrete)
    limited.get(urls[0])
    before = [answer(limited, url) for url in urls]
    assert [url for url, (status, page, _queries) in zip(urls, before, strict=True)
            if status != 200 or "SECRET" in page] == []  # fmt: skip
    add_secrets(**open_world)
    for url, earlier in zip(urls, before, strict=True):
        assert answer(limited, url) == earlier, url


def test_a_hidden_record_is_not_filled_in_by_its_key(limited, secret_world):
    page = words(limited.get(listing(Role, "add") + f"?actor={secret_world['hidden'].pk}"))
    assert "SECRET" not in page


def test_a_cleared_editor_does_see_it(signed_in, secret_world):
    client = signed_in(factories.AnalystFactory())
    for record in (secret_world["actor"], BodyActor.objects.get(pk=secret_world["body"].pk)):
        assert "SECRET" in words(client.get(address(record)))


def autocomplete(client, model, field, term):
    parameters = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field,
        "term": term,
    }
    return client.get(reverse("admin:autocomplete"), parameters)


@pytest.mark.parametrize(
    ("model", "field"), [("linkage", "source"), ("citation", "source"), ("event", "process")]
)
def test_the_search_of_a_form_offers_only_what_is_visible_and_live(limited, secret_world, model, field):
    owner = {"linkage": Linkage, "citation": Claim, "event": Event}[model]
    factories.ActorFactory(name="Retired Party", retired=True)
    for term in ("SECRET", "Retired"):
        assert autocomplete(limited, owner, field, term).json()["results"] == []


def test_the_search_of_a_form_finds_what_is_visible_in_any_spelling(limited, secret_world):
    factories.ActorFactory(name="Fédération")
    answer = autocomplete(limited, Linkage, "source", "FEDERATION").json()
    assert ([found["text"] for found in answer["results"]], answer["pagination"]) == (
        ["Fédération (state)"],
        {"more": False},
    )


def test_who_may_not_edit_has_no_search(signed_in, secret_world):
    client = signed_in(factories.AccountFactory(role="administrator"))
    assert autocomplete(client, Linkage, "source", "Open").status_code == 403


def test_hidden_and_absent_answer_alike(limited, secret_world):
    for page in ("change", "history", "retire"):
        answers = set()
        for key in (secret_world["hidden"].pk, 12345, "x"):
            response = limited.get(f"/admin/processes/actor/{key}/{page}/")
            answers.add(
                (response.status_code, unquote(without_token(response)).replace(f"/actor/{key}/", ""))
            )
        assert {status for status, _page in answers} == {404}
        assert len(answers) == 1


def test_choosing_a_hidden_record_by_its_key_answers_as_for_an_absent_one(limited, secret_world):
    answers = set()
    for key in (secret_world["hidden"].pk, 12345):
        response = send(
            limited, address(secret_world["process"]), row("roles", 0, actor=key, kind="party", level="0")
        )
        answers.add(errors(response)["roles-0-actor"][0])
    assert answers == {"Select a valid choice. That choice is not one of the available choices."}


def test_a_lookup_in_the_address_is_no_oracle(limited, secret_world):
    for lookup in ("linkages_out__isnull", "names__name__startswith", "internal_note__startswith"):
        assert limited.get(listing(Actor), {lookup: "S"}).status_code == 400


def test_other_peoples_teams_are_not_offered(signed_in, db):
    analyst, grant = (
        factories.AnalystFactory(),
        factories.TeamGrantFactory(team=factories.TeamFactory(name="ours")),
    )
    factories.TeamFactory(name="theirs")
    grant.account = analyst
    grant.save()
    # A change of teams ends the sessions there are.
    analyst.refresh_from_db()
    page = words(signed_in(analyst).get(listing(PeaceProcess, "add")))
    assert ("ours" in page, ">theirs<" in page, Team.objects.count()) == (True, False, 2)


def test_the_history_does_not_name_what_was_raised_since(limited):
    actor = factories.ActorFactory(name="SECRET later")
    role = factories.RoleFactory(actor=actor)
    other = factories.ActorFactory(name="Open Party")
    role.actor = other
    role.save()
    actor.level = 4
    actor.save()
    page = words(limited.get(address(role, "history")))
    assert ("SECRET" in page, "Open Party" in page) == (False, True)
