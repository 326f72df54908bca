"""The one base of every screen of records: viewer, version, reason, services, retirement, history."""

from typing import NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms import Media
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.dates.models import EXAMPLES
from peaceinfra.core.roles import may
from peaceinfra.core.screens.lists import DayFilter, RetiredFilter
from peaceinfra.core.screens.marking import marking_in_force
from peaceinfra.core.screens.reading import named_by
from peaceinfra.core.screens.widgets import RecordSelect
from peaceinfra.core.text import folded
from processes.admin import sittings, versions
from processes.admin.decisions import DecidingAdmin, Decision
from processes.admin.details import details, last_written
from processes.admin.faults import faults_on
from processes.admin.fields import GuardedFields
from processes.admin.forms import STATEMENT_FIELDS, RecordForm
from processes.admin.inlines import ABOUT, DATED
from processes.admin.long_sections import RowBudget
from processes.admin.lowering import page_of_request
from processes.admin.marking_actions import MARKING_ACTIONS
from processes.admin.opened import followed_marking
from processes.admin.record_pages import page_of_record, sourced_fields
from processes.admin.stand_ins import cited_on, offer_stand_ins
from processes.admin.writing import Refusal, accept_their_version, write_screen
from processes.models import Citation, Source
from processes.services import restore_records, retire_records

MARKING = (gettext_lazy("Who may see it"), {"fields": [("level", "team")]})
DATES = (
    gettext_lazy("When it held"),
    {"fields": [("start_kind", "start"), ("end_kind", "end")], "description": EXAMPLES},
)
# Where it comes from, and why, stand in the bar that saves: see `record_form.html`.
CLOSING = ("reason", "seen_version")


class Opens(NamedTuple):
    """What is opened from a screen because it cannot stand on it: a list narrowed to the record, a new one.

    each  (key, words) of rows of the screen for each of which one is added, instead of one for the record
    """

    screen: str
    narrowed_by: str
    fills: str
    title: str
    add: str = ""
    each: tuple = ()


class RecordAdmin(GuardedFields, DecidingAdmin):
    """A screen for one kind of record; with its rows it is written as one, through the services."""

    form = RecordForm
    change_form_template = "admin/record_form.html"
    object_history_template = "admin/record_history.html"
    ordering = ("folded", "pk")
    search_names = ("folded",)
    search_texts = ()
    search_help_text = gettext_lazy("Any part of a name, in any script; accents and capitals do not matter.")
    narrowed_by = ()
    # {name in the address: model} of what a new record is opened from, where no field of its own names it.
    opened_by = {}
    # Whether a box that asks for a record of any kind finds these by name.
    findable = True
    actions = MARKING_ACTIONS
    # Links to screens of their own: see Opens.
    opens = ()
    # Whether the list can show what was retired: a detail is retired, and put back, with its actor.
    lists_retired = True
    # Whether the source of a change is asked for; not of what is itself evidence.
    takes_statement = True

    @classmethod
    def shows_also(cls, *inlines, after=None):
        """For the apps above: rows of theirs on this screen, by default before what is said about the record."""
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
        return ["marking" if name == "level" else name for name in super().get_list_display(request)]

    def get_queryset(self, request):
        return self._in_order(request, self.belonging().shown_to(request.viewer))

    def retired_rows(self, request):
        return self._in_order(request, self.belonging().visible_to(request.viewer).filter(retired=True))

    def belonging(self):
        """The records that this is the screen of, whoever asks: a screen may be of some of its model alone."""
        return self.model._default_manager.all()

    def get_actions(self, request):
        """On a selection of what has a marking of its own, is edited here, and is not retired."""
        marked = hasattr(self.model, "level") and self.has_change_permission(request)
        return super().get_actions(request) if marked and not RetiredFilter.is_asked(request) else {}

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), *([RetiredFilter] if self.lists_retired else [])]

    def _in_order(self, request, rows):
        rows = rows.select_related(*named_by(self.model))
        return rows.order_by(*self.get_ordering(request)) if self.get_ordering(request) else rows

    def get_search_fields(self, request):
        return self.search_names

    def get_search_results(self, request, queryset, search_term):
        """`search_names` are folded columns, the term is folded alike; `search_texts` are others."""
        term, found = folded(search_term), Q()
        if not term:
            return queryset, False
        for name in self.search_names:
            found |= Q(**{f"{name}__contains": term})
        for name in self.search_texts:
            found |= Q(**{f"{name}__icontains": search_term.strip()})
        return queryset.filter(found), False

    def lookup_allowed(self, lookup, value, request):
        """Only the filters of the list: a lookup in the address must not become an oracle."""
        name = lookup.removesuffix("__exact").removesuffix("__isnull")
        filters = {getattr(one, "parameter_name", one) for one in self.list_filter}
        asked = {DayFilter.parameter_name, RetiredFilter.parameter_name}
        return name in {*filters, *self.narrowed_by, *asked}

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
        context["may_ask"] = bool(getattr(request, "refusal", None)) and request.refusal.may_ask
        context["form_token"] = sittings.new_token()
        context["takes_statement"] = self.takes_statement
        context["sourced_fields"] = sourced_fields(obj, request.viewer) if obj else ()
        context["remembered_source"] = self._named_source(context["adminform"].form, request.viewer)
        context["page"] = page_of_record(obj) if obj else ""
        context["opens"] = self.opened_from(formsets) if obj else ()
        is_as_stored = obj and not context["adminform"].form.errors
        context["derived"] = self.facts_at_head(obj, request.viewer) if is_as_stored else ()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def opened_from(self, formsets) -> list[Opens]:
        """The links of a stored record, whose rows are those of `formsets`."""
        return [*self.opens]

    def facts_at_head(self, record, viewer) -> list[tuple[str, str]]:
        """What follows from the record and is never typed, as (label, text)."""
        force = marking_in_force(record)
        marking = [(_("Marking"), force)] if force else []
        return [*marking, *self.admin_site.derived_facts(record, viewer)]

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
        form.fields["from_source"].widget.known = {str(source.pk): str(source)}
        return ", ".join(filter(None, [str(source), form["from_locator"].value()]))

    # What is written

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Twice where the services refuse: the second time, nothing being written, to show why."""
        try:
            if request.method == "POST" and (answer := self._saved_before(request)):
                return answer
            with transaction.atomic():
                response = super().changeform_view(request, object_id, form_url, extra_context)
            asked = getattr(request, "lowering", None)
            return page_of_request(request, asked) if asked else response
        except Refusal as refusal:
            request.refusal, request.row_budget = refusal, RowBudget()
        conflict = request.refusal.stale
        if conflict:
            accept_their_version(request, conflict)
        response = super().changeform_view(
            request, object_id, form_url, {"conflict": conflict} | (extra_context or {})
        )
        response.status_code = 409 if conflict else response.status_code
        return response

    def _saved_before(self, request):
        """Where a form is sent twice: the record that it made. Raises Refusal where it says something else now."""
        saved = sittings.saved_before(request)
        if saved is None:
            return None
        link = format_html('<a href="{}">{}</a>', saved.address, _("Open what was saved"))
        if saved.digest == sittings.content_digest(request):
            words = _("This form was saved already. Nothing was saved a second time; this is what was saved.")
            self.message_user(request, words, messages.INFO)
            return HttpResponseRedirect(saved.address)
        self.message_user(request, link, messages.WARNING)
        words = _(
            "This form was saved already, with other content. To correct that, open what was saved. If you save"
            " here again, what is new on this screen is made a second time."
        )
        raise Refusal(None, ValidationError(words))

    @property
    def media(self):
        return super().media + Media(js=["js/record-form.js"])

    def save_model(self, request, obj, form, change):
        """Written in save_related, together with the rows."""

    def save_related(self, request, form, formsets, change):
        offer_stand_ins(request, cited_on(form, write_screen(request, form, formsets)))
        reason = form.cleaned_data["reason"] if change else ""
        sittings.remember_statement(request, reason, form.statement())
        sittings.remember_saved(request, reverse(f"admin:{self._name}_change", args=[form.instance.pk]))
        for one in (form, *(row for formset in formsets for row in formset.forms if row.has_changed())):
            for date, kind in one.taken_as():
                words = _("“%(date)s” was taken as %(kind)s. If it is a sighting, choose that.")
                self.message_user(request, words % {"date": date, "kind": kind})

    def construct_change_message(self, request, form, formsets, add=False):
        return ""

    # Retirement and history

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<path:object_id>/{verb}/", self.admin_site.admin_view(view), name=f"{name}_{verb}")
            for verb, view in (("retire", self.retire_view), ("restore", self.restore_view))
        ]
        return [*own, *(url for url in super().get_urls() if url.name != f"{name}_delete")]

    def retire_view(self, request, object_id):
        """Takes a record out of every list. The page names nothing but the record itself."""
        retire = Decision(
            _("Retire"),
            _(
                "It is left out of every list, page and export. Nothing is deleted: its history stays,"
                " for those who may see it, and puts it back."
            ),
            lambda record, reason: retire_records(self.retired_with(record), by=request.user, reason=reason),
            lambda record: _("“%(record)s” is retired.") % {"record": record},
        )
        return self.decide(request, object_id, retire)

    def restore_view(self, request, object_id):
        """Puts a retired record back, as it was and marked as it was."""
        restore = Decision(
            _("Put back"),
            _(
                "It stands in lists, pages and exports again, for those whom its marking lets see it. What was"
                " on its screen when it was retired comes with it."
            ),
            lambda record, reason: restore_records(
                self.restored_with(record), by=request.user, reason=reason
            ),
            lambda record: _("“%(record)s” is put back.") % {"record": record},
            rows=self.retired_rows(request),
        )
        return self.decide(request, object_id, restore)

    def restored_with(self, record) -> list:
        """The record, and the details that were retired with it: at once, by the same account, for one reason."""
        moment = last_written(record)
        return [record, *(row for row in details(record, retired=True) if last_written(row) == moment)]

    def retired_with(self, record) -> list:
        """The record and its details, which are the same thing under another heading."""
        return [record, *details(record, retired=False)]

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what, when and why; of a retired record too."""
        if not (self.has_view_permission(request) and may(request.user, "read_history")):
            raise PermissionDenied
        record = self._one(request, object_id, self.model._default_manager.visible_to(request.viewer))
        context = self.admin_site.each_context(request) | {
            "title": _("History: %s") % record,
            "versions": versions.history(record, self._parts, request.viewer),
            "record": record,
            "retired_only": f"?{RetiredFilter.parameter_name}=1" if self.lists_retired else "",
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    @cached_property
    def _parts(self):
        """The rows of the screen as (model, name of their key to the record)."""
        parts = []
        for inline in self.inlines:
            keys = [f for f in inline.model._meta.concrete_fields if f.is_relation]
            mine = [f.name for f in keys if inline.fk_name in (None, f.name) and self._is_parent(f, inline)]
            parts.append((inline.model, mine[0]))
        return parts

    def _is_parent(self, field, inline):
        return inline.fk_name == field.name or field.remote_field.model is self.opts.concrete_model
