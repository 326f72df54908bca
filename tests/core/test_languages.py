"""Codes of languages and scripts are taken by their form, and a refusal says what to write."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import ActorNameFactory, MediatorFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["my", "ksw", "qaa", "zh-Hant"])
def test_a_code_is_taken(code):
    MediatorFactory(languages=[code]).full_clean()
    ActorNameFactory(language=code, script="Mymr").full_clean()


@pytest.mark.parametrize(
    ("code", "words"),
    [("Burmese", "is no language code. Write my.")]
    + [(code, "is no code of a language.") for code in ("MY", "my/ksw", "m")],
)
def test_a_name_of_a_language_is_refused_with_what_to_write(code, words):
    with pytest.raises(ValidationError) as refused:
        MediatorFactory(languages=["qaa", code]).full_clean()
    assert f"“{code}” {words}" in str(refused.value)


def test_a_name_of_a_script_is_refused_with_what_to_write():
    with pytest.raises(ValidationError) as refused:
        ActorNameFactory(language="ar", script="arab").full_clean()
    assert refused.value.message_dict == {
        "script": ["“arab” is no code of a script. Write four letters, for example Arab or Mymr."]
    }
