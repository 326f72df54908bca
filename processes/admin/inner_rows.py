"""Rows within a row of a screen: the functions of a mandate, the holders of a post, written in the same save.

Only new ones are typed here. What is stored stands in its own section, or on its own screen.
"""

from dataclasses import dataclass

from django.contrib.admin.helpers import InlineAdminForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.functional import cached_property
from django.utils.text import capfirst

from peaceinfra.core.identity import new_id
from processes.admin.formsets import RowFormSet
from processes.admin.values import values_of_copy


class InnerFormSet(RowFormSet):
    """New rows that hang on one row of a screen.

    whole  the name of their reference to the record of the screen, where they have one beside that to their row
    """

    whole = ""

    def has_changed(self):
        return self.is_bound and any(form.has_changed() for form in self.kept_extra_forms())

    def kept_extra_forms(self) -> list:
        """The forms of the rows that were not taken off again."""
        return [form for form in self.extra_forms if not _is_removed(form)]

    def belong_to_row(self, row, parent):
        """Called before writing: a new row, and a new record, have their keys only now."""
        row.pk = row.pk or new_id()
        self.instance = row
        for form in self.extra_forms:
            if self.whole:
                setattr(form.instance, f"{self.whole}_id", parent.pk)


@dataclass(frozen=True)
class InnerRows:
    """What stands within each row of a section: rows of `inline`, whose formset and fieldsets follow the request."""

    inline: object
    formset: type
    fieldsets: list

    @classmethod
    def of(cls, inline, request, record):
        return cls(inline, inline.get_formset(request, record), inline.get_fieldsets(request, record))

    @property
    def name(self) -> str:
        return self.formset.get_default_prefix()

    def bound_to(self, form) -> InnerFormSet:
        """The rows within the row of a form; those that its browser did not send are none."""
        prefix = f"{form.prefix}-{self.name}"
        sent = form.data if form.is_bound and f"{prefix}-TOTAL_FORMS" in form.data else None
        rows = self.inline.model._default_manager.none()
        copied = self.inline.copied_in.get(form.copied_from.pk, []) if form.copied_from else []
        initial = [values_of_copy(row, {self.formset.fk.name}) for row in copied]
        found = self.formset(
            sent, instance=form.instance, prefix=prefix, queryset=rows, initial=initial or None
        )
        found.copied, found.extra = copied, found.extra + len(copied)
        return found

    def shown(self, rows) -> "InnerSection":
        return InnerSection(self, rows)


class InnerSection:
    """The rows within one row as a template shows them."""

    def __init__(self, declared: InnerRows, rows: InnerFormSet):
        self.declared, self.rows, self.name = declared, rows, declared.name
        self.title = declared.inline.inner_title or capfirst(declared.inline.verbose_name_plural)
        self.row_title = capfirst(declared.inline.verbose_name)
        self.add_text = declared.inline.add_text

    def __iter__(self):
        return (self._shown(form) for form in self.rows.extra_forms)

    @cached_property
    def empty(self) -> InlineAdminForm:
        """The row that a script copies."""
        return self._shown(self.rows.empty_form)

    def _shown(self, form):
        inline = self.declared.inline
        return InlineAdminForm(self.rows, form, self.declared.fieldsets, {}, None, (), model_admin=inline)


def _is_removed(form) -> bool:
    field, name = form.fields[DELETION_FIELD_NAME], form.add_prefix(DELETION_FIELD_NAME)
    return bool(field.widget.value_from_datadict(form.data, form.files, name)) if form.is_bound else False
