"""The rows of one kind on a screen, as they are posted together."""

from dataclasses import replace
from itertools import count

from django.forms import HiddenInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.models import Record
from peaceinfra.core.places import Placed, places_in_order
from processes.admin.long_sections import ROW, RowBudget, listed_rows, renumbered, sent_rows
from processes.services import rules


class RowFormSet(BaseInlineFormSet):
    """The rows of one kind, of which the first stand as boxes and the others as a list.

    takes_statement  whether the source named on the screen speaks of them
    params           of the address: which row is opened, which page of the list is shown
    budget           how many more rows of the screen stand as boxes
    moved            listed rows whose place changed because others were put beyond them
    copied           rows of another record that fill in the new ones
    """

    takes_statement = True
    params = QueryDict()
    budget = None
    copied = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.moved, self.sent = [], {}
        if self.is_bound:
            name = self.model._meta.pk.name
            self.sent = sent_rows(self.data, self.prefix, name)
            self.data = renumbered(self.data, self.prefix, [str(row.pk) for row in self.boxed], self.sent)

    @cached_property
    def stored_rows(self) -> list:
        """All that are stored, of those the viewer may see, in their order."""
        return [] if self.queryset.query.is_empty() else list(super().get_queryset())

    @cached_property
    def boxed(self) -> list:
        """Those that stand as boxes: the first, those that were sent, and one that the address names."""
        rows = self.stored_rows
        first = (self.budget or RowBudget()).take(len(rows))
        wanted = {*self.params.getlist(ROW), *self.sent}
        return [row for number, row in enumerate(rows) if number < first or str(row.pk) in wanted]

    @cached_property
    def unboxed(self) -> list:
        """Those that stand as a list, to be read."""
        boxed = {row.pk for row in self.boxed}
        return [row for row in self.stored_rows if row.pk not in boxed]

    @cached_property
    def listed(self):
        """The page of the list that the address asks for; None where all rows stand as boxes."""
        if not self.unboxed:
            return None
        return listed_rows(self.unboxed, len(self.boxed), self.prefix, self.params)

    def get_queryset(self):
        return self.boxed

    def _construct_form(self, i, **kwargs):
        """A row that the browser did not send stands as it is stored."""
        is_stored = self.is_bound and i < len(self.boxed)
        if not is_stored or str(self.boxed[i].pk) in self.sent:
            form = super()._construct_form(i, **kwargs)
            if not self.is_bound and i < len(self.copied):
                form.fill_in_from(self.copied[i])
            return form
        unsent = {"instance": self.boxed[i], "data": None, "files": None}
        form = super()._construct_form(i, **kwargs, **unsent)
        form.stand_as_stored()
        return form

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

    # Only of what tells more about one kind of record.
    is_hidden = False

    @property
    def is_open(self):
        """Whether its section stands unfolded: it holds rows, or something is wrong."""
        return bool(self.forms) or bool(self.is_bound and self.non_form_errors())

    @property
    def stored(self):
        """How many rows are stored, of those the viewer may see."""
        return len(self.stored_rows)

    @property
    def added(self):
        """How many rows were typed and are not stored yet: the screen came back with them."""
        return sum(form.has_changed() for form in self.extra_forms) if self.is_bound else 0

    def kept_forms(self):
        """The forms of the rows as they will be, without those taken off or left empty."""
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or not form.instance._state.adding)
        ]

    def kept(self):
        """The rows as they will be, listed ones too."""
        return [*(form.instance for form in self.kept_forms()), *self.unboxed]


class DetailFormSet(RowFormSet):
    """The one row of a detail. Who adds it by the button means it; an empty row that the page offers is ticked.

    is_named   the address asks for it: then the row comes ticked
    chosen_by  (the box, its value) by which a record is of this kind: see DetailInline
    chosen     what stands in that box
    """

    is_named = False
    chosen_by = ()
    chosen = ""

    @property
    def is_hidden(self):
        """Whether the section is not shown, as the record is of another kind. A script shows it."""
        return bool(self.chosen_by) and not self.forms and self.chosen != self.chosen_by[1]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if (self.is_named or self.copied) and not self.is_bound and form.instance._state.adding:
            # Not of what is sent: there a tick is a change, and the row is written.
            form.fields["is_one"].initial = True
        if index is None:
            form.fields["is_one"].initial, form.fields["is_one"].widget = True, HiddenInput()


class NumberedFormSet(RowFormSet):
    """Rows that stand in an order, counted from 1 among those that the viewer is shown.

    A gap in the numbers would tell of a row that is hidden, and so would a row that moves without need: what is
    stored of the rows are places, of which as few change as can be.
    """

    order = "position"

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each row on the screen; where none is given, the next one."""
        given = [self._given_number(index) for index in range(self.total_form_count())]
        after = count(max([*filter(None, given), len(self.stored_rows)], default=0) + 1)
        return [next(after) if number is None else number for number in given]

    def _given_number(self, index):
        if self.is_bound:
            name = f"{self.add_prefix(index)}-{self.order}"
            if name in self.data:
                return _number(self.data.get(name))
        return self.places[self.boxed[index].pk] if index < len(self.boxed) else None

    @cached_property
    def places(self) -> dict[int, int]:
        """{key: number among those that the viewer is shown}."""
        return {row.pk: number for number, row in enumerate(self.stored_rows, 1)}

    @cached_property
    def _stored(self) -> dict[int, Placed]:
        """{key: as it is stored}. Read before any form has changed its row."""
        return {row.pk: Placed.of(row) for row in self.stored_rows}

    def _construct_form(self, i, **kwargs):
        _before = self._stored
        form = super()._construct_form(i, **kwargs)
        if form.is_unsent:
            setattr(form.instance, self.order, self.places[form.instance.pk])
        return form

    def add_fields(self, form, index):
        super().add_fields(form, index)
        field = form.fields[self.order]
        if form.instance._state.adding:
            # A number alone is no row.
            field.required, field.has_changed = False, lambda initial, data: False
            field.initial = field.widget.offered = None if index is None else self.numbers[index]
        else:
            form.initial[self.order] = self.places.get(form.instance.pk, index + 1)

    def clean(self):
        super().clean()
        if not any(self.errors):
            for row in self.unboxed:
                setattr(row, self.order, self.places[row.pk])
            self.check_order()
            self._store_order()

    def check_order(self):
        """Whether the rows can stand in this order; their instances hold the numbers of the screen."""

    def _store_order(self):
        rows = sorted(self.kept(), key=lambda row: getattr(row, self.order))
        before = [self._stored.get(row.pk) or Placed(None, row.pk) for row in rows]
        for row, stored, place in zip(rows, before, places_in_order(before), strict=True):
            setattr(row, self.order, place)
            if stored.place not in (None, place):
                self._note_move(row)

    def _note_move(self, row):
        form = next((form for form in self.forms if form.instance is row), None)
        if form is None:
            self.moved.append(row)
        elif not form.has_changed():
            form.changed_data.append(self.order)


class LogFormSet(NumberedFormSet):
    """A status log: checked here as in the service, so that the message stands at its log."""

    @cached_property
    def _before(self):
        """What stood in the log, numbered as on the screen. Read before any form has changed its row."""
        return [replace(row.entry, position=self.places[row.pk]) for row in self.stored_rows]

    def _construct_form(self, i, **kwargs):
        _before = self._before if self.is_bound else ()
        return super()._construct_form(i, **kwargs)

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
