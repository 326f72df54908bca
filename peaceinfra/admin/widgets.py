from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.forms import Media
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _

from peaceinfra.core.dates.words import understood_as


class EDTFInput(AdminTextInputWidget):
    """A typed date; below it stands how it is understood. The script keeps that in step while one types."""

    def __init__(self, attrs=None):
        super().__init__({"class": "edtf", "size": 16, "autocomplete": "off"} | (attrs or {}))

    @property
    def media(self):
        return Media(js=["js/edtf.js"])

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(
            name, value, (attrs or {}) | {"data-echo": reverse_lazy("admin:understand_date")}, renderer
        )
        return format_html(
            '<span class="edtf-box">{}<output class="edtf-echo" data-label="{}">{}</output></span>',
            box,
            _("Understood as: "),
            _echo(value),
        )


def _echo(value):
    try:
        return _("Understood as: ") + understood_as(value) if value else ""
    except ValidationError:
        return ""


class RecordSelect(AutocompleteSelect):
    """Chooses a record by search. `known` are labels already at hand: {key as text: label}, no query."""

    known = {}

    @property
    def media(self):
        return super().media + Media(js=["js/record-select.js"])

    def optgroups(self, name, value, attr=None):
        chosen = [str(key) for key in value if key not in (None, "")]
        if not chosen or not set(chosen) <= self.known.keys():
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [self.create_option(name, key, self.known[key], True, 1) for key in chosen]
        return [(None, options, 0)]
