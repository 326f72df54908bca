"""Every list: what it shows, to whom, on which day, and as a table."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from peaceinfra.dashboards.lists import LISTS, PROCESSES
from peaceinfra.dashboards.presenters import columns
from peaceinfra.dashboards.request_params import DayParams
from tests import factories as make
from tests.dashboards.test_pages import text_of
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

SLUGS = [one.slug for one in LISTS]


def one_of_each(number=0, **marking):
    """One record in every list, all about one process."""
    name = f"Lakeside {number}"
    process = make.PeaceProcessFactory(name=f"Process of {name}", countries=["LK"], **marking)
    conflict = make.ConflictFactory(name=f"Conflict of {name}", countries=["LK"], **marking)
    make.ConflictLinkFactory(process=process, conflict=conflict)
    body = make.BodyActorFactory(name=f"Secretariat of {name}", countries=["LK"], **marking)
    make.PeaceSecretariatFactory(actor=body)
    make.SupportUnitFactory(actor=body)
    make.LifecycleChangeFactory(body=body, date="2002")
    party = make.ActorFactory(name=f"Party of {name}", countries=["LK"], **marking)
    make.PrincipalFactory(body=body, principal=party, process=process, **marking)
    mediator = make.ActorFactory(
        name=f"Mediator of {name}", usual_level="grassroots", countries=["LK"], **marking
    )
    make.MediatorFactory(actor=mediator)
    linkage = make.LinkageFactory(source=mediator, target=party, process=process, **marking)
    make.IntermediaryFactory(linkage=linkage, actor=body)
    channel = make.ChannelFactory(name=f"Channel of {name}", process=process, **marking)
    make.ChannelEndFactory(channel=channel, actor=party)
    make.ChannelChangeFactory(channel=channel, date="2003")
    make.EventFactory(name=f"Talks of {name}", process=process, start_kind="actual", start="2003", **marking)
    agreement = make.AgreementFactory(name=f"Accord of {name}", process=process, **marking)
    make.SignatoryFactory(agreement=agreement, actor=party)
    place = make.PlaceFactory(name=f"Town of {name}", country="LK", **marking)
    make.CommunityFactory(name=f"Community of {name}", place=place, **marking)
    make.SourceFactory(name=f"Report on {name}", **marking)


def public_and_hidden():
    """{list: its page for somebody signed out} before what is hidden was added to what is public."""
    one_of_each(level=0)
    pages = {slug: Client().get(f"/{slug}/").content for slug in SLUGS}
    one_of_each(9, level=3)
    return pages


lakeside = module_fixture(public_and_hidden)


@pytest.mark.parametrize("slug", SLUGS)
def test_it_shows_what_a_reader_may_see_and_nothing_else(client, slug, lakeside):
    assert b"Lakeside 0" in lakeside[slug]
    assert client.get(f"/{slug}/").content == lakeside[slug]
    client.force_login(make.StewardFactory())
    assert "Lakeside 9" in text_of(client.get(f"/{slug}/"))


def test_what_was_over_by_the_day_is_listed_with_its_last_state_and_when_it_began(client):
    ended = {"start_kind": "actual", "start": "2002", "end_kind": "actual", "end": "2008"}
    body = make.BodyActorFactory(name="Office of the Lake", **ended)
    make.LifecycleChangeFactory(body=body, status="operational", date="2002")
    make.LifecycleChangeFactory(body=body, status="suspended", date="2006-03", position=2)
    channel = make.ChannelFactory(name="Line of the Lake", **ended)
    make.ChannelChangeFactory(channel=channel, status="open", date="2003")
    params = DayParams(day=date(2010, 6, 30), today=date(2026, 1, 1))
    cells = [columns.state_of_body(body, params), columns.state_of_channel(channel, params)]
    assert cells == [
        f"ended before this day<small>last recorded: {last}</small>"
        for last in ("suspended since Mar 2006", "open since 2003")
    ]
    for slug, last in (("bodies", "suspended"), ("channels", "open")):
        assert f"{last}<small>since" in strip_bdi(client.get(f"/{slug}/"))


def strip_bdi(response) -> str:
    return response.content.decode().replace("<bdi>", "").replace("</bdi>", "")


@pytest.mark.slow
def test_a_long_list_is_read_page_by_page_without_loss(client, monkeypatch, lakeside):
    for number in range(1, 7):
        one_of_each(number)
    monkeypatch.setattr("processes.selectors.list_page.__defaults__", (None, 3))
    for slug in SLUGS:
        names, address = [], f"/{slug}/"
        while address:
            response = client.get(address)
            names += [line[0][1] for line in response.context["lines"]]
            cursor = response.context["next_cursor"]
            address = cursor and f"/{slug}/?cursor={cursor}"
        assert len(names) == len(set(names)) >= 7, slug


@pytest.mark.parametrize("which", [PROCESSES, *LISTS], ids=["processes", *SLUGS])
def test_its_table_holds_what_a_reader_may_see_of_it(client, which, lakeside):
    response = client.get(reverse(which.csv_route))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert lines and "Lakeside 9" not in text
    shown = client.get(f"/{which.slug}/?limit=").context["lines"]
    assert len(lines) == len(shown)


DAY = "as_of=2004-06-01"


@pytest.mark.parametrize("which", [PROCESSES, *LISTS], ids=["processes", *SLUGS])
def test_every_page_offers_its_table_with_the_columns_that_the_list_has_in_the_api(client, which, lakeside):
    day = DAY if which.filterset.is_dated() else ""
    page = client.get(f"/{which.slug}/?q=lakeside&{DAY}&context=1&invented=1").content.decode()
    # The page passes over what it does not know; its table would refuse it.
    assert f'href="{reverse(which.csv_route)}?q=lakeside&amp;{DAY}"' in page
    # What belongs to the page alone, such as how far one has read, is left out.
    response = client.get(f"/{which.slug}.csv?q=lakeside&{DAY}&cursor=act-1&external_id=")
    of_the_api = client.get(f"/api/v1/{which.slug}/csv/?q=lakeside&{day}")
    assert b"".join(response.streaming_content) == b"".join(of_the_api.streaming_content)
    name = f"{which.slug}-TLP-CLEAR{'-2004-06-01' if day else ''}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert response["Content-Disposition"] == of_the_api["Content-Disposition"]


def test_a_table_has_what_follows_from_other_records(client, lakeside):

    def names(slug):
        text = b"".join(client.get(f"/{slug}.csv").streaming_content).decode("utf-8-sig")
        return set(next(csv.reader(io.StringIO(text))))

    assert {"current_status.phase", "current_status.momentum"} <= names("processes")
    assert {"composition", "current_status", "secretariat.is_first_address"} <= names("secretariats")
    assert "support_unit.full_time_staff" in names("support-units")
    assert "mediator.languages" in names("mediators")


def test_a_cell_of_a_table_is_no_formula(client):
    make.ChannelFactory(name="=1+1")
    table = b"".join(client.get("/channels.csv").streaming_content).decode()
    assert ",'=1+1," in table and ",=1+1" not in table


def test_a_filter_narrows_the_page_and_the_table_alike(client, lakeside):
    one_of_each(1)
    page = client.get("/channels/?q=lakeside%201")
    assert [str(line[0][1]) for line in page.context["lines"]] != []
    assert "Lakeside 0" not in text_of(page)
    table = b"".join(client.get("/channels.csv?q=lakeside%201").streaming_content).decode()
    assert "Lakeside 1" in table and "Lakeside 0" not in table


def test_a_filter_that_cannot_be_read_is_said_and_nothing_is_listed(client, lakeside):
    response = client.get("/linkages/?modality=carrier-pigeon")
    assert response.status_code == 400
    assert "“carrier-pigeon” is not used here" in text_of(response)
    assert client.get("/linkages.csv?modality=carrier-pigeon").status_code == 400


@pytest.mark.parametrize("which", [PROCESSES, *LISTS], ids=["processes", *SLUGS])
@pytest.mark.parametrize("asked", ["conutry=LK", "foo=1", "foo=", "limit=5", "as_of=2005&as_of=2006"])
def test_a_parameter_that_a_table_does_not_know_is_refused_as_by_the_api(client, which, asked):
    if asked.startswith("as_of") and not which.filterset.is_dated():
        asked = "q=a&q=b"
    refused = client.get(f"{reverse(which.csv_route)}?{asked}")
    by_the_api = client.get(f"{reverse(which.api_file('csv'))}?{asked}")
    assert (refused.status_code, refused.json()) == (400, by_the_api.json())


def test_a_day_says_how_certain_each_row_is(client, lakeside):
    said = text_of(client.get("/channels/?as_of=2004-06-01"))
    assert "possible" in said
    assert "as_of=2004-06-01" in client.get("/channels/?as_of=2004-06-01").content.decode()


def test_what_the_address_narrows_by_is_said(client, lakeside):
    process = make.PeaceProcessFactory(name="Another")
    said = text_of(client.get(f"/channels/?process={process.public_id}"))
    assert "Also narrowed by: process" in said


def test_one_record_is_had_as_a_row_and_a_hidden_one_is_answered_as_absent(client):
    shown, hidden = make.ChannelFactory(name="=Open line"), make.ChannelFactory(name="Secret line", level=3)
    response = client.get(f"/records/{shown.public_id}.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["id"], row["name"], row["marking.tlp"]) for row in rows] == [
        (shown.public_id, "'=Open line", "TLP:CLEAR")
    ]
    answers = [client.get(f"/records/{one}.csv") for one in (hidden.public_id, "chn-0000000000000", "xyz-1")]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}


@pytest.mark.parametrize("query", ["", "?as_of=2004-06-01"])
def test_one_record_is_the_line_of_its_list(client, query):
    process = make.PeaceProcessFactory(name="Talks", start_kind="actual", start="2003")
    make.PhaseChangeFactory(process=process, status="negotiation", date="2003")
    listed = b"".join(client.get(f"/processes.csv{query}").streaming_content).splitlines()
    own = [line for line in listed if line.startswith(process.public_id.encode())]
    for address in (f"/records/{process.public_id}.csv", f"/api/v1/processes/{process.public_id}/csv/"):
        assert client.get(address + query).content.splitlines() == [listed[0], *own]
    assert b"current_status.phase" in listed[0]


def test_a_row_of_a_log_is_had_with_the_columns_of_its_file(client):
    row = make.PhaseChangeFactory(status="negotiation", date="2003")
    lines = b"".join(client.get(f"/records/{row.public_id}.csv").streaming_content).decode("utf-8-sig")
    assert lines.startswith("id,process,process_label,position,status,")


def test_a_cell_of_many_names_leads_to_all_of_them(client):
    conflict, body = (
        make.ConflictFactory(name="Testland: north"),
        make.BodyActorFactory(name="Bureau of Testland"),
    )
    for number in range(6):
        make.ConflictLinkFactory(conflict=conflict, process=make.PeaceProcessFactory(name=f"Talks {number}"))
        make.PrincipalFactory(body=body, principal=make.ActorFactory(name=f"Party {number}"))
    more = '<a href="{}">and 2 more</a>'
    bodies = client.get("/bodies/", {"as_of": "2006-06-30"}).content.decode()
    assert more.format(f"/actors/{body.public_id}/?as_of=2006-06-30") in bodies
    listed = more.format(f"/conflicts/{conflict.public_id}/")
    assert listed in client.get("/conflicts/").content.decode()
