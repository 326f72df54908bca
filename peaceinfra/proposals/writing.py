"""From read records to changes for the services: in the order in which they can be written, rows in their places."""

from copy import copy

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.identity import parse_public_id
from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.places import places_between
from peaceinfra.proposals.kinds import is_detail, owner_column
from peaceinfra.proposals.reading import Item, Read
from peaceinfra.proposals.references import HERE
from peaceinfra.proposals.sent import Faults, token
from processes.services.bulk_faults import faults_by_rule
from processes.services.lowering import fallen_since, markings_touched
from processes.services.records import Change, changed_fields, lock_changes, write_changes


class _TakenBack(Exception):
    pass


def parents_first(items: list[Item]) -> list[Item]:
    """What is new stands before what names it. Raises ValidationError where records name each other in a circle."""
    here = {f"{HERE}{item.ref}": item for item in items if item.ref}
    ordered, done, begun = [], set(), set()
    for first in items:
        # A chain of names may be as long as there are records: no call within a call.
        chain = [(first, _named_by(first, here))] if id(first) not in done else []
        while chain:
            item, others = chain[-1]
            begun.add(id(item))
            waited_for = next((other for other in others if id(other) not in done), None)
            if waited_for is None:
                chain.pop()
                done.add(id(item))
                ordered.append(item)
            elif id(waited_for) in begun:
                raise ValidationError(_("New records name each other in a circle."))
            else:
                chain.append((waited_for, _named_by(waited_for, here)))
    return ordered


def _named_by(item, here):
    for text in (item.sent["id"], item.sent.get("after"), *item.fields.values()):
        if isinstance(text, str) and (named := here.get(text)) and named is not item:
            yield named


def put_in_places(items: list[Item]) -> None:
    """Gives new rows of an order their places, beside those that are shown to who reads the database now."""
    rows = {}
    for item in items:
        owner = owner_column(item.table)
        if owner is None or item.stored is not None:
            continue
        whole = item.table.model, getattr(item.record, owner.field.attname)
        if whole not in rows:
            rows[whole] = _stored_rows(*whole, owner, numbering_of(item.table.model).place)
        found = rows[whole]
        at = _place_after(item, items, found)
        low = found[at - 1][0] if at else None
        high = found[at][0] if at < len(found) else None
        [position] = places_between(low, high, 1) or [low]
        setattr(item.record, numbering_of(item.table.model).place, position)
        found.insert(at, (position, item.key))


def _stored_rows(model, whole, owner, place):
    rows = model._base_manager.filter(**{owner.field.attname: whole}, retired=False)
    return [*rows.order_by(place, "pk").values_list(place, "pk")]


def _place_after(item, items, found) -> int:
    if "after" not in item.sent:
        return len(found)
    after = item.sent["after"]
    if after is None:
        return 0
    if after.startswith(HERE):
        key = next(other.key for other in items if f"{HERE}{other.ref}" == after)
    else:
        key = parse_public_id(after)[1]
    keys = [pk for _place, pk in found]
    return keys.index(key) + 1 if key in keys else len(found)


def changes_of(items: list[Item]) -> list[Change]:
    return [Change(item.record, item.stored and item.stored.version, item.statement) for item in items]


def note_faults(read: Read, viewer) -> None:
    """What is wrong with the records as they would be: by every rule, and then by writing them and taking it back."""
    items = [item for item in read.items if item.record is not None]
    for item in read.records:
        if item.stored is not None and item.record is not None and not _changes_something(item, read.faults):
            read.faults.add(f"{item.pointer}/fields", _("Nothing of the record would become another."))
    if note_broken_rules(read) and not read.faults:
        _try(read, items, viewer)


def note_broken_rules(read: Read) -> bool:
    """Gives rows their places and notes every rule that is broken; False where they cannot be told yet."""
    items = [item for item in read.items if item.record is not None]
    if not all(_is_placed(item) for item in items):
        return False
    put_in_places(items)
    by_record = {id(item.record): item for item in items}
    unread = {*read.faults}
    for fault in faults_by_rule([item.record for item in items]):
        item = by_record[id(fault.record)]
        if not any(pointer.startswith(f"{item.pointer}/") for pointer in unread):
            read.faults.add(_pointer(item, fault.field), fault.message)
    return True


def _is_placed(item) -> bool:
    """Whether the references are there by which rows are taken together."""
    owner = owner_column(item.table)
    return owner is None or getattr(item.record, owner.field.attname) is not None


def _changes_something(item, faults) -> bool:
    at_fault = any(pointer.startswith(f"{item.pointer}/fields/") for pointer in faults)
    return at_fault or bool(changed_fields(item.stored, item.record))


def _try(read, items, viewer):
    """Writes as an operator would, marked so that the viewer can write it at all, and takes everything back."""
    twins = {}
    try:
        with transaction.atomic():
            changes = changes_of([_marked_for(item, viewer, twins) for item in parents_first(items)])
            lock_changes(changes)
            before = markings_touched([change.record for change in changes])
            write_changes(changes, by=None, reason="a proposal is tried")
            fallen = fallen_since(before)
            for item in items:
                if (type(item.record)._meta.concrete_model, item.key) in fallen:
                    words = _("The record would become less protected, which no proposal can make it.")
                    read.faults.add(item.pointer, words)
            if fallen and not read.faults:
                read.faults.add(
                    "/records", _("Something would become less protected, which no proposal can do.")
                )
            raise _TakenBack
    except _TakenBack:
        return
    except ValidationError as error:
        note_error(read.faults, items, error, twins)


def _marked_for(item, viewer, twins):
    """A copy that is written for a moment. Its marking may be above what the viewer may write; it is checked before."""
    twin = copy(item)
    twin.record = copy(item.record)
    stored = item.stored
    if not hasattr(twin.record, "level"):
        # What is claimed of a part, which has no marking of its own, is restricted unless it says otherwise.
        twin.record.level = Level.PUBLIC
    else:
        twin.record.level = stored.level if stored is not None else min(item.record.level, viewer.level)
        twin.record.team_id = stored.team_id if stored is not None else item.record.team_id
    twins[id(twin.record)] = item
    return twin


def note_error(faults: Faults, items: list[Item], error: ValidationError, twins=None) -> None:
    """Lays what the services refuse at the record and the field they name."""
    record = getattr(error, "record", None)
    item = (twins or {}).get(id(record)) or next((item for item in items if _same(item, record)), None)
    messages = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, texts in messages.items():
        faults.add(_pointer(item, "" if name == NON_FIELD_ERRORS else name), " ".join(texts))


def _same(item, record) -> bool:
    return (
        record is not None and item.key == record.pk and item.table.model is type(record)._meta.concrete_model
    )


def _pointer(item: Item | None, name: str) -> str:
    if item is None:
        return "/records"
    if name and is_detail(item.table) and name == item.table.model._meta.pk.name:
        return f"{item.pointer}/id"
    return f"{item.pointer}/fields/{token(name)}" if name else item.pointer
