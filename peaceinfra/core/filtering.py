"""What the filters of lists are made of: the same for a page's form and for an address of the API.

A `RegisterFilterSet` starts from what its viewer may see, so that no filter can be asked about anything
else. The viewer and the day are arguments; a value that cannot be read is an error of the form.
"""

import copy
from typing import ClassVar

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from django_filters import rest_framework as filters
from django_filters.constants import EMPTY_VALUES

from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.querysets import DatedQuerySet
from peaceinfra.core.external_ids import identified_by
from peaceinfra.core.filter_fields import (
    UNKNOWN,
    Answer,
    CodesField,
    CountriesField,
    ExternalIdsField,
    ImportsField,
    LanguagesField,
    OwnIdsField,
    PublicIdsField,
    RepeatedField,
    SinceField,
    TruthsField,
)

# How long a confirmation may be relied on, in days, for a record that has no review interval of its own.
REVIEW_DAYS = 365


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


class Truths(Codes):
    """Yes or no, of a field that may also be not known."""

    field_class = TruthsField

    def __init__(self, **kwargs):
        super().__init__(Answer, **kwargs)


class Countries(Repeated):
    field_class = CountriesField


class Languages(Repeated):
    field_class = LanguagesField


class ExternalIds(Repeated):
    """Records by their ids in other registers."""

    field_class = ExternalIdsField


class Imports(Repeated):
    """What imports wrote."""

    field_class = ImportsField


class Since(filters.DateTimeFilter):
    """What happened at a time or later."""

    field_class = SinceField


class PublicIds(Repeated):
    """One or more public ids of records of a model, or of any record without one."""

    field_class = PublicIdsField

    def __init__(self, model=None, **kwargs):
        super().__init__(model=model, **kwargs)


class OwnIds(PublicIds):
    """The records with these ids; one that is hidden is as one that is not there."""

    field_class = OwnIdsField

    def __init__(self, model):
        super().__init__(model, field_name="id", label=_("id"), help_text=_("Up to 500 ids of records."))


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


def with_none(queryset, values, matching, anything: Q):
    """The rows with one of the values and, where UNKNOWN is among them, those of which nothing shown is recorded.

    matching    gives the condition of some values
    anything    the condition of a row of which something is recorded
    """
    known = [value for value in values if value != UNKNOWN]
    found = matching(known) if known else Q(pk__in=[])
    if UNKNOWN in values:
        # By keys, which are never null: so it stands also where a row that hangs on it names nobody.
        found |= ~Q(pk__in=queryset.model.objects.filter(anything).values("pk"))
    return queryset.filter(found)


class RegisterFilterSet(FilterSet):
    """A list of records the viewer may see; with a `day`, of those that held on it or can have held.

    `certainty` is then annotated. `live_ends` names the foreign keys whose records must not be retired,
    `only` the values by which the rows of this kind are told from others of their table.
    """

    live_ends: tuple[str, ...] = ()
    only: ClassVar[dict[str, str]] = {}
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

    batch = Imports(
        method="by_batch",
        label=_("import"),
        help_text=_("Only for people who are signed in: the records that an import wrote, by its id."),
    )

    def __init__(self, data=None, *, viewer, day=None, names=None):
        """names     the filters that can be asked, where not all are needed: each takes its time to be made"""
        self.viewer, self.day = viewer, day
        if names is not None:
            self.base_filters = {name: self.base_filters[name] for name in self.base_filters if name in names}
        super().__init__(data)
        del self.queryset  # what the framework begins with
        for name in {"external_id", "batch"} & self.base_filters.keys():
            self.form.fields[name].viewer = viewer

    @cached_property
    def queryset(self):
        """The rows before any filter; put together when they are asked for."""
        rows = self.shown(self.viewer)
        return rows.possible_on(self.day).with_certainty(self.day, REVIEW_DAYS) if self.day else rows

    @property
    def is_whole(self) -> bool:
        """Whether nothing narrows the list: it is all that the viewer is shown."""
        return not self.day and not self.base_filters

    @classmethod
    def shown(cls, viewer):
        """Every record of this kind that the viewer may see, without what was retired with its ends."""
        rows = cls._meta.model.objects.shown_to(viewer)
        return rows.filter(*(_is_live(cls._meta.model, end) for end in cls.live_ends), **cls.only)

    @classmethod
    def get_filters(cls):
        found = super().get_filters()
        if cls._meta.model:
            found = {"id": OwnIds(cls._meta.model), **found}
        return type(found)((name, _with_empty(cls._meta.model, declared)) for name, declared in found.items())

    def by_external_id(self, queryset, name, values):
        return queryset.filter(**{f"{self.identified}__in": identified_by(values, self.viewer)})

    def by_batch(self, queryset, name, keys):
        rows = apps.get_model("processes", "BatchRow").objects.visible_to(self.viewer).filter(batch__in=keys)
        return queryset.filter(pk__in=rows.values("record")) if keys else queryset

    @classmethod
    def is_dated(cls) -> bool:
        return isinstance(cls._meta.model.objects.all(), DatedQuerySet) and hasattr(cls._meta.model, "bounds")


class DatedFilterSet(RegisterFilterSet):
    """A list of records that held for a time. `certainty` asks how sure the dates are on the `day`."""

    start_kind = Codes(StartKind, field_name="start_kind", label=_("what its start is"))
    end_kind = Codes(EndKind, field_name="end_kind", label=_("what its end is"))
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
