"""The rows of one kind on a screen, as they are posted together."""

from dataclasses import replace
from itertools import chain, count

from django.forms import HiddenInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.models import Record
from processes.services import rules


class RowFormSet(BaseInlineFormSet):
    """The rows of one kind. `takes_statement`: whether the source named on the screen speaks of them."""

    takes_statement = True

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = _("Remove")
        if "level" in form.fields and form.instance._state.adding:
            # A marking alone is no row.
            form.fields["level"].has_changed = lambda initial, data: False

    @cached_property
    def empty_form(self):
        """Built once: a screen asks for it some five times, for its labels, its media and the row to copy."""
        return super().empty_form

    def belong_to(self, parent):
        """Called before writing: a new parent has its key only now."""

    @property
    def is_open(self):
        """Whether its section stands unfolded: it holds rows, or something is wrong."""
        return bool(self.forms) or bool(self.is_bound and self.non_form_errors())

    @property
    def stored(self):
        """How many rows are stored, of those the viewer may see."""
        return len(self.initial_forms)

    @property
    def added(self):
        """How many rows were typed and are not stored yet: the screen came back with them."""
        return sum(form.has_changed() for form in self.extra_forms) if self.is_bound else 0

    def kept_forms(self):
        """Of the rows as they will be, without those taken off or left empty."""
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or not form.instance._state.adding)
        ]

    def kept(self):
        return [form.instance for form in self.kept_forms()]


class DetailFormSet(RowFormSet):
    """The one row of a detail. Who adds it by the button means it; an empty row that the page offers is ticked."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if index is None:
            form.fields["is_one"].initial, form.fields["is_one"].widget = True, HiddenInput()


class NumberedFormSet(RowFormSet):
    """Rows that stand in an order, counted from 1 among those that the viewer is shown.

    A gap in the numbers would tell of a row that is hidden. The stored numbers stay where they are: the rows
    as ordered on the screen share the places of those stored, and new ones come after the last.
    """

    order = "position"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._stored = {}

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each row on the screen; where none is given, the next one."""
        names = [f"{self.add_prefix(index)}-{self.order}" for index in range(self.total_form_count())]
        if self.is_bound:
            given = [_number(self.data.get(name, "")) for name in names]
        else:
            given = [index + 1 if index < self.initial_form_count() else None for index in range(len(names))]
        after = count(max(filter(None, given), default=0) + 1)
        return [next(after) if number is None else number for number in given]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        field = form.fields[self.order]
        if form.instance._state.adding:
            # A number alone is no row.
            field.required, field.has_changed = False, lambda initial, data: False
            field.initial = field.widget.offered = None if index is None else self.numbers[index]
        else:
            self._stored[form.instance.pk] = form.initial[self.order]
            form.initial[self.order] = index + 1

    def clean(self):
        super().clean()
        if not any(self.errors):
            self.check_order()
            self._store_order()

    def check_order(self):
        """Whether the rows can stand in this order; their instances hold the numbers of the screen."""

    def _store_order(self):
        forms = sorted(self.kept_forms(), key=lambda form: getattr(form.instance, self.order))
        stored = {form.instance.pk: self._stored.get(form.instance.pk) for form in forms}
        places = sorted(place for place in stored.values() if place is not None)
        new = count(max(self._stored.values(), default=0) + 1)
        last = 0
        for form, place in zip(forms, chain(places, new), strict=False):
            # Two stored rows may have one number, where their writers did not see each other's row.
            last = max(place, last + 1)
            setattr(form.instance, self.order, last)
            if stored[form.instance.pk] not in (None, last) and not form.has_changed():
                form.changed_data.append(self.order)


class LogFormSet(NumberedFormSet):
    """A status log: checked here as in the service, so that the message stands at its log."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._before = []

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not form.instance._state.adding:
            self._before.append(replace(form.instance.entry, position=index + 1))

    def check_order(self):
        rules.check_log(self.model, self.kept(), self._before)


class AboutFormSet(RowFormSet):
    """Rows that point to core.Record, where the record of the screen stands under its own key."""

    takes_statement = False

    def __init__(self, data=None, files=None, instance=None, **kwargs):
        record = Record(pk=None if instance is None or instance._state.adding else instance.pk)
        record._state.adding = record.pk is None
        super().__init__(data, files, instance=record, **kwargs)

    def belong_to(self, parent):
        self.instance.pk = parent.pk


class ExternalIdFormSet(AboutFormSet):
    def clean(self):
        super().clean()
        if not any(self.errors):
            rules.check_external_ids(self.kept())


def _number(text):
    """A typed number; None for what is none, which its field refuses or leaves to be offered."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None
