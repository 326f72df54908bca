"""What the filters of lists are made of: the same for a page's form and for an address of the API.

A `RegisterFilterSet` starts from what its viewer may see, so that no filter can be asked about anything
else. The viewer and the day are arguments; a value that cannot be read is an error of the form.
"""

import copy
import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters import rest_framework as filters
from django_filters.constants import EMPTY_VALUES

from peaceinfra.core.countries import country_code
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.querysets import DatedQuerySet
from peaceinfra.core.external_ids import identified_by, schemes_shown_to
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.languages import validate_language
from peaceinfra.core.registry import key_of, models_by_kind
from peaceinfra.core.visibility import visibility_of

# How long a confirmation may be relied on, in days, for a record that has no review interval of its own.
REVIEW_DAYS = 365
# What is written to find the records in which a field is empty.
UNKNOWN = "unknown"


class RepeatedInput(forms.TextInput):
    """An input whose name may stand in the address several times; empty ones do not count."""

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        values = [values] if isinstance(values, str) else values
        return [value.strip() for value in values if value.strip()]

    def format_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value


class RepeatedField(forms.Field):
    """Several values of a parameter, each by `parse_value`. UNKNOWN stays as it is, where the field may be empty."""

    widget = RepeatedInput

    def __init__(self, *args, may_be_empty=False, **kwargs):
        self.may_be_empty = may_be_empty
        super().__init__(*args, **kwargs)

    def clean(self, value):
        return [
            UNKNOWN if self.may_be_empty and text == UNKNOWN else self.parse_value(text)
            for text in value or []
        ]

    def parse_value(self, text):
        return text


class CodesField(RepeatedField):
    """Codes of a fixed list, in the order in which they are shown."""

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = list(choices)
        if self.may_be_empty and UNKNOWN not in dict(self.choices):
            self.choices.append((UNKNOWN, _("not recorded")))
        self.widget = RepeatedSelect(choices=self.choices)

    def parse_value(self, text):
        codes = [str(code) for code, _label in self.choices]
        if text not in codes:
            raise ValidationError(
                _("“%(text)s” is not used here. Write one of: %(codes)s."),
                params={"text": text, "codes": ", ".join(codes)},
            )
        return text


class TruthsField(CodesField):
    """“true” and “false”, as they are."""

    def parse_value(self, text):
        return super().parse_value(text) == Answer.TRUE


class RepeatedSelect(forms.SelectMultiple):
    """A list to choose from, where the empty choice counts as none."""

    def value_from_datadict(self, data, files, name):
        return RepeatedInput().value_from_datadict(data, files, name)


class CountriesField(RepeatedField):
    """Countries by their codes of two letters or by their names."""

    def parse_value(self, text):
        return country_code(text)


class PublicIdsField(RepeatedField):
    """Public ids, as keys. An id of nothing and the id of something hidden find the same: nothing."""

    def __init__(self, *args, model=None, **kwargs):
        self.model = model
        super().__init__(*args, **kwargs)

    def parse_value(self, text):
        try:
            return key_of(self.model, text) if self.model else self._key_of_any(text)
        except UnknownId:
            raise ValidationError(
                _("“%(text)s” is not an id here. An id looks like %(example)s."),
                params={"text": text, "example": self.example},
            ) from None

    @property
    def example(self) -> str:
        return f"{visibility_of(self.model).kind if self.model else 'act'}-0123456789abc"

    def _key_of_any(self, text):
        prefix, key = parse_public_id(text)
        if prefix not in models_by_kind():
            raise UnknownId(text)
        return key


class Repeated(filters.Filter):
    """Any of several values, each a repetition of the parameter.

    empty   the condition of a record in which nothing is recorded, or None where that cannot be
    """

    field_class = RepeatedField
    empty: Q | None = None

    def __init__(self, field_name=None, **kwargs):
        kwargs.setdefault("lookup_expr", "in")
        super().__init__(field_name, **kwargs)

    def filter(self, queryset, value):
        if value in EMPTY_VALUES:
            return queryset
        found = Q(
            **{f"{self.field_name}__{self.lookup_expr}": [code for code in value if self.is_stored(code)]}
        )
        return queryset.filter(found | self.empty if self.empty and UNKNOWN in value else found)

    def is_stored(self, value) -> bool:
        """Whether a value of the field can be this one: UNKNOWN is a code of some vocabularies."""
        return value != UNKNOWN


class Codes(Repeated):
    """One or more codes of a list of choices."""

    field_class = CodesField

    def __init__(self, choices, **kwargs):
        super().__init__(choices=choices.choices, **kwargs)

    def is_stored(self, value):
        return value != UNKNOWN or UNKNOWN in dict(self.extra["choices"])


class Answer(TextChoices):
    """What can be asked of a field that is yes, no or not known."""

    TRUE = "true", _("yes")
    FALSE = "false", _("no")


class Truths(Codes):
    """Yes or no, of a field that may also be not known."""

    field_class = TruthsField

    def __init__(self, **kwargs):
        super().__init__(Answer, **kwargs)


class Countries(Repeated):
    field_class = CountriesField


class LanguagesField(RepeatedField):
    """Codes of ISO 639."""

    def parse_value(self, text):
        validate_language(text)
        return text


class Languages(Repeated):
    field_class = LanguagesField


class ExternalIdsField(RepeatedField):
    """Ids in other registers, each with the name of the register: `pax_process:81`.

    A register of which the viewer may see no id is answered like one that is not there.
    """

    viewer = None

    def clean(self, value):
        found = super().clean(value)
        if found:
            known = schemes_shown_to(self.viewer)
            folded = {scheme.casefold() for scheme in known}
            for scheme, _value in found:
                if scheme.casefold() not in folded:
                    raise self._unknown(scheme, known)
        return found

    def _unknown(self, scheme, known) -> ValidationError:
        if not known:
            return ValidationError(
                _(
                    "“%(scheme)s” is no register here: no id in another register is recorded, as far as you may see."
                ),
                params={"scheme": scheme},
            )
        return ValidationError(
            _("“%(scheme)s” is no register here. Write one of: %(schemes)s."),
            params={"scheme": scheme, "schemes": ", ".join(known)},
        )

    def parse_value(self, text):
        scheme, colon, value = (part.strip() for part in text.partition(":"))
        if not (scheme and colon and value):
            raise ValidationError(
                _("“%(text)s” is no id in another register. Write register:id, for example pax_process:81."),
                params={"text": text},
            )
        return scheme, value


class ExternalIds(Repeated):
    """Records by their ids in other registers."""

    field_class = ExternalIdsField


class SinceField(forms.DateTimeField):
    """A day or a time. A `+` that was not written as `%2B` in the address arrives as a space."""

    default_error_messages = {
        "invalid": _("Write a day or a time, for example 2026-01-31 or 2026-01-31T12:00:00Z.")
    }

    def to_python(self, value):
        return super().to_python(re.sub(r"(T[\d:.]+) (\d\d:?\d\d)$", r"\1+\2", value) if value else value)


class Since(filters.DateTimeFilter):
    """What happened at a time or later."""

    field_class = SinceField


class PublicIds(Repeated):
    """One or more public ids of records of a model, or of any record without one."""

    field_class = PublicIdsField

    def __init__(self, model=None, **kwargs):
        super().__init__(model=model, **kwargs)


def _with_empty(model, declared):
    """The filter, asked for UNKNOWN too where the field of this model may be empty."""
    empty = (
        _emptiness(model, declared.field_name)
        if model and isinstance(declared, Repeated) and not declared.method
        else None
    )
    if not empty:
        return declared
    declared = copy.copy(declared)
    declared.__dict__.pop("_field", None)
    declared.extra, declared.empty = {**declared.extra, "may_be_empty": True}, empty
    return declared


def _emptiness(model, path: str) -> Q:
    """Nothing is recorded in the field at the end of a path, or on the way to it; an empty Q where that cannot be."""
    empty, so_far = Q(), []
    for name in path.split("__"):
        field = model._meta.get_field(name)
        so_far.append(name)
        here = "__".join(so_far)
        if field.concrete and field.null:
            empty |= Q(**{f"{here}__isnull": True})
        elif field.concrete and field.blank and not field.is_relation:
            empty |= Q(**{here: field.get_default()})
        model = field.related_model
    return empty


class RegisterFilterSet(FilterSet):
    """A list of records the viewer may see; with a `day`, of those that held on it or can have held.

    `certainty` is then annotated. `live_ends` names the foreign keys whose records must not be retired.
    """

    live_ends: tuple[str, ...] = ()
    # The record that has the external id which is asked for.
    identified = "pk"

    external_id = ExternalIds(
        method="by_external_id",
        label=_("id in another register"),
        help_text=_("The register and the id there, for example pax_process:81."),
    )
    updated_since = Since(
        field_name="updated_at",
        lookup_expr="gte",
        label=_("changed since"),
        help_text=_("A day or a time, for example 2026-01-31 or 2026-01-31T12:00:00Z."),
    )

    def __init__(self, data=None, *, viewer, day=None):
        self.viewer, self.day = viewer, day
        rows = self.shown(viewer)
        super().__init__(data, rows.possible_on(day).with_certainty(day, REVIEW_DAYS) if day else rows)
        self.form.fields["external_id"].viewer = viewer

    @classmethod
    def shown(cls, viewer):
        """Every record of this kind that the viewer may see, without what was retired with its ends."""
        rows = cls._meta.model.objects.shown_to(viewer)
        return rows.filter(*(_is_live(cls._meta.model, end) for end in cls.live_ends))

    @classmethod
    def get_filters(cls):
        found = super().get_filters()
        return type(found)((name, _with_empty(cls._meta.model, declared)) for name, declared in found.items())

    def by_external_id(self, queryset, name, values):
        return queryset.filter(**{f"{self.identified}__in": identified_by(values, self.viewer)})

    @classmethod
    def is_dated(cls) -> bool:
        return isinstance(cls._meta.model.objects.all(), DatedQuerySet) and hasattr(cls._meta.model, "bounds")


class DatedFilterSet(RegisterFilterSet):
    """A list of records that held for a time. `certainty` asks how sure the dates are on the `day`."""

    certainty = filters.ChoiceFilter(
        choices=[choice for choice in Certainty.choices if choice[0] != Certainty.NO],
        method="by_certainty",
        label=_("dates at least"),
        help_text=_(
            "With a day: at least so certain. “certain” leaves out what is only confirmed or possible."
        ),
    )

    def by_certainty(self, queryset, name, value):
        """The rows at least so certain; all of them without a day, on which alone one is more certain than another."""
        if not self.day:
            return queryset
        return queryset.filter(
            certainty__in=[certainty for certainty in Certainty if certainty >= Certainty(value)]
        )


def _is_live(model, end: str) -> Q:
    """The end was not retired; one that may be empty sets no limit where it is."""
    live = Q(**{f"{end}__retired": False})
    return live | Q(**{f"{end}__isnull": True}) if model._meta.get_field(end).null else live


def status_by_log(log, owner: str, viewer, day=None):
    """The state of a record as a value to filter by: by its log now, or the latest possible on a day.

    log    the model of the log's rows, its field `owner` the record's key
    The same answer as `statuslog.current` and `statuslog.status_on`.
    """
    rows = log.objects.shown_to(viewer)
    states = rows.filter(**{owner: OuterRef("pk")})
    if day:
        same = rows.filter(**{owner: OuterRef(owner)})
        not_begun = same.filter(position__lte=OuterRef("position"), date_min__gt=day)
        replaced = same.filter(position__gt=OuterRef("position"), date_max__lte=day)
        states = states.filter(~Exists(not_begun), ~Exists(replaced))
    return Subquery(states.order_by("-position").values("status")[:1])


def by_status(queryset, log, owner: str, values, viewer, day=None):
    """The records whose log says one of the states; UNKNOWN: those whose log says nothing, too."""
    name = f"state_{log._meta.model_name}"
    found = Q(**{f"{name}__in": values})
    if UNKNOWN in values:
        found |= Q(**{f"{name}__isnull": True})
    return queryset.alias(**{name: status_by_log(log, owner, viewer, day)}).filter(found)
