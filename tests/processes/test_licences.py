"""The licence of a source is a code, from which follows how much of what rests on it may be exported."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError

from processes.choices import Export, Licence
from processes.licences import ALLOWED, may_be_exported
from processes.models import Source
from tests.factories import SourceFactory

code_of = import_module("processes.migrations._licences").code_of


@pytest.mark.parametrize(
    ("words", "code", "override"),
    [
        ("", "none_known", ""),
        ("CC BY 4.0", "cc_by", ""),
        ("cc-by", "cc_by", ""),
        ("Creative Commons Attribution 3.0", "cc_by", ""),
        ("CC BY-SA 3.0 IGO", "cc_by_sa", ""),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "cc_by_nc", ""),
        ("Attribution-NonCommercial-ShareAlike 4.0", "cc_by_nc_sa", ""),
        ("CC BY-NC-SA 4.0", "cc_by_nc_sa", ""),
        ("CC0 1.0", "public_domain", ""),
        ("not in the public domain", "none_known", ""),
        ("Permission of the author, May 2026", "permission", ""),
        ("no permission was given", "none_known", ""),
        ("CC BY-NC-ND 4.0", "none_known", "ids"),
        ("All rights reserved. © 2009 مركز", "none_known", ""),
    ],
)
def test_words_that_were_a_licence_become_its_code(words, code, override):
    assert code_of(words)[:2] == (code, override)
    assert bool(code_of(words)[2]) == bool(override)


def test_every_licence_says_what_may_be_exported():
    assert ALLOWED.keys() == set(Licence)


@pytest.mark.django_db
def test_the_list_finds_by_what_may_be_exported_what_each_source_says_itself():
    for kind in ("report", "dataset"):
        for licence in Licence:
            for override in ("", *Export):
                SourceFactory(kind=kind, licence=licence, export_override=override, export_reason=override)
    found = {rule: set(Source.objects.filter(may_be_exported([rule]))) for rule in Export}
    assert found == {
        rule: {source for source in Source.objects.all() if source.may_be_exported == rule} for rule in Export
    }
    assert sum(map(len, found.values())) == 56


@pytest.mark.parametrize(
    ("override", "reason", "field"), [("no", "", "export_reason"), ("", "read only", "export_override")]
)
def test_another_rule_than_that_of_the_licence_has_a_reason(override, reason, field):
    source = Source(name="A report", kind="report", export_override=override, export_reason=reason)
    with pytest.raises(ValidationError) as refused:
        source.clean()
    assert refused.value.message_dict.keys() == {field}
