"""The one base of every screen of records."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.core.exceptions import BadRequest
from django.forms import Media
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.dates.models import EXAMPLES
from peaceinfra.core.desk import chosen_columns
from peaceinfra.core.identity import number_in
from peaceinfra.core.screens.faults import faults_on
from peaceinfra.core.screens.labels import choice_label
from peaceinfra.core.screens.lists import RetiredFilter
from peaceinfra.core.screens.marking import marking_in_force
from peaceinfra.core.screens.sent_forms import new_token
from peaceinfra.core.screens.widgets import RecordSelect
from peaceinfra.core.screens.wording import label_references
from processes.admin import sittings
from processes.admin.bulk_edit import columns_of, edit_several
from processes.admin.copying import CopyingAdmin
from processes.admin.fields import GuardedFields
from processes.admin.forms import STATEMENT_FIELDS, RecordForm
from processes.admin.imported import ImportFilter, import_facts
from processes.admin.inlines import ABOUT, DATED
from processes.admin.marking_actions import MARKING_ACTIONS
from processes.admin.namesakes import ANOTHER
from processes.admin.opened import followed_marking
from processes.admin.opens import Opens
from processes.admin.record_pages import page_of_record, sourced_fields
from processes.admin.restoring import RestoringAdmin
from processes.admin.row_actions import RowActionsAdmin
from processes.admin.saving import SavingAdmin
from processes.admin.searching import SearchedAdmin
from processes.admin.sections import SectionsAdmin
from processes.models import Citation, Source
from processes.services import open_requests

MARKING = (gettext_lazy("Who may see it"), {"fields": [("level", "team")]})
DATES = (
    gettext_lazy("When it held"),
    {"fields": [("start_kind", "start"), ("end_kind", "end")], "description": EXAMPLES},
)
# Where it comes from, and why, stand in the bar that saves: see `record_form.html`.
CLOSING = ("reason", "seen_version")


class RecordAdmin(
    GuardedFields, CopyingAdmin, SectionsAdmin, SearchedAdmin, SavingAdmin, RowActionsAdmin, RestoringAdmin
):
    """A screen for one kind of record; with its rows it is written as one, through the services."""

    form = RecordForm
    change_form_template = "admin/record_form.html"
    ordering = ("folded", "pk")
    # {name in the address: model} of what a new record is opened from, where no field of its own names it.
    opened_by = {}
    # Whether a box that asks for a record of any kind finds these by name.
    findable = True
    actions = [edit_several, *MARKING_ACTIONS]
    # Links to screens of their own: see Opens.
    opens: tuple[Opens, ...] | list[Opens] = ()
    # Whether the list can show what was retired: a detail is retired, and put back, with its actor.
    lists_retired = True
    # Whether the source of a change is asked for; not of what is itself evidence.
    takes_statement = True

    @classmethod
    def shows_also(cls, *inlines, after=None):
        """Adds rows of the apps above to this screen, by default before what is said about the record."""
        own = [inline for inline in cls.inlines if inline not in (*DATED, *ABOUT)]
        place = own.index(after) + 1 if after else len(own)
        cls.inlines = [*cls.inlines[:place], *inlines, *cls.inlines[place:]]

    @admin.display(description=gettext_lazy("when"))
    def when(self, record):
        return record.dates_text

    @admin.display(description=gettext_lazy("marking"), ordering="level")
    def marking(self, record):
        """The typed one, and that in force where it is higher."""
        force = marking_in_force(record)
        said = record.get_level_display()
        return format_html("{}<br><small>{}</small>", said, force) if force else said

    def get_list_display(self, request):
        """The columns that the account chose, or those of the screen."""
        if not hasattr(request, "list_columns"):
            request.list_columns = chosen_columns(request.viewer, self.model._meta.label_lower)
        known = {name for name, _words in self.columns_to_choose()}
        chosen = [name for name in request.list_columns if name in known]
        return chosen or self.columns_shown(super().get_list_display(request))

    def columns_shown(self, names) -> list[str]:
        return ["marking" if name == "level" else name for name in names]

    def columns_to_choose(self) -> list[tuple[str, str]]:
        """(name, label) of what a list can show: its own columns, then what else a person types on the screen."""
        names = self.columns_shown(self.list_display)
        typed = {column.name for column in columns_of(self)}
        more = [name for name in flatten_fieldsets(self.fieldsets or ()) if name in typed]
        every = dict.fromkeys([*names, *more])
        return [(name, capfirst(str(label_for_field(name, self.model, self)))) for name in every]

    def changelist_view(self, request, extra_context=None):
        desk = self.admin_site.list_desk(request, self)
        return super().changelist_view(request, {"desk": desk} | (extra_context or {}))

    def response_action(self, request, queryset):
        if not all(number_in(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest
        return super().response_action(request, queryset)

    def get_queryset(self, request):
        return self._in_order(request, self.belonging().shown_to(request.viewer))

    def retired_rows(self, request):
        return self._in_order(request, self.belonging().visible_to(request.viewer).filter(retired=True))

    def belonging(self):
        """The records that this is the screen of, whoever asks: a screen may be of some of its model alone."""
        return self.model._default_manager.all()

    def get_actions(self, request):
        """The actions on a selection of what has a marking of its own, is edited here, and is not retired."""
        marked = hasattr(self.model, "level") and self.has_change_permission(request)
        return super().get_actions(request) if marked and not RetiredFilter.is_asked(request) else {}

    def get_list_filter(self, request):
        found = [*super().get_list_filter(request), *([RetiredFilter] if self.lists_retired else [])]
        return [*found, *([ImportFilter] if ImportFilter.is_asked(request) else [])]

    def _in_order(self, request, rows):
        rows = rows.select_related(*label_references(self.model))
        return rows.order_by(*self.get_ordering(request)) if self.get_ordering(request) else rows

    def get_fieldsets(self, request, obj=None):
        closing = [*(STATEMENT_FIELDS if self.takes_statement else ()), *CLOSING]
        return [*self.fieldsets, MARKING, (None, {"fields": closing, "classes": ["closing"]})]

    def get_form(self, request, obj=None, **kwargs):
        attributes = {
            "refusal": getattr(request, "refusal", None),
            "from_source": self._source_field(request),
            "remembered": request.session.get(sittings.STATEMENT, {}),
        }
        kwargs["form"] = type(self.form.__name__, (self.form,), attributes)
        return super().get_form(request, obj, **kwargs)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context["faults"] = faults_on(context["adminform"].form, formsets)
        refusal = getattr(request, "refusal", None)
        context["may_ask"] = bool(refusal) and refusal.may_ask
        context["namesakes"] = refusal.namesakes if refusal else ()
        context["another"] = refusal.another if refusal else ""
        context["said_to_be_another"] = request.POST.getlist(ANOTHER)[-1:]
        context["form_token"] = new_token()
        context["takes_statement"] = self.takes_statement
        context["sourced_fields"] = sourced_fields(obj, request.viewer) if obj else ()
        context["remembered_source"] = self._named_source(context["adminform"].form, request.viewer)
        context["open_requests"] = [*open_requests(obj.pk, request.viewer)] if obj else ()
        context["page"] = page_of_record(obj) if obj else ""
        context["opens"] = self.opens if obj else ()
        is_as_stored = obj and not context["adminform"].form.errors
        context["derived"] = self.facts_at_head(obj, request.viewer) if is_as_stored else ()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def facts_at_head(self, record, viewer) -> list[tuple[str, str]]:
        """What follows from the record and is never typed, as (label, text)."""
        force = marking_in_force(record)
        marking = [(_("Marking"), force)] if force else []
        return [*marking, *import_facts(record, viewer), *self.admin_site.derived_facts(record, viewer)]

    def _source_field(self, request):
        return forms.ModelChoiceField(
            Source.objects.shown_to(request.viewer),
            label=gettext_lazy("Source"),
            required=False,
            widget=RecordSelect(Citation._meta.get_field("source"), self.admin_site),
        )

    def get_changeform_initial_data(self, request):
        """What is opened from a record follows its marking, unless the address says another."""
        request.followed = followed_marking(self, request)
        return request.followed | super().get_changeform_initial_data(request)

    def _named_source(self, form, viewer):
        """The source that the form comes with, in words: remembered, or sent with a form that comes back."""
        key = form["from_source"].value() if self.takes_statement else None
        if not str(key or "").isdecimal():
            return ""
        source = Source.objects.shown_to(viewer).filter(pk=key).first()
        if source is None:
            return ""
        form.fields["from_source"].widget.known = {str(source.pk): choice_label(source)}
        return ", ".join(filter(None, [str(source), form["from_locator"].value()]))

    @property
    def media(self):
        return super().media + Media(js=["js/record-form.js"])
