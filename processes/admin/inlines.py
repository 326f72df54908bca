"""Rows of a record's screen: its parts, and what is said about it by its key (citations, claims …)."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst

from peaceinfra.core.choices import Level
from peaceinfra.core.models import Detail, Record
from peaceinfra.core.roles import may
from peaceinfra.core.screens.widgets import PlaceInput, ValueTextarea
from peaceinfra.core.screens.wording import Wording, label_references
from processes.admin.fields import GuardedFields
from processes.admin.forms import ClaimForm, DetailForm, VersionedForm
from processes.admin.formsets import (
    AboutFormSet,
    DetailFormSet,
    ExternalIdFormSet,
    LogFormSet,
    NumberedFormSet,
    RowFormSet,
)
from processes.admin.inner_rows import InnerFormSet, InnerRows
from processes.admin.long_sections import RowBudget
from processes.admin.values import labelled_fields
from processes.models import Citation, Claim, ExternalId, Note, RelativeBound

# The line of the dates of a row.
HELD = [("start_kind", "start", "end_kind", "end")]


# So many empty rows stand in each part where scripts do not add them.
EMPTY_ROWS = 2
# Of the address of a screen: the section in which a detail is offered, ticked.
SECTION = "section"


class RowInline(GuardedFields, admin.options.InlineModelAdmin):
    """Rows of a record. "Remove" retires a row; nothing is deleted."""

    form = VersionedForm
    formset = RowFormSet
    extra = 0
    # A new row is marked as the record of the screen, unless its kind is guarded better than that.
    follows_record = True
    of_record = None
    # Whether any are stored, of those the viewer may see: see SectionsAdmin.
    holds_rows = False
    # What stands within each of these rows: classes of InnerInline.
    inner = ()
    # Rows of another record that fill in the new ones, without their fields `not_copied`: see `copying`.
    copied = ()
    not_copied = frozenset()

    def rows_of_copy(self, rows, copying) -> list:
        """Which rows of a section go along with a copy."""
        return rows

    def fields_of_whole(self, models) -> list[str]:
        """The references to other rows of the same record: those of its copy do not exist yet."""
        return [
            column.name
            for column in self.model._meta.concrete_fields
            if column.is_relation and column.related_model in models and column.null
        ]

    def get_extra(self, request, obj=None, **kwargs):
        """Rows are added by a script; without one, the address asks for empty ones."""
        least = self.min_num or 0
        return max(0, len(self.copied) - least) + (EMPTY_ROWS if "rows" in request.GET else 0)

    def get_queryset(self, request):
        return (
            self.model._default_manager.shown_to(request.viewer)
            .select_related(*label_references(self.model))
            .order_by(*self._order())
        )

    def _order(self):
        return [*self.model._meta.ordering, "pk"]

    def get_fields(self, request, obj=None):
        return (
            [*super().get_fields(request, obj), "seen_version"]
            if self.fields
            else super().get_fields(request, obj)
        )

    def get_fieldsets(self, request, obj=None):
        if not self.fieldsets:
            return super().get_fieldsets(request, obj)
        (title, first), *others = self.fieldsets
        return [(title, first | {"fields": [*first["fields"], "seen_version"]}), *others]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("level", "team"):
            # Said once, at the marking of the record itself.
            kwargs["help_text"] = ""
        if db_field.name == getattr(self.formset, "order", ""):
            kwargs["widget"] = PlaceInput
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        # A new record's own is not stored yet; it may follow that of the record it is opened from.
        self.of_record = getattr(obj, "level", getattr(request, "followed", {}).get("level"))
        known = self.known_to_rows(request) | {"inner": self._inner_rows(request, obj)}
        kwargs["form"] = type(self.form.__name__, (self.form,), known)
        if not hasattr(request, "row_budget"):
            request.row_budget = RowBudget()
        known = {"params": request.GET, "budget": request.row_budget, "copied": self.copied}
        kwargs["formset"] = type(self.formset.__name__, (self.formset,), known)
        return super().get_formset(request, obj, **kwargs)

    def first_level(self, db_field):
        """The level of a new row. What is typed above of a new record is not known here: a script lets rows follow."""
        if self.of_record is None or not self.follows_record:
            return super().first_level(db_field)
        return max(self.of_record, self.usual_level or Level.PUBLIC)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "level" and self.follows_record:
            field.widget.attrs["data-at-least"] = int(self.usual_level or Level.PUBLIC)
        return field

    def known_to_rows(self, request) -> dict:
        """What the form of a row is told of the request."""
        return {"refusal": getattr(request, "refusal", None)}

    def _inner_rows(self, request, obj):
        found = []
        for inline in self.inner:
            screen = inline(self.model, self.admin_site)
            screen.copied_in = screen.rows_in_copy(getattr(request, "copying", None))
            found.append(InnerRows.of(screen, request, obj))
        return found

    def has_view_permission(self, request, obj=None):
        return may(request.user, "edit")

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj):
        return may(request.user, "edit")

    class Media:
        js = ["js/row-marking.js", "js/changed-rows.js", "js/inner-rows.js", "js/chosen-sections.js"]


class RowsInline(RowInline, admin.TabularInline):
    pass


class BlocksInline(RowInline, admin.StackedInline):
    pass


class DetailInline(BlocksInline):
    """What makes the record of the screen one of a kind, with what is said of it as that: `lines`.

    chosen_by  (the box, its value) by which a record is of this kind: without that the section is not shown, as
               long as it is empty
    """

    form = DetailForm
    formset = DetailFormSet
    max_num = 1
    lines = []
    chosen_by = ()

    def get_extra(self, request, obj=None, **kwargs):
        """The number of empty rows; one also where the address names it."""
        if self.copied:
            return len(self.copied)
        return 1 if self._is_named(request) else super().get_extra(request, obj, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.is_named, formset.chosen_by = self._is_named(request), self.chosen_by
        return formset

    def _is_named(self, request):
        return request.GET.get(SECTION) == self.model._meta.pk.remote_field.get_accessor_name()

    @property
    def fieldsets(self):
        return [(None, {"fields": ["is_one", *self.lines]})]


class NumberedInline(RowsInline):
    """Rows in the order the analyst gives them, by their field `position`."""

    formset = NumberedFormSet

    def _order(self):
        return ["position", "pk"]


class DatedInline(BlocksInline):
    """Records that held for a time: `lines` are what each says, then follow its dates and its marking."""

    lines = []
    # What one needs to know before entering them, above the rows.
    note = ""
    show_change_link = True

    @property
    def fieldsets(self):
        return [(None, {"fields": [*self.lines, *HELD, ("level", "team")]})]


class InnerInline(DatedInline):
    """New rows that hang on a row of another section, and are written with it.

    inner_title  what stands above them, where it is not their name
    add_text     what adds one
    """

    formset = InnerFormSet
    inner_title = ""
    add_text = ""
    # {key of a row that is copied: the rows within it that go along}
    copied_in = {}

    def rows_in_copy(self, copying) -> dict[int, list]:
        return {}


class LogInline(NumberedInline):
    """A status log in the order the analyst gives it."""

    formset = LogFormSet
    show_change_link = True
    fields = ("position", "status", "date", "reason", "decided_by")


class AboutInline(RowsInline):
    """Rows about the record of the screen, whatever its kind: they point to its row in core.Record."""

    formset = AboutFormSet
    fk_name = "subject"

    def __init__(self, parent_model, admin_site):
        self.about = parent_model
        super().__init__(Record, admin_site)


class CitationInline(AboutInline):
    model = Citation
    fields = ("source", "locator", "accessed", "credibility", "level", "team")


class ExternalIdInline(AboutInline):
    model = ExternalId
    formset = ExternalIdFormSet
    fields = ("scheme", "value", "match", "level", "team")


class ClaimInline(AboutInline):
    """What sources say of single fields. A new row is a proposal; a stored claim is decided, never edited."""

    model = Claim
    form = ClaimForm
    fields = ("field", "value", "polarity", "source", "locator", "credibility", "level", "team", "status")
    readonly_fields = ("status",)
    show_change_link = True

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "value":
            kwargs["widget"] = ValueTextarea({"rows": 3})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "field":
            return forms.ChoiceField(label=capfirst(db_field.verbose_name), choices=self.sayable)
        return field

    def known_to_rows(self, request):
        return super().known_to_rows(request) | {"viewer": request.viewer, "about": self.about}

    def get_formset(self, request, obj=None, **kwargs):
        self.sayable = [("", "---------"), *self._fields_of(obj)]
        self.wording = Wording(request.viewer)
        return super().get_formset(request, obj, **kwargs)

    def words(self, claim, name=""):
        """The field of a stored claim, its value, or both, as the screen names them; None for what is no code."""
        if claim._state.adding:
            return None
        said = dict(zip(("field", "value"), self.wording.claimed(claim), strict=True))
        return said.get(name) if name else ": ".join(filter(None, said.values()))

    def _fields_of(self, record):
        """(name, label) as where one enters from a source; of a new record, of the details its screen asks for."""
        if record is not None:
            return labelled_fields(record)
        screen = self.admin_site.get_model_admin(self.about)
        needed = [
            inline.model() for inline in screen.inlines if issubclass(inline.model, Detail) and inline.min_num
        ]
        return labelled_fields(self.about(), needed)


class RelativeBoundInline(AboutInline):
    model = RelativeBound
    fields = ("bound", "relation", "anchor", "anchor_bound", "level", "team")


class NoteInline(AboutInline):
    """Remarks, and what is for the desk alone: internal notes, who keeps contact, what is to be reviewed."""

    model = Note
    fields = ("kind", "text", "review_due", "level", "team")
    usual_level = Level.INTERNAL


ABOUT = [CitationInline, ClaimInline, ExternalIdInline, NoteInline]
DATED = [RelativeBoundInline]
