"""Some fields of a selection of records are changed at once: shown before, written all or none."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.core.errors import Stale
from peaceinfra.core.numbering import is_place
from peaceinfra.core.roles import may
from peaceinfra.core.screens.wording import Wording
from processes.admin.deciding import proposed_words
from processes.admin.restoring import RestoringForm
from processes.services import Change, save_records
from processes.services.records import changed_fields

# Of a field: whether it is changed. Of a record: the version that was looked at.
CHOSEN, SEEN = "change", "seen"
# What has an action of its own, or is each record's own.
LEFT_OUT = {"level", "team", "name"}
# The buttons.
SHOW, SAVE = "show", "save"


@dataclass
class Outcome:
    """What becomes of one record. `rows`: (field, now, then); `faults`: why it cannot be saved."""

    record: object
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class BulkForm(RestoringForm):
    """The fields of a screen, each with a box by which it is changed; why, and where the values come from."""

    seen_version = None

    def __init__(self, *args, screen, request, **kwargs):
        kwargs |= {"viewer": request.viewer, "site": screen.admin_site}
        super().__init__(*args, takes_statement=screen.takes_statement, **kwargs)
        self.columns = columns_of(screen)
        own = {}
        for column in self.columns:
            own[f"{CHOSEN}-{column.name}"] = forms.BooleanField(
                label=_("Change: %(field)s") % {"field": capfirst(str(column.verbose_name))}, required=False
            )
            own[column.name] = screen.formfield_for_dbfield(column, request)
            if column.name not in self.chosen_names:
                own[column.name].required = False
        self.fields = own | self.fields

    @property
    def chosen_names(self) -> set[str]:
        prefix = f"{CHOSEN}-"
        return {name.removeprefix(prefix) for name in self.data if name.startswith(prefix)}

    @property
    def pairs(self):
        """(the box, the field) of each column as a template shows them."""
        return [(self[f"{CHOSEN}-{column.name}"], self[column.name]) for column in self.columns]

    @property
    def closing(self):
        names = {column.name for column in self.columns}
        return [
            bound for bound in self if bound.name not in names and not bound.name.startswith(f"{CHOSEN}-")
        ]

    def add_error(self, name, error):
        """What stands in a box that is not chosen is not wrong."""
        if name is None or name not in {column.name for column in self.columns} - self.chosen_names:
            super().add_error(name, error)

    def clean(self):
        cleaned = super().clean()
        if not self.chosen_names & {column.name for column in self.columns}:
            raise ValidationError(_("Choose at least one field to change."))
        return cleaned

    def values(self) -> dict:
        return {
            column.name: self.cleaned_data.get(column.name)
            for column in self.columns
            if column.name in self.chosen_names
        }


def columns_of(screen) -> list:
    """What a person types on a screen, but for its marking, its name and its place in an order."""
    found = []
    for name in flatten_fieldsets(screen.fieldsets or ()):
        try:
            column = screen.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        fixed = name in {*LEFT_OUT, *screen.readonly_fields} or is_place(column)
        if column.editable and column.concrete and not fixed:
            found.append(column)
    return found


@admin.action(description=gettext_lazy("Change several"))
def edit_several(screen, request, rows):
    """Asks which fields get which values, shows what changes, then writes all or none."""
    if not may(request.user, "edit"):
        raise PermissionDenied
    records = list(rows)
    is_sent = SHOW in request.POST or SAVE in request.POST
    form = BulkForm(request.POST if is_sent else None, screen=screen, request=request)
    outcomes = ()
    if form.is_valid():
        seen = _seen(request) if SAVE in request.POST else {}
        outcomes = try_out(records, form, request, seen)
        is_whole = not any(outcome.faults for outcome in outcomes)
        answer = _save(screen, request, records, form, seen) if SAVE in request.POST and is_whole else None
        if answer:
            return answer
    context = screen.admin_site.each_context(request) | {
        "title": edit_several.short_description,
        "form": form,
        "records": records,
        "outcomes": outcomes,
        "may_save": bool(outcomes) and not any(outcome.faults for outcome in outcomes),
        "checkbox": ACTION_CHECKBOX_NAME,
        "back": request.get_full_path(),
        "opts": screen.opts,
        "media": screen.media + form.media,
    }
    return TemplateResponse(request, "admin/edit_several.html", context)


def _changes(records, form, seen) -> list[Change]:
    changes, values = [], form.values()
    for record in records:
        changed = copy(record)
        changed._state = copy(record._state)
        changed._state.fields_cache = dict(record._state.fields_cache)
        for name, value in values.items():
            setattr(changed, name, value)
        changes.append(Change(changed, seen.get(record.pk, record.version), form.statement()))
    return changes


class _TriedOut(Exception):
    pass


def try_out(records, form, request, seen) -> list[Outcome]:
    """What becomes of each record alone: each is saved, and all of it is taken back."""
    outcomes, wording = [], Wording(request.viewer)
    for change, record in zip(_changes(records, form, seen), records, strict=True):
        outcome = Outcome(record)
        for name in changed_fields(record, change.record):
            column = record._meta.get_field(name)
            now, then = wording.value(record, column), wording.value(change.record, column)
            outcome.rows.append((capfirst(str(column.verbose_name)), now, then))
        outcome.faults = _faults_of(change, form, request) if outcome.rows else []
        outcomes.append(outcome)
    return outcomes


def _faults_of(change, form, request) -> list[str]:
    try:
        with transaction.atomic():
            save_records([change], by=request.user, reason=form.cleaned_data["reason"])
            raise _TriedOut
    except _TriedOut:
        return []
    except ValidationError as error:
        return _named(error, change.record)
    except Stale:
        return [_("Somebody else saved a newer version.")]


def _named(error, record) -> list[str]:
    """Each message with the field that it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    names = {column.name: capfirst(str(column.verbose_name)) for column in record._meta.concrete_fields}
    return [
        f"{names[name]}: {message}" if name in names else message
        for name, texts in error.message_dict.items()
        for message in texts
    ]


def _save(screen, request, records, form, seen):
    """The way back to the list; None where together they cannot be saved, which the form then says."""
    changes = _changes(records, form, seen)
    changed = [
        change
        for change, record in zip(changes, records, strict=True)
        if changed_fields(record, change.record)
    ]
    try:
        save_records(changed, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        form.add_error(None, _named(error, records[0]))
        return None
    except Stale:
        form.add_error(None, _("Somebody else saved a newer version."))
        return None
    if proposed := [claim for change in changed for claim in change.proposed]:
        messages.warning(request, proposed_words(proposed))
    words = ngettext("%(number)s record is changed.", "%(number)s records are changed.", len(changed))
    screen.message_user(request, words % {"number": len(changed)})
    return HttpResponseRedirect(request.get_full_path())


def _seen(request) -> dict[int, int]:
    """{key: version} of the records as they were looked at."""
    pairs = (text.partition(":") for text in request.POST.getlist(SEEN))
    return {
        int(key): int(version)
        for key, _colon, version in pairs
        if key.isdecimal() and version.isdecimal() and len(key) < 20 and len(version) < 10
    }
