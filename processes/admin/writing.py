"""From one posted screen to one call of the services: all of it is written, or nothing."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.identity import new_id
from peaceinfra.core.models import Detail
from processes.admin import versions
from processes.admin.deciding import proposed_words
from processes.admin.namesakes import Namesakes, find_namesakes, typed_on
from processes.services import Change, Lowered, save_and_request, save_records

# The button by which what makes less protected is asked for, and all else is saved.
ASK = "_ask_lowering"


@dataclass
class Refusal(Exception):
    """It was not written. `prefix`: of the form at fault; `stale`: both versions, if that was it.

    namesakes  what is recorded already under the same name, and `another`: what the writer sends to save all the same
    """

    prefix: str | None
    error: ValidationError
    stale: versions.Conflict | None = field(default=None)
    namesakes: list[Namesakes] = field(default_factory=list)
    another: str = ""

    @property
    def may_ask(self) -> bool:
        """Whether another person can agree to what was refused."""
        return isinstance(self.error, Lowered)


def check_namesakes(request, form, formsets):
    """Before something new is written, or renamed. Raises Refusal, unless the writer said that it is another one."""
    rows = [row for formset in formsets for row in formset.forms if row.has_changed()]
    removed = [row for formset in formsets for row in formset.deleted_forms]
    typed = typed_on([form, *(row for row in rows if row not in removed)])
    if typed.is_accepted(request):
        return
    if found := find_namesakes(typed, request.viewer, form.instance.pk):
        error = ValidationError(_("This may be recorded already: see above."))
        raise Refusal(None, error, namesakes=found, another=typed.digest)


def write_screen(request, form, formsets):
    """Writes a valid screen; what it asks for is then `request.lowering`. Raises Refusal, PermissionDenied.

    `request.only_asked`: nothing was saved beside.

    Says which values are only proposed, where a steward had decided.
    """
    pairs = changes_on(form, formsets)
    changes = [change for change, _prefix in pairs]
    why = {"by": request.user, "reason": form.cleaned_data["reason"]}
    try:
        if ASK in request.POST:
            records, request.lowering = save_and_request(changes, **why)
            written = zip(changes, records, strict=True)
            request.only_asked = all(record.version == change.seen_version for change, record in written)
        else:
            records = save_records(changes, **why)
        if proposed := [claim for change in changes for claim in change.proposed]:
            messages.warning(request, proposed_words(proposed))
        return records
    except NotAllowed:
        raise PermissionDenied from None
    except Stale as stale:
        prefix, mine = _where(pairs, stale.current)
        conflict = versions.conflict(stale, mine, prefix, request.viewer)
        raise Refusal(prefix, ValidationError(_("Somebody else saved a newer version.")), conflict) from None
    except ObjectDoesNotExist:
        raise Refusal(
            None, ValidationError(_("One of the rows is no longer there. Open the page again."))
        ) from None
    except ValidationError as error:
        prefix, _mine = _where(pairs, getattr(error, "record", None))
        raise Refusal(prefix, error) from None


def changes_on(form, formsets) -> list[tuple[Change, str | None]]:
    """Each change of the screen with the prefix of its form; the record itself comes first."""
    parent, statement = form.instance, form.statement()
    if parent.pk is None:
        parent.pk = new_id()
    pairs = [(Change(parent, form.cleaned_data["seen_version"], statement), form.prefix)]
    for formset in formsets:
        formset.belong_to(parent)
        formset.save(commit=False)
        pairs += _row_changes(formset, parent, statement if formset.takes_statement else None)
    return [*pairs, *((Change(detail), form.prefix) for detail in form.implied_details(formsets))]


def _row_changes(formset, parent, statement):
    for form in formset.forms:
        row, is_new = form.instance, form.instance._state.adding
        if form in formset.deleted_forms:
            if not is_new:
                yield Change(row, form.cleaned_data.get("seen_version"), retire=True), form.prefix
        elif form.has_changed():
            if is_new or form.changed_data:
                # A detail is the record itself under another heading: one citation for both.
                cited_above = isinstance(row, Detail) and parent._state.adding
                yield (
                    Change(row, form.cleaned_data["seen_version"], None if cited_above else statement),
                    form.prefix,
                )
            yield from _inner_changes(form, parent, statement)
    for row in formset.moved:
        yield Change(row, row.version, statement), None


def _inner_changes(form, parent, statement):
    for rows in form.inner_sets:
        if rows.is_bound and rows.has_changed():
            rows.belong_to_row(form.instance, parent)
            rows.save(commit=False)
            yield from _row_changes(rows, parent, statement)


def _where(pairs, record):
    """The prefix of the form that holds a record, and the record as that form has it."""
    for change, prefix in pairs:
        if record is not None and versions.same(change.record, record):
            return prefix, change.record
    return None, None


def accept_their_version(request, conflict):
    """The form comes back with the newer version as the one seen: saving again is then done knowingly."""
    name = f"{conflict.prefix}-seen_version" if conflict.prefix else "seen_version"
    request.POST = request.POST.copy()
    request.POST[name] = str(conflict.record.version)
