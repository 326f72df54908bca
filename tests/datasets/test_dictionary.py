"""The data dictionary is current, complete, and says of each column what the importer asks of it."""

import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import CharField
from django.utils import translation

from peaceinfra.datasets import tables
from peaceinfra.datasets.dictionary import dictionary
from peaceinfra.datasets.vocabularies import vocabulary_of
from processes.choices import ActorKind, NameKind
from processes.models import Actor, ActorName, Claim, RelativeBound


@pytest.fixture(scope="module")
def text():
    return dictionary()


def section(text, name):
    return re.search(rf"^### {name}\n(.*?)(?=^##)", text, re.M | re.S)[1]


def test_the_committed_file_is_current(capsys):
    call_command("data_dictionary", "--check")
    assert capsys.readouterr().out == "data-dictionary.md says what the models say.\n"


def test_a_file_that_is_out_of_date_or_missing_fails_the_check_and_is_written(tmp_path, settings, text):
    settings.CHECKOUT = tmp_path
    (tmp_path / "docs").mkdir()
    path = tmp_path / "docs" / "data-dictionary.md"
    for old in (None, "of another day"):
        if old:
            path.write_text(old)
        with pytest.raises(CommandError, match="is out of date: run manage.py data_dictionary."):
            call_command("data_dictionary", "--check")
    call_command("data_dictionary")
    assert path.read_text() == text


def test_every_table_column_and_code_is_in_it(text):
    for table in tables.TABLES:
        own = section(text, table.name) + section(text, "Dates") + section(text, "Marking")
        assert {name for name in table.fields if f"| `{name}` |" not in own} == set()
    assert all(f"| `{code}` | {label} |" in section(text, "ActorKind") for code, label in ActorKind.choices)


def test_every_table_says_what_it_is_in_the_world():
    assert [
        table.name for table in tables.TABLES if table.model.__doc__.startswith(f"{table.model.__name__}(")
    ] == []


def test_every_link_has_its_heading_and_every_heading_its_own_name(text):
    headings = [heading.lower() for heading in re.findall(r"^#{2,3} (\w+)$", text, re.M)]
    assert len(headings) == len(set(headings))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(headings)
    others = set(re.findall(r"\]\(([^#)]+)\)", text))
    assert all((settings.CHECKOUT / "docs" / other).exists() for other in others)


def test_forms_are_told_in_plain_words(text):
    assert "| `gave` | what it gave | code of [Gave](#gave); several with `;` between them | yes |" in text
    assert "| `mandate` | under the mandate | id in [mandates](#mandates), of the same body | yes |" in text
    assert "| `accessed` | read on | day, `YYYY-MM-DD` | yes |" in section(text, "citations")
    assert "| `id` | body | id in [actors](#actors) of the kind `body` | no |" in section(
        text, "peace_secretariats"
    )
    assert "| `cut` | `intermittent`, `restored`, `closed` |" in section(text, "channel_changes")


def test_the_text_does_not_depend_on_the_language_of_its_writer(text, catalogues):
    with translation.override("ar"):
        assert dictionary() == text


def test_codes_are_named_by_the_class_they_are_written_in():
    assert vocabulary_of(ActorName, ActorName._meta.get_field("kind")) is NameKind
    assert vocabulary_of(RelativeBound, RelativeBound._meta.get_field("bound")) is RelativeBound.Bound
    assert vocabulary_of(Claim, Claim._meta.get_field("credibility")).__name__ == "Credibility"
    with pytest.raises(LookupError):
        vocabulary_of(Actor, CharField(choices=[("a", "A")]))
