"""Each kind of record has a factory, and what it makes is a row that the register would take."""

import pytest

from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from tests import factories as make

pytestmark = pytest.mark.django_db

# A relative date says against what.
NEEDS = {"RelativeBound": {"subject": make.EventFactory, "anchor": make.EventFactory}}


def test_every_kind_of_record_has_a_factory():
    lacking = {f"{model.__name__}Factory" for model in models_by_kind().values()} - set(vars(make))
    assert lacking == set()


@pytest.mark.parametrize("model", models_by_kind().values(), ids=lambda model: model.__name__)
def test_what_a_factory_makes_is_as_public_as_it_may_be_and_whole(model):
    needs = {name: factory() for name, factory in NEEDS.get(model.__name__, {}).items()}
    row = getattr(make, f"{model.__name__}Factory")(**needs)
    row.full_clean()
    row.refresh_from_db()
    assert row.effective_level == (2 if model.__name__ == "Note" else visibility_of(model).least)
