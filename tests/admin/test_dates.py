"""A date is enough: beside a kind that nobody chose, it is the actual start or end, and the screen says so."""

import pytest

from processes.models import Actor, Claim, PeaceProcess
from tests import factories
from tests.admin.screens import REASON, address, errors, listing, opened, row, save, send, shown, words

pytestmark = pytest.mark.django_db

TAKEN = "“{}” was taken as {}. If it is a sighting, choose that."


def messages(client, url):
    return [str(message) for message in client.get(url).context["messages"]]


def test_a_date_beside_an_untouched_kind_is_the_actual_one_and_said_so(desk):
    process = factories.PeaceProcessFactory()
    save(desk, address(process), {"start": "2004~", "end": "2009"})
    process.refresh_from_db()
    assert (process.start_kind, process.start, process.end_kind, process.end) == (
        "actual",
        "2004~",
        "actual",
        "2009",
    )
    assert messages(desk, listing(PeaceProcess))[:2] == [
        TAKEN.format("2004~", "the actual start"),
        TAKEN.format("2009", "the actual end"),
    ]


def test_a_date_in_a_new_row_is_taken_alike(desk):
    actor = factories.ActorFactory()
    values = {"kind": "renamed", "origin": factories.ActorFactory().pk, "level": "3", "start": "2004-02"}
    kinds = {"start_kind": "unknown", "end_kind": "unknown"}
    save(desk, address(actor), row("origins", 0, **values, **kinds))
    origin = Actor.objects.get(pk=actor.pk).origins.get()
    assert (origin.start_kind, origin.start, origin.end_kind) == ("actual", "2004-02", "unknown")


def test_a_screen_that_is_refused_for_another_reason_shows_the_kind_as_it_was_taken(desk):
    response = send(desk, listing(PeaceProcess, "add"), {"start": "2004"})
    assert list(errors(response)) == ["name"]
    assert shown(response)["start_kind"] == "actual"
    assert '<option value="actual" selected>the actual start</option>' in words(response)


def test_a_chosen_kind_stays(desk):
    process = factories.PeaceProcessFactory()
    save(desk, address(process), {"start_kind": "first_cited", "start": "2004"})
    process.refresh_from_db()
    assert process.start_kind == "first_cited"
    assert messages(desk, listing(PeaceProcess))[0].startswith("The peace process")


def test_going_back_to_not_known_and_leaving_the_date_is_refused_with_what_to_do(desk):
    process = factories.PeaceProcessFactory(start_kind="first_cited", start="2004")
    url = address(process)
    response = desk.post(url, opened(desk, url) | REASON | {"start_kind": "unknown"})
    assert errors(response) == {
        "start": ["“2004” was written, but the kind is “not known”. Choose another kind, or empty the date."]
    }


def test_a_date_written_by_habit_is_refused_with_a_button_that_takes_the_right_form(desk):
    url = listing(PeaceProcess, "add")
    typed = {"name": "Valley talks", "start": "Feb 2004", "end": "03/04/2005", "level": "0"}
    response = send(desk, url, typed)
    assert errors(response)["start"] == ["“Feb 2004” is not written as dates are here. Did you mean 2004-02?"]
    button = '<button type="submit" class="button" name="_take_date" value="{}" data-form="{}">Did you mean {}, {}?<'
    for name, form, said in (
        ("start", "2004-02", "between 1 and 29 Feb 2004"),
        ("end", "2005-04-03", "3 Apr 2005"),
        ("end", "2005-03-04", "4 Mar 2005"),
    ):
        assert button.format(f"{name} {form}", form, form, said) in words(response)
    again = desk.post(url, shown(response) | REASON | {"_take_date": "start 2004-02"})
    assert shown(again)["start"] == "2004-02" and [*errors(again)] == ["end"]
    assert desk.post(url, shown(again) | REASON | {"_take_date": "end 2005-03-04"}).status_code == 302
    process = PeaceProcess.objects.get()
    assert (process.start, process.end) == ("2004-02", "2005-03-04")


def test_a_date_of_a_row_is_taken_alike(desk):
    actor, origin = factories.ActorFactory(), factories.ActorFactory()
    kinds = {"start_kind": "unknown", "end_kind": "unknown"}
    typed = row("origins", 0, kind="renamed", origin=origin.pk, level="3", start="c. 2004", **kinds)
    response = send(desk, address(actor), typed)
    again = desk.post(address(actor), shown(response) | REASON | {"_take_date": "origins-0-start 2004~"})
    assert again.status_code == 302, errors(again)
    assert actor.origins.get().start == "2004~"


def test_the_echo_of_a_date_offers_what_it_may_mean(desk):
    answer = desk.get("/admin/dates/", {"text": "03/04/2004"}).json()
    assert answer["offers"] == [
        {"form": "2004-04-03", "words": "Did you mean 2004-04-03, 3 Apr 2004?"},
        {"form": "2004-03-04", "words": "Did you mean 2004-03-04, 4 Mar 2004?"},
    ]


def test_a_date_that_is_the_value_of_a_claim_is_taken_alike(desk):
    actor = factories.ActorFactory()
    said = {"source": factories.SourceFactory().pk, "polarity": "supports", "credibility": "6", "level": "0"}
    typed = row("claims", 0, field="start", value="early 2004", **said)
    response = send(desk, address(actor), typed)
    assert errors(response)["claims-0-value"] == [
        "“early 2004” is not written as dates are here. Did you mean [2004-01..2004-04]?"
    ]
    assert "Did you mean [2004-01..2004-04], between 1 Jan and 30 Apr 2004?</button>" in words(response)
    pressed = {"_take_date": "claims-0-value [2004-01..2004-04]"}
    again = desk.post(address(actor), shown(response) | REASON | pressed)
    assert again.status_code == 302, errors(again)
    assert Claim.objects.get().value == "[2004-01..2004-04]"


def test_a_value_that_is_no_date_is_offered_none(desk):
    actor = factories.ActorFactory()
    said = {"source": factories.SourceFactory().pk, "polarity": "supports", "credibility": "6", "level": "0"}
    typed = row("claims", 0, field="usual_level", value="early 2004", **said)
    assert "_take_date" not in words(send(desk, address(actor), typed))
