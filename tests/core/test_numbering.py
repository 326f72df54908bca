"""The number of a row is counted among the rows that its reader is shown."""

import pytest

from peaceinfra.core.numbering import PlaceField, is_place, numbering_of, numbers_shown
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import PUBLIC, Viewer
from secretariats.models import Mandate
from tests import factories

#: Fields of these names keep the place of a row and nothing else.
PLACES = {"position", "number"}


def test_every_model_whose_rows_have_a_place_declares_how_they_are_numbered():
    placed = {
        field for model in models_by_kind().values() for field in model._meta.fields if field.name in PLACES
    }
    assert placed and all(is_place(field) and isinstance(field, PlaceField) for field in placed)
    assert all(numbering_of(field.model).within for field in placed)


@pytest.mark.django_db
def test_rows_are_numbered_among_those_that_a_viewer_is_shown():
    body = factories.BodyActorFactory()
    first = factories.MandateFactory(body=body, number=4)
    hidden = factories.MandateFactory(body=body, number=5, level=2)
    retired = factories.MandateFactory(body=body, number=6, retired=True)
    last = factories.MandateFactory(body=body, number=7)
    other = factories.MandateFactory(number=9)
    owners = [body.pk, other.body_id]
    assert numbers_shown(Mandate, owners, PUBLIC) == {first.pk: 1, last.pk: 2, other.pk: 1}
    cleared = {first.pk: 1, hidden.pk: 2, last.pk: 3, other.pk: 1}
    assert numbers_shown(Mandate, owners, Viewer(2)) == cleared
    assert retired.pk not in cleared
