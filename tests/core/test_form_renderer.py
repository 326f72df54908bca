"""Boxes that are written directly are those of Django's templates, byte by byte."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.form_renderer import INPUTS, WIDGETS, WRITTEN, FormRenderer

ATTRIBUTES = {
    "id": 'a"<b',
    "required": True,
    "disabled": False,
    "size": 20,
    "title": _("Reason <"),
    "x'y": "&amp;",
}
VALUES = (None, "", "<b>&'\"", "&amp;", mark_safe("<i>safe</i>"), _("Reason"), 1234.5, 0, True, False, (1, 2))


class Stretched(forms.Select):
    option_template_name = f"{WIDGETS}/input_option.html"


CHOICES = [
    ("", "---------"),
    ("a<", "A & <b>"),
    (1234567, 1234567),
    (2, Decimal("1234.5")),
    (3, date(2004, 2, 1)),
    (4, mark_safe("<i>safe</i>")),
    (None, _("Reason <")),
    ("Group <", [("x", "X"), (True, "Y")]),
]
SELECTS = (forms.Select, forms.SelectMultiple, Stretched)


def both(template, context):
    return FormRenderer().render(template, context), DjangoTemplates().render(template, context)


def test_it_is_the_renderer_of_all_forms():
    assert type(get_default_renderer()) is FormRenderer


@pytest.mark.parametrize("name", [*INPUTS, "textarea"])
def test_a_box_is_the_one_of_the_template(name):
    for value in VALUES:
        widget = {"type": "te<xt", "name": 'na"me', "value": value, "attrs": ATTRIBUTES}
        written, rendered = both(f"{WIDGETS}/{name}.html", {"widget": widget})
        assert written == rendered, value


@pytest.mark.parametrize("kind", SELECTS, ids=lambda kind: kind.__name__)
def test_a_choice_is_the_one_of_the_template(kind):
    box = kind(ATTRIBUTES, CHOICES)
    for value in ("a<", ["a<", "x"], None, "unknown"):
        written, rendered = both(box.template_name, box.get_context('na"me', value, {"id": "<"}))
        assert written == rendered, value


class Talks(forms.Form):
    name = forms.CharField(label=_("Name <"), max_length=3, help_text="<b>")
    on = forms.DateField()
    kind = forms.ChoiceField(choices=CHOICES[:2])
    note = forms.CharField(widget=forms.Textarea, required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize("data", [None, {"name": "too long", "on": "<b>"}], ids=["empty", "with errors"])
def test_a_whole_form_is_the_one_of_the_templates(data):
    written, rendered = (
        str(Talks(data, renderer=renderer())) for renderer in (FormRenderer, DjangoTemplates)
    )
    assert written == rendered


@pytest.mark.parametrize("use_tag", [True, False])
def test_a_label_is_the_one_of_the_template(use_tag):
    context = {"label": _("Name <"), "tag": "legend", "use_tag": use_tag, "attrs": ATTRIBUTES}
    written, rendered = both("django/forms/label.html", context)
    assert written == rendered


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_has_a_template(name):
    """A release of Django that renames one is noticed."""
    assert DjangoTemplates().get_template(name)


RELATED = {
    "rendered_widget": mark_safe("<select></select>"),
    "name": 'na"me',
    "url_params": "_to_field=id&_popup=1",
    "model": _("Reason <"),
    "model_name": "actor",
    "change_related_template_url": "/admin/__fk__/<",
    "add_related_url": "/admin/add/<",
    "delete_related_template_url": "/admin/__fk__/delete/",
    "view_related_url_params": "_to_field=id",
}
WAYS = ("is_hidden", "can_add_related", "can_change_related", "can_delete_related", "can_view_related")


@pytest.mark.parametrize("limited", [False, True])
def test_a_choice_of_a_record_is_the_one_of_the_template(limited):
    for ways in product((False, True), repeat=len(WAYS)):
        context = RELATED | dict(zip(WAYS, ways, strict=True)) | {"model_has_limit_choices_to": limited}
        written, rendered = both("admin/widgets/related_widget_wrapper.html", context)
        assert written == rendered, ways
