from django.contrib.admin.widgets import (
    AdminIntegerFieldWidget,
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
)
from django.core.exceptions import ValidationError
from django.forms import Media, Select
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from peaceinfra.core.dates.choices import StartKind
from peaceinfra.core.dates.edtf import DateError, forms_meant, parse
from peaceinfra.core.dates.words import understood_as
from peaceinfra.core.identity import UnknownId, number_in
from peaceinfra.core.registry import key_of

# The button by which a date that is offered for a refused one is taken: “name of the field, date”.
TAKE = "_take_date"


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
            '<span class="edtf-box">{}<output class="edtf-echo" data-label="{}">{}</output>'
            '<span class="edtf-forms">{}</span></span>',
            box, _("Understood as: "), _echo(value), _buttons(name, value or ""),
        )  # fmt: skip


class _OfferingDates:
    """A mixin for the value of any field, which may be a date that is written in another way than dates are."""

    # Set by the form that refused the value as a date.
    is_refused_date = False

    @property
    def media(self):
        return Media(js=["js/edtf.js"])

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, value, attrs, renderer)
        if not self.is_refused_date:
            return box
        buttons = _buttons(name, value or "")
        return format_html('<span class="edtf-box">{}<span class="edtf-forms">{}</span></span>', box, buttons)


class ValueInput(_OfferingDates, AdminTextInputWidget):
    """A value in one line."""


class ValueTextarea(_OfferingDates, AdminTextareaWidget):
    """A value of several lines."""


def refuse_value(form, error: ValidationError, name: str = "value"):
    """Puts the fault at the box of the value, with a button for each date that is offered for it."""
    form.add_error(name, error)
    is_date = any(isinstance(fault, DateError) for fault in error.error_list)
    form.fields[name].widget.is_refused_date = is_date


def date_offers(text: str) -> list[dict]:
    """The dates that a refused text may mean, each with the question to its writer; [] of a date."""
    try:
        parse(text)
    except DateError:
        return [{"form": form, "words": _offer_words(form)} for form in forms_meant(text)]
    return []


def _offer_words(form):
    return _("Did you mean %(form)s, %(words)s?") % {"form": form, "words": understood_as(form)}


def _buttons(name, text):
    """A button for each date that is offered. Without scripts it sends the form with that date."""
    rows = ((TAKE, f"{name} {offer['form']}", offer["form"], offer["words"]) for offer in date_offers(text))
    button = '<button type="submit" class="button" name="{}" value="{}" data-form="{}">{}</button>'
    return format_html_join(" ", button, rows)


def take_date(request):
    """Where an offered date was pressed: puts it into its field, as if it had been typed there."""
    name, _space, form = request.POST.get(TAKE, "").partition(" ")
    if name in request.POST:
        request.POST = request.POST.copy()
        request.POST[name] = form
        del request.POST[TAKE]


def _echo(value):
    try:
        return _("Understood as: ") + understood_as(value) if value else ""
    except ValidationError:
        return ""


class KindSelect(Select):
    """What a typed start or end is. A date beside a kind that nobody chose is the actual start or end.

    `was` is the kind that is stored: who goes back to “not known” from another one, and leaves the date
    there, says two things at once, and is asked. The script does the same while one types.
    """

    was = StartKind.UNKNOWN

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, (attrs or {}) | {"data-was": str(self.was)})

    def value_from_datadict(self, data, files, name):
        kind = super().value_from_datadict(data, files, name)
        is_dated = data.get(name.removesuffix("_kind"), "").strip()
        if is_dated and kind == self.was == StartKind.UNKNOWN:
            return StartKind.ACTUAL.value
        return kind


class PlaceInput(AdminIntegerFieldWidget):
    """The place of a row among the others. Left empty, it is `offered`: the one after the last."""

    offered = None

    def __init__(self, attrs=None):
        super().__init__({"data-place": "yes"} | (attrs or {}))

    @property
    def media(self):
        return Media(js=["js/row-places.js"])

    def value_from_datadict(self, data, files, name):
        return super().value_from_datadict(data, files, name) or self.offered


class RecordSelect(AutocompleteSelect):
    """Chooses a record by search. `known` are labels already at hand: {key as text: label}, no query."""

    known = {}

    @property
    def media(self):
        return super().media + Media(js=["js/record-select.js"])

    def build_attrs(self, base_attrs, extra_attrs=None):
        """What stands within another record, such as a side in its process, is searched among those of that one."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        within = getattr(self.field.remote_field.model, "names_within", "")
        return attrs | ({"data-within": within} if within else {})

    def render(self, name, value, attrs=None, renderer=None):
        """The box with a search; without scripts there is none, and the record is named by its id."""
        box = super().render(name, value, attrs, renderer)
        words = _("or its id")
        return format_html(
            '{}<noscript><label class="by-id">{} <input name="{}" size="17" autocomplete="off"></label></noscript>',
            box, words, _typed(name),
        )  # fmt: skip

    def value_from_datadict(self, data, files, name):
        typed = data.get(_typed(name), "").strip()
        if not typed:
            return super().value_from_datadict(data, files, name)
        try:
            return str(key_of(self.field.remote_field.model, typed))
        except UnknownId:
            return typed

    def optgroups(self, name, value, attr=None):
        # What is no key, the field refuses; the database is not asked for it.
        value = [key for key in value if number_in(str(key))]
        chosen = [str(key) for key in value]
        if not set(chosen) <= self.known.keys():
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [self.create_option(name, key, self.known[key], True, 1) for key in chosen]
        return [(None, options, 0)]


def _typed(name):
    return f"{name}-typed"


class RecordInput(AdminTextInputWidget):
    """A record of any kind by its public id. The script offers what is found while one types a name."""

    def __init__(self, attrs=None):
        super().__init__({"class": "record-input", "size": 20, "autocomplete": "off"} | (attrs or {}))

    @property
    def media(self):
        return Media(js=["js/record-input.js"])

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(
            name, value, (attrs or {}) | {"data-find": reverse_lazy("admin:find_record")}, renderer
        )
        return format_html(
            '<span class="record-box">{}<span class="record-found" aria-live="polite"></span></span>', box
        )
