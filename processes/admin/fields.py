"""How fields of guarded records appear in a form: never a choice that its user may not see or may not set."""

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.countries import country_code
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.models import Record, Team
from peaceinfra.core.screens.finding import find_records
from peaceinfra.core.screens.labels import choice_label
from peaceinfra.core.screens.widgets import EDTFInput, KindSelect, RecordInput, RecordSelect
from peaceinfra.core.text import folded
from peaceinfra.core.values import CountryCodeField
from peaceinfra.core.visibility import visibility_of

# What the typed start and the typed end of a record are.
KINDS = ("start_kind", "end_kind")


class CountryField(forms.CharField):
    """A country, typed as its code or by its name and kept as the code; what is neither is refused."""

    def __init__(self, *, max_length=None, **kwargs):
        """`max_length` is that of the code: names are longer."""
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        return country_code(text) if text else text


class PublicIdField(forms.CharField):
    """A record named by its public id. `records`: those the viewer may see; others are unknown to this field."""

    # The record that is chosen, where it was read with the row: no query for its id.
    known = None

    def __init__(self, *, records, **kwargs):
        self.records = records
        super().__init__(**({"max_length": 20, "widget": RecordInput} | kwargs))

    def prepare_value(self, value):
        if isinstance(value, int):
            known = self.known if self.known and self.known.pk == value else None
            record = known or self.records.filter(pk=value).first()
            return record.public_id if record else ""
        return value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            kind, key = parse_public_id(text)
            return self.records.get(pk=key, kind=kind)
        except (UnknownId, Record.DoesNotExist):
            raise forms.ValidationError(
                _("No record has the id “%(text)s”. Copy the id from the head of the other record's screen."),
                params={"text": text},
            ) from None


class FoundField(PublicIdField):
    """A record by its id, or by its name where one alone is found. `find(text)` gives what is found.

    What is hidden and what is absent are not found alike.
    """

    def __init__(self, *, find, **kwargs):
        self.find = find
        super().__init__(**({"max_length": 200} | kwargs))

    def clean(self, value):
        text = (value or "").strip()
        if not text or _is_id(text):
            return super().clean(value)
        found = self.find(text)
        named = [match for match in found if folded(match["name"]) == folded(text)] or found
        if len(named) == 1:
            return super().clean(named[0]["id"])
        if named:
            several = "; ".join(f"{match['text']}: {match['id']}" for match in named)
            message = _("Several records are found by this. Write the id of one: %(several)s.")
            raise forms.ValidationError(message, params={"several": several})
        raise forms.ValidationError(
            _(
                "No record is found by “%(text)s”. Write its name as it is recorded, or the id from its screen."
            ),
            params={"text": text},
        )


def _is_id(text):
    try:
        parse_public_id(text)
    except UnknownId:
        return False
    return True


class ListField(SimpleArrayField):
    """Several values, with commas between; spaces beside a comma say nothing. What is wrong with one names it."""

    def __init__(self, base_field, **kwargs):
        super().__init__(base_field, **kwargs)
        self.error_messages["item_invalid"] = ""

    def to_python(self, value):
        if isinstance(value, str):
            parts = (part.strip() for part in value.split(self.delimiter))
            value = self.delimiter.join(self._code_of(part) for part in parts if part)
        return super().to_python(value)

    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            raise forms.ValidationError([message.strip() for message in error.messages]) from None

    def _code_of(self, part):
        """The code, where its words were typed."""
        named = {folded(str(label)): code for code, label in getattr(self.base_field, "choices", ())}
        return named.get(folded(part), part)


class GuardedFields(BaseModelAdmin):
    """A mixin for screens and inlines: every queryset and every choice starts from the viewer."""

    formfield_overrides = {
        EDTFField: {"widget": EDTFInput},
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget({"rows": 3})},
    }

    # The marking a new row is offered, where it is not that of its model.
    usual_level = None

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("start", "end"):
            # Said once for both, above them.
            kwargs["help_text"] = ""
        if isinstance(db_field, ArrayField):
            kwargs["form_class"] = ListField
        if isinstance(db_field, CountryCodeField):
            kwargs["form_class"] = CountryField
            kwargs["help_text"] = _("A name, or two letters of ISO 3166: Sri Lanka or LK.")
        if isinstance(db_field, models.BooleanField) and db_field.null:
            unknown = _("Leave at “Unknown” if you do not know.")
            kwargs["help_text"] = (
                format_lazy("{} {}", db_field.help_text, unknown) if db_field.help_text else unknown
            )
        of_countries = isinstance(getattr(db_field, "base_field", None), CountryCodeField)
        if of_countries:
            kwargs["help_text"] = _("Names, or two letters of ISO 3166, with commas between: Sri Lanka, NO.")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_view_related = False
        if isinstance(field, ListField):
            # Django asks the validators of one value only after the form, and speaks of arrays then.
            item = field.base_field
            item.validators += [
                validator for validator in db_field.base_field.validators if validator not in item.validators
            ]
        if of_countries:
            field.base_field = CountryField()
        elif getattr(getattr(db_field, "base_field", None), "choices", None):
            _name_the_codes(field, db_field.base_field)
        return field

    def first_level(self, db_field) -> int:
        """The marking that a new record or row starts with."""
        return db_field.default if self.usual_level is None else self.usual_level

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "level":
            mine = [choice for choice in Level.choices if choice[0] <= request.viewer.level]
            first = min(self.first_level(db_field), request.viewer.level)
            kwargs["choices"], kwargs["initial"] = mine, first
            kwargs.setdefault("help_text", db_field.help_text)
        if db_field.name in KINDS:
            kwargs["widget"] = KindSelect
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        related = db_field.remote_field.model
        if related is Team:
            return _team_field(db_field, request, kwargs.get("help_text", db_field.help_text))
        if related is Record:
            return FoundField(
                records=_visible_rows(Record, request),
                find=lambda text: self._found(db_field, request, text),
                label=capfirst(db_field.verbose_name),
                help_text=_("Its name, or its id, such as evt-0f3k…, from the head of its screen."),
            )
        if visibility_of(related):
            # Retired ones stay valid where they were chosen; the search offers live ones only.
            kwargs["queryset"] = _visible_rows(related, request)
            kwargs["widget"] = RecordSelect(db_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if visibility_of(related):
            field.label_from_instance = choice_label
        return field

    def _found(self, db_field, request, text):
        """The records found, of the kinds that the field speaks of where its model names them."""
        kinds = getattr(db_field.model, f"{db_field.name}_kinds", ())
        found = find_records(self.admin_site, request, text)
        return [match for match in found if not kinds or match["id"].partition("-")[0] in kinds]


def _visible_rows(model, request):
    """What may be chosen, put together once for a screen: every field and every row asks for it."""
    if not hasattr(request, "visible_rows"):
        request.visible_rows = {}
    if model not in request.visible_rows:
        request.visible_rows[model] = model._default_manager.visible_to(request.viewer)
    return request.visible_rows[model]


def _name_the_codes(field, item):
    """A list of codes is typed: which there are stands below it, and what is none of them is refused in words."""
    field.help_text = _("Codes, with commas between: %(codes)s.") % {
        "codes": ", ".join(str(code) for code, _label in item.flatchoices)
    }
    field.base_field.error_messages["invalid_choice"] = _("“%(value)s” is not one of the codes below.")


def _team_field(db_field, request, help_text):
    """The viewer's own teams: the list of teams is known to their members and security officers only."""
    if not hasattr(request, "viewers_teams"):
        teams = Team.objects.filter(pk__in=request.viewer.teams)
        named = [(team.pk, team.name) for team in teams] if request.viewer.teams else []
        request.viewers_teams = teams, named
    teams, named = request.viewers_teams
    field = forms.ModelChoiceField(
        teams,
        label=capfirst(db_field.verbose_name),
        help_text=help_text,
        required=False,
    )
    field.choices = [("", _("no team")), *named]
    return field
