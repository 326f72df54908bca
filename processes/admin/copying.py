"""A record is copied with its rows: its empty form comes filled in as the record is, and nothing is written before.

So a copy obeys every rule of a new record: namesakes are warned of, and it may be corrected before it is saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib import admin
from django.db.models import Exists
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.identity import number_in
from processes.admin.values import values_of_copy
from processes.models import Citation, Claim, CoverageNote, ExternalId, LogRow, Note

# Of the address of an empty form: the key of the record that fills it, and the sections that go along.
COPY_OF, WITH = "copy_of", "with"
#: So many rows of a section go along, and no more: the others are entered on the copy.
MOST_ROWS = 60
# What says where a record comes from, or what happened to it: true of the record, and seldom of its copy.
OFF_BY_DEFAULT = Citation, ExternalId, LogRow, Note, CoverageNote


class Section(NamedTuple):
    """One section of the screen as the page of a copy offers it."""

    name: str
    title: str
    is_chosen: bool


@dataclass
class Copying:
    """What an empty form is filled in with: the record, and {name of a section: its rows}."""

    record: object
    rows: dict[str, list] = field(default_factory=dict)


class CopyingAdmin(admin.ModelAdmin):
    """A screen whose records can be copied."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_copy"
        view = self.admin_site.admin_view(self.copy_view)
        return [path("<path:object_id>/copy/", view, name=name), *super().get_urls()]

    def copy_view(self, request, object_id):
        """Which sections go along. What is hidden and what is absent are not found alike."""
        record = self.get_object(request, object_id)
        if record is None or not self.has_add_permission(request):
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": _("Copy: %s") % record,
            "record": record,
            "sections": self._offered(record, request.viewer),
            "most": MOST_ROWS,
            "add": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add"),
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/copy_record.html", context)

    def _copied_sections(self) -> list:
        """(name, inline, name of the key to the record) of each; a claim speaks of its own record alone."""
        sections = zip(self.inlines, self._parts, strict=True)
        return [(_name(inline), inline, key) for inline, (model, key) in sections if model is not Claim]

    def _offered(self, record, viewer) -> list[Section]:
        """The sections that hold rows; one question for all of them."""
        sections = self._copied_sections()
        if not sections:
            return []
        rows = [
            inline.model._default_manager.shown_to(viewer).filter(**{f"{key}_id": record.pk})
            for _name, inline, key in sections
        ]
        held = self.model._base_manager.filter(pk=record.pk).values_list(*map(Exists, rows)).get()
        return [
            Section(name, _title(inline), not issubclass(inline.model, OFF_BY_DEFAULT))
            for (name, inline, _key), holds in zip(sections, held, strict=True)
            if holds and not inline.min_num
        ]

    def _copying(self, request) -> Copying | None:
        """What the address asks to copy; nothing once the form is sent, or where the record is not shown."""
        if not hasattr(request, "copying"):
            key = number_in(request.GET.get(COPY_OF, ""))
            record = self.get_queryset(request).filter(pk=key).first() if key else None
            wanted = request.method == "GET" and record is not None
            request.copying = self._read(request, record) if wanted else None
        return request.copying

    def _read(self, request, record):
        chosen, copying = {*request.GET.getlist(WITH)}, Copying(record)
        for name, inline, key in self._copied_sections():
            if name in chosen or inline.min_num:
                screen = inline(self.model, self.admin_site)
                rows = screen.get_queryset(request).filter(**{f"{key}_id": record.pk})
                copying.rows[name] = [*rows[:MOST_ROWS]]
        return copying

    def get_inline_instances(self, request, obj=None):
        instances = super().get_inline_instances(request, obj)
        if obj is None and (copying := self._copying(request)):
            whole = {inline.model for inline in instances}
            keys = {name: key for name, _inline, key in self._copied_sections()}
            for inline in instances:
                rows = copying.rows.get(_name(type(inline)), [])
                inline.copied = inline.rows_of_copy(rows, copying)
                inline.not_copied = {*inline.fields_of_whole(whole), keys.get(_name(type(inline)))}
        return instances

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.copied:
            kwargs["initial"] = [values_of_copy(row, inline.not_copied) for row in inline.copied]
        return kwargs

    def get_changeform_initial_data(self, request):
        """Marked as the record that is copied, whatever it is opened from."""
        initial = super().get_changeform_initial_data(request)
        if copying := self._copying(request):
            initial |= values_of_copy(copying.record)
        return initial

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj is None and (copying := self._copying(request)):
            form.copied_from = copying.record
        return form


def _name(inline) -> str:
    return inline.__name__.lower()


def _title(inline) -> str:
    options = inline.model._meta
    plural = inline.verbose_name_plural or options.verbose_name_plural
    return capfirst(inline.verbose_name or options.verbose_name) if inline.max_num == 1 else capfirst(plural)
