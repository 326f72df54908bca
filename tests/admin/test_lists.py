"""Lists of the admin: the same number of queries however long they are, pages without totals, a day."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factory.django import DjangoModelFactory

from peaceinfra.core.models import Account, PartnerToken, Proposal, ReadEntry, Recall, Subscription, Team
from processes.models import Actor, Batch, Event, LoweringRequest, OpenMatch
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import address, listing, words

FACTORIES = {
    one._meta.model: one
    for one in vars(factories).values()
    if isinstance(one, type) and issubclass(one, DjangoModelFactory) and not one._meta.abstract
} | {Actor: factories.ActorFactory, BodyActor: factories.BodyActorFactory}
# What is decided in these, and what security officers alone read, is no record of the desk: they have tests of their
# own in test_batches, test_lowering_requests, test_matching, test_proposals, test_subscriptions, test_tokens,
# security/test_reads and security/test_recalls.
OTHERS = (
    Account,
    Team,
    Batch,
    LoweringRequest,
    OpenMatch,
    PartnerToken,
    Proposal,
    ReadEntry,
    Recall,
    Subscription,
)
SCREENS = [model for model in admin.site._registry if model not in OTHERS]


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.slow
@pytest.mark.parametrize("model", SCREENS, ids=lambda model: model._meta.model_name)
def test_every_list_asks_the_same_number_of_queries_at_one_and_at_five_rows(desk, model):
    FACTORIES[model]()
    desk.get(listing(model))
    few = queries(desk, listing(model))
    for _row in range(4):
        FACTORIES[model]()
    assert queries(desk, listing(model)) == few
    assert desk.get(listing(model), {"q": "a name"}).status_code == 200


@pytest.mark.slow
def test_a_list_of_ten_thousand_asks_no_more_and_counts_nothing(desk):
    factories.ActorFactory()
    few = queries(desk, listing(Actor))
    Actor.objects.bulk_create(
        [Actor(name=f"Actor {number:05}", kind="state", level=0) for number in range(10_000)]
    )
    assert queries(desk, listing(Actor)) == few
    with CaptureQueriesContext(connection) as captured:
        page = words(desk.get(listing(Actor)))
    assert not any("COUNT(" in query["sql"] for query in captured)
    assert ("Next page" in page, "10001" in page) == (True, False)
    assert "Actor 00060" in words(desk.get(listing(Actor) + "?p=2"))


@pytest.mark.slow
def test_a_form_asks_the_same_number_of_queries_at_one_and_at_five_rows(desk):
    body = factories.BodyActorFactory()
    url = address(BodyActor.objects.get(pk=body.pk))

    def add(number):
        factories.LifecycleChangeFactory(body=body, position=number, decided_by=factories.ActorFactory())
        factories.PrincipalFactory(body=body)
        factories.CitationFactory(subject=body)
        factories.PostFactory(body=body)
        factories.MembershipFactory(body=body)
        factories.FunctionFactory(body=body, mandate=factories.MandateFactory(body=body, number=number))
        factories.SuccessionFactory(predecessor=body)
        factories.RelativeBoundFactory(subject=body, anchor=factories.EventFactory())
        factories.NoteFactory(subject=body)

    add(1)
    desk.get(url)  # the first answer of a session asks once more
    few = queries(desk, url)
    for number in range(2, 31):
        add(number)
    assert queries(desk, url) == few


def test_a_list_for_a_day_keeps_what_can_have_held(desk):
    dates = {"start_kind": "actual", "end_kind": "actual"}
    factories.EventFactory(name="Early talks", start="2002", end="2002", **dates)
    factories.EventFactory(name="Undated talks")
    page = words(desk.get(listing(Event) + "?as_of=2006-06-30"))
    assert ("Early talks" in page, "Undated talks" in page) == (False, True)


def test_a_day_is_taken_as_people_write_it_and_one_that_is_none_is_said_to_be_none(desk):
    factories.EventFactory(
        name="Early talks", start_kind="actual", start="2002", end_kind="actual", end="2002"
    )
    assert "Early talks" not in words(desk.get(listing(Event) + "?as_of=June 2006"))
    assert "Early talks" in words(desk.get(listing(Event) + "?as_of=2002"))
    assert "“soon” is not a day." in words(desk.get(listing(Event) + "?as_of=soon"))


def test_a_search_finds_an_alias_in_another_script(desk):
    factories.ActorNameFactory(actor=factories.ActorFactory(name="Valley Council"), name="ရခိုင်")
    factories.ActorFactory(name="Other")
    page = words(desk.get(listing(Actor), {"q": "ရခိုင်"}))
    assert ("Valley Council" in page, ">Other<" in page) == (True, False)


def test_inclusion_is_found_by_the_words_of_its_group(desk):
    for group in ("Widows of the valley", "Fishers"):
        factories.InclusionFactory(group=group, actor=None)
    page = words(desk.get("/admin/tracks/inclusion/", {"q": "of the VALLEY"}))
    assert ("Widows of the valley" in page, "Fishers" in page) == (True, False)
