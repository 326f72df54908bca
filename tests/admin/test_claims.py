"""Claims say their field and their value as the screen of the record does, wherever they are shown."""

import pytest

from processes.models import Claim
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import address, errors, listing, row, save, send, words
from tests.admin.sheets import check, faults, sheet

pytestmark = pytest.mark.django_db

LIST = "/admin/processes/claim/"


def test_the_screen_of_a_claim_names_field_and_value_as_the_record_does(desk):
    actor = factories.ActorFactory()
    claim = factories.ClaimFactory(subject=actor, field="usual_level", value="grassroots")
    response = desk.get(address(claim))
    fields, title = response.context["adminform"], response.context["subtitle"]
    said = [cell.contents() for fieldset in fields for line in fieldset for cell in line]
    assert (said[1:3], title) == (["Usual level", "grassroots"], "Usual level: grassroots")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("countries", '["LK", "NO"]', "Countries: LK, NO"),
        ("start_kind", "first_cited", "Start is: the first sighting"),
        ("start", "2004~", "Start: 2004~"),
        ("neutrality", "kept", "Neutrality: kept"),
    ],
)
def test_lists_and_rows_of_claims_say_words_and_not_codes(desk, field, value, shown):
    actor = factories.ActorFactory()
    factories.ClaimFactory(subject=actor, field=field, value=value)
    label, _colon, said = shown.partition(": ")
    assert f">{shown}</a>" in words(desk.get(LIST))
    page = words(desk.get(address(actor)))
    assert f'<td class="field-field"><p>{label}</p></td>' in page
    assert f'<td class="field-value"><p>{said}</p></td>' in page


def test_a_claim_for_another_record_names_it_to_those_who_may_see_it(desk):
    hidden, seen = factories.ActorFactory(team=factories.TeamFactory()), factories.ActorFactory(name="Valley")
    for actor in (hidden, seen):
        factories.ClaimFactory(subject=factories.PrincipalFactory(), field="principal", value_record=actor)
    page = words(desk.get(LIST))
    assert page.count(">Principal: ") == 1 and ">Principal: Valley</a>" in page
    assert str(hidden.pk) not in page


def claim(**values):
    said = {"source": factories.SourceFactory().pk, "polarity": "supports", "credibility": "6", "level": "0"}
    return row("claims", 0, **said | values)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("start", "nonsense", "“nonsense” is not a date that can be read."),
        ("usual_level", "high", "“high” is not used here. Write one of: top, middle, grassroots, unknown."),
        ("countries", "LK,QQQ", "“QQQ” is not"),
        ("name", "", "Write the value that the source gives."),
    ],
)
def test_a_row_says_what_a_field_cannot_hold_as_entering_from_a_source_does(desk, field, value, message):
    actor, source = factories.ActorFactory(), factories.SourceFactory()
    found = errors(send(desk, address(actor), claim(field=field, value=value)))["claims-0-value"]
    row = ("claims", {"subject": actor.public_id, "field": field, "value": value})
    assert [message for _where, message in faults(check(desk, sheet(source, row)))] == found
    assert found[0].startswith(message) and not Claim.objects.exists()


def test_a_row_takes_words_and_keeps_codes(desk):
    actor = factories.ActorFactory()
    save(desk, address(actor), claim(field="start_kind", value="the first sighting"))
    assert Claim.objects.get().value == "first_cited"


def fields_offered(response) -> set[str]:
    inlines = response.context["inline_admin_formsets"]
    formset = next(one.formset for one in inlines if one.formset.prefix == "claims")
    return {name for name, _label in formset.empty_form.fields["field"].choices if name}


def test_the_rows_of_a_record_offer_the_fields_of_entering_from_a_source(desk):
    body = BodyActor.objects.get(pk=factories.PeaceSecretariatFactory().pk)
    entering = desk.get("/admin/processes/source/fields/", {"record": body.public_id}).json()["fields"]
    assert len(fields_offered(desk.get(address(body)))) == len(entering)
    assert {"form", "closeness", "purpose", "start"} <= fields_offered(desk.get(address(body)))
    new = fields_offered(desk.get(listing(BodyActor, "add")))
    assert ("form" in new, "purpose" in new, "version" in new) == (True, False, False)


def test_on_the_screen_of_a_record_too_saying_something_else_supports_the_other_value(desk):
    actor = factories.ActorFactory()
    for number, (polarity, value) in enumerate((("other", "middle"), ("contradicts", "top"))):
        save(
            desk,
            address(actor),
            claim(field="usual_level", value=value, polarity=polarity)
            if number == 0
            else row(
                "claims",
                1,
                source=factories.SourceFactory().pk,
                polarity=polarity,
                credibility="6",
                level="0",
                field="usual_level",
                value=value,
            ),
        )
    said = Claim.objects.values_list("value", "polarity")
    assert set(said) == {("middle", "supports"), ("top", "contradicts")}
