"""Lines of boxes that are written directly are those of Django's template, but for the space between tags."""

import re
from pathlib import Path

import django
import pytest
from django import forms
from django.contrib.admin import helpers
from django.template import Context, Engine
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.screens.lines import lines
from tests import factories

DJANGO = Path(django.__file__).parent / "contrib" / "admin" / "templates"


class ActorForm(forms.Form):
    name = forms.CharField(label=_("Name <"), max_length=3, help_text="<b>Short</b>")
    on = forms.DateField(help_text=_("A day"))
    sure = forms.BooleanField(help_text="Tick")
    hidden = forms.CharField(widget=forms.HiddenInput, help_text="Not seen")
    also_hidden = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[("a<", "A & <b>")], required=False)

    class _meta:
        labels, help_texts, model = {"level": "How <secret>"}, {"level": "As <b>stored</b>"}, None


class Screen:
    @staticmethod
    def get_empty_value_display():
        return "-"


FIELDS = [
    ("name",),
    ("sure",),
    ("hidden",),
    ("hidden", "also_hidden"),
    ("name", "on", "sure", "hidden", "kind"),
    ("level",),
    ("name", "level"),
]


def without_space(text):
    return re.sub(r"\s+(?=[<>])|(?<=>)\s+", "", text)


@pytest.mark.parametrize("data", [None, {"name": "too long", "on": "<b>"}], ids=["empty", "with errors"])
@pytest.mark.parametrize(
    "titled", [{}, {"name": "Dates <", "description": "<i>When</i>"}], ids=["", "titled"]
)
def test_the_lines_of_a_fieldset_are_those_of_the_template(db, data, titled):
    form = ActorForm(data)
    form.instance = factories.ActorFactory.build(level=2)
    fieldset = helpers.Fieldset(
        form, fields=FIELDS, readonly_fields=("level",), model_admin=Screen(), **titled
    )
    engine = Engine(dirs=[DJANGO])
    rendered = engine.get_template("admin/includes/fieldset.html").render(
        Context({"fieldset": fieldset, "prefix": "fieldset", "id_prefix": 0, "id_suffix": 1})
    )
    written = without_space(str(lines(fieldset)))
    assert written and written in without_space(rendered)
    assert without_space(rendered).count("<div") - written.count("<div") == len(titled) // 2
