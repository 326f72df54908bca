"""A stored value is said in the same words on every surface."""

import pytest

from peaceinfra.core.value_words import value_words
from processes.models import Actor, Role
from tracks.models import SupportUnit


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        (Actor, "kind", "armed_organisation", "armed organisation"),
        (Actor, "description", "", ""),
        (Role, "is_signatory", True, "yes"),
        (Role, "is_signatory", False, "no"),
        (Actor, "countries", ["LK", "NP"], "LK, NP"),
        (Actor, "countries", [], ""),
        (SupportUnit, "full_time_staff", 0, "0"),
        (SupportUnit, "full_time_staff", None, ""),
    ],
)
def test_a_value_is_said_by_the_codes_of_its_field(model, name, value, words):
    assert value_words(model._meta.get_field(name), value) == words
