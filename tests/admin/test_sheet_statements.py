"""Rows of a sheet that say what its source says of single fields."""

from processes.models import Claim
from tests import factories
from tests.admin.screens import words
from tests.admin.sheets import SHEET, check, faults, save, sheet


def said(record, field, value, **more):
    return "claims", {"subject": record.public_id, "field": field, "value": value} | more


def test_statements_of_several_records_are_proposals_of_one_source(desk):
    source, actor, event = factories.SourceFactory(), factories.ActorFactory(), factories.EventFactory()
    dated = {"start": "2004", "end": "2006~", "credibility": "2", "locator": "p. 4"}
    rows = [
        said(actor, "Usual level", "middle", **dated),
        said(event, "outcome", "No result", says="contradicts"),
        said(actor, "name", "Another name", says="says something else: this"),
        said(factories.RoleFactory(), "actor", actor.name),
    ]
    save(desk, sheet(source, *rows))
    claims = Claim.objects.order_by("field").values_list(
        "field", "value", "value_record", "polarity", "status"
    )
    assert [*claims] == [
        ("actor", "", actor.pk, "supports", "proposed"),
        ("name", "Another name", None, "supports", "proposed"),
        ("outcome", "No result", None, "contradicts", "proposed"),
        ("usual_level", "middle", None, "supports", "proposed"),
    ]
    first = Claim.objects.get(field="usual_level")
    assert (first.start, first.start_kind, first.end, first.credibility, first.locator) == (
        "2004", "actual", "2006~", 2, "p. 4",
    )  # fmt: skip
    actor.refresh_from_db()
    assert actor.usual_level == "unknown"
    read = words(desk.get(SHEET))
    assert (
        "4 statements are proposed: stewards accept or reject them." in read
        or "4 statements are proposed" in read
    )
    assert f'href="/admin/processes/claim/?source__id={source.pk}"' in read


def test_what_is_wrong_with_a_statement_stands_at_its_cell(desk):
    actor, event, place = factories.ActorFactory(), factories.EventFactory(), factories.PlaceFactory()
    rows = [
        said(actor, "usual_level", "high"),
        said(actor, "colour", "red"),
        said(event, "start", "12 février 2004"),
        said(place, "country", "QX"),
        said(actor, "name", ""),
        said(actor, "name", "x", says="perhaps"),
        ("claims", {"subject": "lake", "field": "name", "value": "x"}),
        said(factories.RoleFactory(), "actor", "Nobody at all"),
    ]
    response = check(desk, sheet(factories.SourceFactory(), *rows))
    columns = [where.partition("row ")[2] for where, _message in faults(response)]
    names = ["Value", "Field", "Value", "Value", "Value", "The source", "Record", "Value"]
    assert columns == [f"{number}, column “{name}”" for number, name in enumerate(names, 1)]
    messages = [message for _where, message in faults(response)]
    assert messages[0] == "“high” is not used here. Write one of: top, middle, grassroots, unknown."
    assert "“colour” is not a field of this record. Its fields are: " in messages[1]
    assert messages[4] == "Write the value that the source gives."
    offer = 'name="_offer" value="c.2.claims.value 2004-02-12"'
    assert offer in words(response) and Claim.objects.count() == 0


def test_a_steward_may_accept_at_once_also_of_what_is_new(signed_in, steward):
    client, body = signed_in(steward), factories.BodyActorFactory()
    rows = [
        said(body, "form", "committee"),
        said(body, "start_kind", "the actual start"),
        said(body, "start", "2004-02"),
        ("actors", {"ref": "n", "name": "New", "kind": "body"}),
        ("claims", {"subject": "#n", "field": "usual level", "value": "top"}),
    ]
    save(client, sheet(factories.SourceFactory(), *rows, decision="accept"))
    body.refresh_from_db()
    assert (body.body.form, body.start_kind, body.start) == ("committee", "actual", "2004-02")
    assert {*Claim.objects.values_list("status", flat=True)} == {"accepted"}
    assert Claim.objects.get(field="usual_level").subject_id != body.pk


def test_an_analyst_only_proposes(desk):
    assert "accepted at once" not in words(desk.get(SHEET))
    save(
        desk,
        sheet(
            factories.SourceFactory(), said(factories.ActorFactory(), "usual_level", "top"), decision="accept"
        ),
    )
    assert Claim.objects.get().status == "proposed"


def test_statements_are_never_less_guarded_than_their_source_and_their_record(desk):
    guarded, paper = factories.SourceFactory(level=2), factories.SourceFactory()
    body, broker = factories.BodyActorFactory(), factories.ActorFactory(level=3)
    rows = [
        (paper, body, "", (0, 0)),
        (guarded, body, "0", (0, 2)),
        (paper, body, "3", (3, 3)),
        (paper, broker, "1", (3, 3)),
    ]
    for source, record, chosen, marking in rows:
        save(desk, sheet(source, said(record, "usual_level", "top"), marking=chosen))
        claim = Claim.objects.get()
        assert (claim.level, claim.effective_level) == marking
        claim.delete()


def test_the_fields_of_a_record_and_of_a_new_one_are_offered_by_their_labels(desk):
    url, body = "/admin/processes/source/fields/", factories.BodyActorFactory()
    for asked in ({"record": body.public_id}, {"kind": "act"}):
        fields = desk.get(url, asked).json()["fields"]
        assert {"Label", "Start", "Form", "Closeness to power"} <= {*fields} and "Marking" not in fields
