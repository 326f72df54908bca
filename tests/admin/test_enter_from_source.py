"""Enter from a source: the source once, row after row, all saved together or none."""

import re

from processes.models import Claim, Source
from tests import factories
from tests.admin.screens import words

URL = "/admin/processes/source/enter/"


def page(source=None, *rows, **more):
    """What a browser sends: the source, and rows as (record, field, value) with what else each says."""
    sent = {"rows-TOTAL_FORMS": "5", "rows-INITIAL_FORMS": "0", "level": "0"}
    sent |= {"reliability": "F", "licence": "none_known"}
    sent |= {"known": source.public_id if source else ""}
    for number in range(5):
        sent |= {f"rows-{number}-polarity": "supports", f"rows-{number}-credibility": "6"}
    for number, (record, field, value, *others) in enumerate(rows):
        said = {"record": record.public_id, "field": field, "value": value} | (others[0] if others else {})
        sent |= {f"rows-{number}-{name}": text for name, text in said.items()}
    return sent | more


def faults(response):
    return [(fault.where, fault.message) for fault in response.context["faults"]]


def test_rows_of_several_records_are_saved_as_proposals_of_one_source(desk):
    source, actor, event = (
        factories.SourceFactory(name="A report"),
        factories.ActorFactory(),
        factories.EventFactory(),
    )
    dated = {"start": "2004", "end": "2006~", "credibility": "2", "locator": "p. 4"}
    rows = [
        (actor, "Usual level", "middle", dated),
        (event, "outcome", "No result", {"polarity": "contradicts"}),
    ]
    assert desk.post(URL, page(source, *rows)).url == f"{URL}?source={source.public_id}"
    first, second = Claim.objects.order_by("-field")
    assert (first.subject_id, first.field, first.value, first.status) == (
        actor.pk,
        "usual_level",
        "middle",
        "proposed",
    )
    assert (first.start, first.end, first.credibility, first.locator) == ("2004", "2006~", 2, "p. 4")
    assert (second.subject_id, second.polarity, second.source) == (event.pk, "contradicts", source)
    assert first.events.get().pgh_context["reason"] == "From A report"
    actor.refresh_from_db()
    assert actor.usual_level == "unknown"


def test_who_says_something_else_gives_the_other_value_and_who_says_it_was_not_this_denies_it(desk):
    source, actor = factories.SourceFactory(), factories.ActorFactory()
    rows = [
        (actor, "name", "Another name", {"polarity": "other"}),
        (actor, "usual level", "middle", {"polarity": "contradicts"}),
    ]
    desk.post(URL, page(source, *rows))
    claims = Claim.objects.order_by("field").values_list("field", "value", "polarity", "status")
    assert list(claims) == [
        ("name", "Another name", "supports", "proposed"),
        ("usual_level", "middle", "contradicts", "proposed"),
    ]
    shown = words(desk.get(URL))
    assert "says something else: this" in shown and "says it was not this" in shown


def test_a_new_source_is_entered_with_its_rows(desk):
    actor = factories.ActorFactory()
    new = {"name": "A new report", "kind": "report", "reliability": "B", "level": "0", "published": "2004"}
    desk.post(URL, page(None, (actor, "name", "Another name", {"polarity": "contradicts"}), **new))
    source = Source.objects.get()
    assert (source.name, source.reliability, source.published, source.claims.get().value) == (
        "A new report", "B", "2004", "Another name",
    )  # fmt: skip


def test_what_was_saved_is_said_with_a_link_to_it(desk):
    source, actor = factories.SourceFactory(), factories.ActorFactory()
    read = words(desk.post(URL, page(source, (actor, "usual_level", "top")), follow=True))
    link = f'<a href="/admin/processes/claim/{Claim.objects.get().pk}/change/">Open the statement</a>'
    assert link in read
    rows = [(actor, "usual_level", "middle"), (actor, "name", "Another")]
    read = words(desk.post(URL, page(source, *rows), follow=True))
    way = f'href="/admin/processes/claim/?source__id={source.pk}"'
    assert f"{way}>Open the statements of this source</a>" in read
    assert desk.get(f"/admin/processes/claim/?source__id={source.pk}").context["cl"].result_count == 3


def test_a_steward_may_accept_at_once_and_a_start_comes_with_its_kind(signed_in, steward):
    source, process = factories.SourceFactory(), factories.PeaceProcessFactory()
    rows = [(process, "start_kind", "the actual start"), (process, "start", "2004-02")]
    signed_in(steward).post(URL, page(source, *rows, decision="accept"))
    process.refresh_from_db()
    assert (process.start_kind, process.start, str(process.start_min)) == ("actual", "2004-02", "2004-02-01")
    assert set(Claim.objects.values_list("status", flat=True)) == {"accepted"}


def test_an_analyst_only_proposes(desk):
    source, actor = factories.SourceFactory(), factories.ActorFactory()
    assert "accepted at once" not in words(desk.get(URL))
    desk.post(URL, page(source, (actor, "usual_level", "top"), decision="accept"))
    assert Claim.objects.get().status == "proposed"


def test_a_field_of_a_bodys_detail_is_entered_like_its_own(signed_in, steward):
    source, body = factories.SourceFactory(), factories.BodyActorFactory()
    signed_in(steward).post(URL, page(source, (body, "form", "committee"), decision="accept"))
    body.body.refresh_from_db()
    assert body.body.form == "committee"


def test_every_row_says_what_is_wrong_with_it_and_nothing_is_written(desk):
    source, actor, event = factories.SourceFactory(), factories.ActorFactory(), factories.EventFactory()
    rows = [
        (actor, "usual_level", "high"),
        (actor, "colour", "red"),
        (event, "start", "2004/2005"),
        (event, "name", "Good", {"start": "2009", "end": "2004"}),
        (actor, "usual_level", "top"),
    ]
    response = desk.post(URL, page(source, *rows))
    found = faults(response)
    assert [where for where, _message in found] == ["Row 1: Value", "Row 2: Field", "Row 3: Value"]
    assert found[0][1] == "“high” is not used here. Write one of: top, middle, grassroots, unknown."
    assert "“colour” is not a field of this record. Its fields are: " in found[1][1]
    assert (Claim.objects.count(), '<a href="#id_rows-0-value">' in words(response)) == (0, True)
    again = desk.post(URL, page(source, *rows[3:]))
    assert [where for where, _message in faults(again)] == ["Row 1: Value"]
    assert Claim.objects.count() == 0


def test_a_date_that_is_offered_for_a_value_is_a_button_which_saves_it(desk):
    source, event = factories.SourceFactory(), factories.EventFactory()
    sent = page(source, (event, "start", "12 février 2004"))
    response = desk.post(URL, sent)
    assert 'value="rows-0-value 2004-02-12" data-form="2004-02-12"' in words(response)
    assert desk.post(URL, sent | {"_take_date": "rows-0-value 2004-02-12"}).status_code == 302
    assert Claim.objects.get().value == "2004-02-12"


def test_what_was_typed_is_kept_when_rows_are_added(desk):
    source, actor = factories.SourceFactory(), factories.ActorFactory()
    response = desk.post(URL, page(source, (actor, "usual_level", "high"), more="1"))
    rows, form = response.context["rows"], response.context["form"]
    assert (len(rows.forms), rows.forms[0]["value"].value(), form["known"].value()) == (
        10,
        "high",
        source.public_id,
    )
    assert (faults(response), Claim.objects.count()) == ([], 0)


def test_a_record_and_a_source_are_found_by_a_name_that_only_one_has(desk):
    source, actor = (
        factories.SourceFactory(name="Report of the lake"),
        factories.ActorFactory(name="Lake Council"),
    )
    sent = page(None, (actor, "usual_level", "top"), known="of the lake") | {"rows-0-record": "lake council"}
    assert desk.post(URL, sent).status_code == 302
    assert (Claim.objects.get().subject_id, Claim.objects.get().source) == (actor.pk, source)


def test_a_name_that_several_have_is_answered_with_their_ids(desk):
    one, two = factories.ActorFactory(name="Lake One"), factories.ActorFactory(name="Lake Two")
    sent = page(factories.SourceFactory(), (one, "usual_level", "top")) | {"rows-0-record": "lake"}
    message = faults(desk.post(URL, sent))[0][1]
    assert (one.public_id in message, two.public_id in message) == (True, True)


def test_a_whole_name_finds_its_record_though_it_stands_in_the_name_of_others(desk):
    actor = factories.ActorFactory(name="Lake Council")
    factories.ActorFactory(name="Friends of the Lake Council")
    sent = page(factories.SourceFactory(), (actor, "usual_level", "top")) | {"rows-0-record": "Lake council"}
    assert desk.post(URL, sent).status_code == 302
    assert Claim.objects.get().subject_id == actor.pk


def test_a_record_that_may_not_be_seen_answers_like_one_that_is_not_there(signed_in, db):
    client = signed_in(factories.AnalystFactory(clearance=2))
    source, hidden = factories.SourceFactory(), factories.ActorFactory(level=3)
    answers = set()
    for other in (hidden, factories.ActorFactory.build()):
        messages = faults(client.post(URL, page(source, (other, "usual_level", "top"))))
        answers.add(messages[0][1].replace(other.public_id, "ID"))
    assert len(answers) == 1
    assert client.get("/admin/processes/source/fields/", {"record": hidden.public_id}).json() == {
        "fields": []
    }


def test_a_guarded_source_is_not_named_in_the_reason_that_readers_see(desk):
    actor = factories.ActorFactory()
    stand_in = factories.SourceFactory(name="A trusted contact")
    for source, reason in (
        (factories.SourceFactory(name="Mr X", level=3), "From a guarded source"),
        (factories.SourceFactory(name="Ms Y", level=3, stand_in=stand_in), "From A trusted contact"),
    ):
        desk.post(URL, page(source, (actor, "usual_level", "top")))
        assert Claim.objects.get(source=source).events.get().pgh_context["reason"] == reason


def test_the_fields_of_a_record_are_offered_by_their_labels(desk):
    fields = desk.get(
        "/admin/processes/source/fields/", {"record": factories.BodyActorFactory().public_id}
    ).json()
    assert {"Label", "Start", "Form", "Closeness to power"} <= set(fields["fields"])
    assert "Marking" not in fields["fields"]


def test_without_rows_or_source_nothing_is_saved(desk):
    response = desk.post(URL, page())
    assert [where for where, _message in faults(response)] == ["Title", "Kind"]
    empty = desk.post(URL, page(factories.SourceFactory()))
    assert empty.context["form"].non_field_errors() == ["Write at least one row."]


def test_who_may_not_edit_does_not_enter(signed_in, db):
    client = signed_in(factories.AccountFactory(role="administrator"))
    assert [client.get(url).status_code for url in (URL, "/admin/processes/source/fields/")] == [403, 403]


def test_opened_from_a_source_the_screen_has_it_and_the_reason_filled_in(desk):
    report = factories.SourceFactory(name="Report on the valley")
    guarded = factories.SourceFactory(name="A call in March", level=3)
    page = words(desk.get(URL, {"source": report.public_id}))
    assert f'value="{report.public_id}"' in page and 'value="From Report on the valley"' in page
    assert "A call in March" not in words(desk.get(URL, {"source": guarded.public_id}))
    assert desk.get(URL, {"source": "nonsense"}).status_code == 200


def test_a_claim_of_a_country_names_one_that_there_is(desk):
    source, place = factories.SourceFactory(), factories.PlaceFactory()
    refused = desk.post(URL, page(source, (place, "country", "QX")))
    assert faults(refused) == [
        ("Row 1: Value", "“QX” is not a country. Write its name, or two letters of ISO 3166, for example LK.")
    ]
    desk.post(URL, page(source, (place, "country", "lk")))
    assert source.claims.get().value == "LK"


def test_statements_are_marked_as_their_source_or_higher_and_never_below_their_record(desk):
    guarded, paper = factories.SourceFactory(level=2), factories.SourceFactory()
    body, broker = factories.BodyActorFactory(), factories.ActorFactory(level=3)
    for source, record, chosen, marking in (
        (paper, body, "", (0, 0)),
        (guarded, body, "", (2, 2)),
        (guarded, body, "0", (0, 2)),
        (paper, body, "3", (3, 3)),
        (paper, broker, "1", (3, 3)),
    ):
        desk.post(URL, page(source, (record, "usual_level", "top"), statements=chosen))
        claim = Claim.objects.get()
        assert (claim.level, claim.effective_level) == marking
        claim.delete()


def test_the_page_says_what_rows_become_and_afterwards_how_they_are_marked(signed_in, steward):
    client, actor = signed_in(steward), factories.ActorFactory()
    shown = words(client.get(URL))
    assert "A record changes only when a steward accepts it." in shown
    assert "the highest of the three" in shown and ">as the source</option>" in shown
    rows = page(factories.SourceFactory(), (actor, "usual_level", "top"))
    for more, told in (
        ({}, "as proposed: a steward accepts or rejects it. Marking: public (TLP:CLEAR)."),
        ({"statements": "2", "decision": "accept"}, "and accepted. Marking: internal (TLP:AMBER)."),
    ):
        response = client.post(URL, rows | more, follow=True)
        [message] = response.context["messages"]
        assert str(message).startswith(f"1 statement was saved {told}")


def test_nobody_marks_statements_higher_than_they_may_see(signed_in, db):
    client = signed_in(factories.AnalystFactory(clearance=2))
    sent = page(factories.SourceFactory(), (factories.ActorFactory(), "usual_level", "top"), statements="3")
    assert [where for where, _message in faults(client.post(URL, sent))] == ["Marking of the statements"]


def test_rows_that_are_sent_twice_are_saved_once(desk):
    source, actor = factories.SourceFactory(), factories.ActorFactory()
    token = re.search(r'name="form_token" value="(\w+)"', words(desk.get(URL))).group(1)
    sent = page(source, (actor, "usual_level", "top"), form_token=token)
    again = f"{URL}?source={source.public_id}"
    for _time in range(2):
        assert desk.post(URL, sent).url == again
    assert Claim.objects.count() == 1
    assert "Nothing was saved a second time" in words(desk.get(again))
    refused = desk.post(URL, sent | {"rows-0-value": "middle"})
    assert "This form was saved already, with other content" in faults(refused)[0][1]
    assert refused.context["rows"].forms[0]["value"].value() == "middle" and Claim.objects.count() == 1


def test_a_new_source_that_is_recorded_already_is_asked_about_before_its_rows_are_saved(desk):
    known = factories.SourceFactory(name="The Long Report", url="https://example.org/report")
    factories.SourceFactory(name="The long report", team=factories.TeamFactory())
    new = {"name": "the long report", "kind": "report", "url": "http://www.example.org/report/", "level": "0"}
    sent = page(None, (factories.ActorFactory(), "usual_level", "top"), **new)
    response = desk.post(URL, sent)
    found = response.context["namesakes"]
    assert [(one.words, [record.id for record in one.records]) for one in found] == [
        ("1 record has the name “the long report”", [known.public_id]),
        ("1 record has the address “http://www.example.org/report/”", [known.public_id]),
    ]
    assert Claim.objects.count() == 0
    assert desk.post(URL, sent | {"_another": response.context["another"]}).status_code == 302
    assert Source.objects.filter(name="the long report").exists()


def test_the_screen_keeps_a_draft_and_opens_as_many_rows_as_the_draft_has(desk):
    shown = words(desk.get(f"{URL}?rows=8"))
    assert 'id="draft"' in shown and 'name="rows-7-record"' in shown and 'name="rows-8-record"' not in shown
    assert desk.get(f"{URL}?rows=1000").context["rows"].total_form_count() == 100


def test_every_field_of_the_forms_has_its_box_on_the_page(desk):
    response = desk.get(URL)
    boxes = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', response.content.decode()))
    forms = [response.context["form"], *response.context["rows"]]
    assert {form.add_prefix(name) for form in forms for name in form.fields} <= boxes
