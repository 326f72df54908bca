"""A stored value is said in the same words on every surface."""

import pytest

from peaceinfra.core.value_words import field_words, value_words
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


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("act", "usual_level", "usual level"),
        ("pro", "support_structures_of_2003", "support structures of 2003"),
    ],
)
def test_a_field_is_called_by_its_column_or_in_words_of_its_own(kind, name, words):
    assert field_words(kind, name) == words
