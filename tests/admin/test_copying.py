"""A record is copied with its rows: an empty form comes filled in, and what is saved is a new record."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.models import Actor, ActorName, Citation, Event, ExternalId, PeaceProcess, Role
from secretariats.models import Body, BodyActor, Function, Mandate, Membership, PeaceSecretariat
from tests import factories
from tests.admin.screens import REASON, address, errors, listing, shown, words
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

ALL_OF_A_BODY = [
    "nameinline",
    "peacesecretariatinline",
    "membershipinline",
    "mandateinline",
    "functioninline",
]


@module_fixture
def body():
    """A secretariat with names, members, a mandate with functions, a source and an id elsewhere."""
    found = factories.BodyActorFactory(name="Secretariat of the Valley", level=2, countries=["LK"])
    factories.PeaceSecretariatFactory(actor=found, purpose="Talks")
    factories.ActorNameFactory(actor=found, name="أمانة الوادي", level=3)
    member = factories.ActorFactory(name="Member of the Valley")
    factories.MembershipFactory(body=found, member=member, level=3, start_kind="actual", start="2004")
    mandate = factories.MandateFactory(body=found, instrument="Decree 4")
    factories.FunctionFactory(body=found, mandate=mandate, task="archiving", state="mandated")
    factories.FunctionFactory(body=found, task="media", state="performed")
    factories.CitationFactory(subject=found)
    factories.ExternalIdFactory(subject=found)
    factories.LifecycleChangeFactory(body=found)
    return found


def screen(record):
    return BodyActor.objects.get(pk=record.pk)


def opened(client, record, sections, model=None):
    """The address of the form that is filled in with a record, and the form."""
    url = listing(model or type(record), "add")
    chosen = "".join(f"&with={section}" for section in sections)
    url = f"{url}?copy_of={record.pk}{chosen}"
    return url, client.get(url)


def copied(client, record, sections, **changes):
    url, page = opened(client, record, sections)
    return client.post(url, shown(page) | REASON | changes)


def test_the_page_of_a_copy_offers_what_there_is_and_leaves_off_what_is_true_of_the_record_alone(desk, body):
    page = desk.get(address(screen(body), "copy"))
    offered = {section.title: section.is_chosen for section in page.context["sections"]}
    assert offered == {
        "Names": True, "Peace secretariat": True, "Lifecycle": False, "Memberships": True, "Mandates": True,
        "Functions": True, "Citations": False, "External ids": False,
    }  # fmt: skip
    assert f'href="{address(screen(body), "copy")}"' in words(desk.get(address(screen(body))))


def test_a_copy_has_the_chosen_rows_and_the_same_marking_and_is_a_record_of_its_own(desk, body):
    other = {"name": "Secretariat of the Coast", "names-0-name": "أمانة الساحل"}
    response = copied(desk, screen(body), ALL_OF_A_BODY, **other)
    assert response.status_code == 302, errors(response)
    copy = Actor.objects.get(name="Secretariat of the Coast")
    assert (copy.level, copy.countries, Body.objects.get(pk=copy.pk).form) == (2, ["LK"], body.body.form)
    assert PeaceSecretariat.objects.get(pk=copy.pk).purpose == "Talks"
    assert [*ActorName.objects.filter(actor=copy).values_list("name", "level")] == [("أمانة الساحل", 3)]
    [membership] = Membership.objects.filter(body=copy)
    assert (membership.member.name, membership.level, membership.start) == ("Member of the Valley", 3, "2004")
    mandate = Mandate.objects.get(body=copy)
    functions = Function.objects.filter(body=copy).order_by("task").values_list("task", "mandate")
    assert [*functions] == [("archiving", mandate.pk), ("media", None)]
    for model in (Citation, ExternalId):
        assert not model.objects.filter(subject=copy.pk).exists()
    assert Mandate.objects.filter(body=body).count() == 1 and Function.objects.filter(body=body).count() == 2


def test_nothing_is_copied_that_was_not_chosen(desk, body):
    response = copied(desk, screen(body), [], name="Secretariat of the Coast")
    assert response.status_code == 302, errors(response)
    copy = Actor.objects.get(name="Secretariat of the Coast")
    assert (
        not ActorName.objects.filter(actor=copy).exists() and not Mandate.objects.filter(body=copy).exists()
    )


def test_a_copy_of_the_same_name_is_warned_of(desk, body):
    response = copied(desk, screen(body), ALL_OF_A_BODY)
    assert response.status_code == 200 and "this may be recorded already" in words(response)
    assert BodyActor.objects.filter(name="Secretariat of the Valley").count() == 1
    another = response.context["another"]
    again = desk.post(response.request["PATH_INFO"], shown(response) | REASON | {"_another": another})
    assert again.status_code == 302
    assert Actor.objects.filter(name="Secretariat of the Valley").count() == 2


def test_the_boxes_of_a_copy_name_what_is_chosen(desk, body):
    page = words(opened(desk, screen(body), ALL_OF_A_BODY)[1])
    assert "Member of the Valley (" in page and page.count('name="memberships-0-member"') == 1


def test_a_role_of_a_copied_process_has_no_side_of_the_other(desk):
    process = factories.PeaceProcessFactory(name="Talks of 2004")
    factories.RoleFactory(process=process, actor=factories.ActorFactory(), side="Government")
    response = copied(desk, process, ["sideinline", "roleinline"], name="Talks of 2009")
    assert response.status_code == 302, errors(response)
    copy = PeaceProcess.objects.get(name="Talks of 2009")
    assert [side.name for side in copy.sides.all()] == ["Government"]
    assert [*Role.objects.filter(process=copy).values_list("side", flat=True)] == [None]


def test_what_is_hidden_goes_along_with_no_copy_and_is_not_offered(signed_in):
    desk = signed_in(factories.AnalystFactory(clearance=2))
    event = factories.EventFactory(name="Talks")
    factories.NoteFactory(subject=event, level=3, text="SECRET")
    factories.CitationFactory(subject=event, source=factories.SourceFactory(level=3, name="SECRET"))
    assert desk.get(address(event, "copy")).context["sections"] == []
    page = words(opened(desk, event, ["noteinline", "citationinline"])[1])
    assert "SECRET" not in page
    hidden = factories.EventFactory(level=3, name="SECRET")
    answers = [desk.get(address(Event(pk=key), "copy")).status_code for key in (hidden.pk, 1)]
    forms = [shown(desk.get(f"{listing(Event, 'add')}?copy_of={key}")) for key in (hidden.pk, 1)]
    [form.pop("form_token", None) for form in forms]
    assert answers == [404, 404] and forms[0] == forms[1]


def test_a_copy_asks_the_same_number_of_queries_however_many_rows_go_along(desk):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            opened(desk, screen(body), ["membershipinline"])
        return len(queries)

    body = factories.BodyActorFactory()
    factories.MembershipFactory(body=body)
    asked()
    before = asked()
    for _each in range(5):
        factories.MembershipFactory(body=body, on_behalf_of=factories.ActorFactory())
    assert asked() == before
