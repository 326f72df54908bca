"""Claims say their field and their value as the screen of the record does, wherever they are shown."""

import pytest

from tests import factories
from tests.admin.screens import address, words

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
        factories.ClaimFactory(subject=factories.PrincipalFactory(), field="principal", value=str(actor.pk))
    page = words(desk.get(LIST))
    assert ">Principal: Valley</a>" in page and ">Principal: not shown</a>" in page
    assert str(hidden.pk) not in page
