"""What an account keeps at the desk. Only its owner writes it; a list that is shared is read by others too."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils.translation import gettext as _

from peaceinfra.core.identity import UnknownId, number_in, parse_public_id
from peaceinfra.core.models import ListColumns, RecentItem, Record, SavedList, Sharing
from peaceinfra.core.text import check_readable
from peaceinfra.core.visibility import Viewer
from peaceinfra.core.visibility.own_rows import own_rows_of

#: So many saved lists has an account, and so many records that it edited last are kept.
MOST_SAVED, MOST_RECENT = 100, 30
# Of an address: the text that is searched for, and what is no filter.
SEARCH, NO_FILTERS = "q", ("p", "e", "_changelist_filters", "_popup", "_to_field")


def _own(model, viewer):
    return model.objects.filter(own_rows_of(model).q(viewer))


def chosen_columns(viewer: Viewer, screen: str) -> list[str]:
    """[] where none were chosen."""
    found = _own(ListColumns, viewer).filter(screen=screen).values_list("columns", flat=True).first()
    return found or []


@transaction.atomic
def choose_columns(viewer: Viewer, screen: str, columns: list[str]) -> None:
    """No columns are those that the screen has by itself."""
    _own(ListColumns, viewer).filter(screen=screen).delete()
    if columns:
        ListColumns.objects.create(account_id=viewer.account, screen=screen, columns=columns)


def saved_lists(viewer: Viewer, screen: str = "") -> list[SavedList]:
    """The own ones and those that others share, without those that name what the viewer may not see."""
    [rule] = [rule for rule in SavedList._meta.constraints if hasattr(rule, "q")]
    rows = SavedList.objects.filter(rule.q(viewer)).order_by("name", "pk")
    rows = [*(rows.filter(screen=screen) if screen else rows)]
    named = {row.pk: _named_records(row.query) for row in rows}
    keys = set().union(*named.values()) if named else set()
    seen = {*Record.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True)}
    return [row for row in rows if row.account_id == viewer.account or named[row.pk] <= seen]


@transaction.atomic
def save_list(
    viewer: Viewer, screen: str, name: str, query: str, shared_with: str = "", team: int | None = None
) -> SavedList:
    """A list of the same name is replaced. Raises ValidationError with what is wrong."""
    name, params = name.strip(), QueryDict(query, mutable=True)
    for param in NO_FILTERS:
        params.pop(param, None)
    if not name:
        raise ValidationError(_("Give the list a name."))
    check_readable(name)
    if shared_with and any(text.strip() for text in params.getlist(SEARCH)):
        raise ValidationError(
            _(
                "A list with a search text cannot be shared: the text may name somebody who is protected. Use filters."
            )
        )
    if shared_with == Sharing.OF_TEAM and team not in viewer.teams:
        raise ValidationError(_("Choose one of your teams."))
    own = SavedList.objects.filter(account=viewer.account)
    own.filter(screen=screen, name=name).delete()
    if own.count() >= MOST_SAVED:
        raise ValidationError(_("You have saved many lists. Delete one first."))
    row = SavedList(account_id=viewer.account, screen=screen, name=name, query=params.urlencode())
    row.shared_with, row.team_id = shared_with, team if shared_with == Sharing.OF_TEAM else None
    row.full_clean(exclude=["account", "team"], validate_constraints=False)
    row.save(force_insert=True)
    return row


def forget_list(viewer: Viewer, key: int) -> None:
    SavedList.objects.filter(account=viewer.account, pk=key).delete()


def _named_records(query: str) -> set[int]:
    """The keys of the records that an address names: by key, or by public id."""
    found = set()
    pairs = [(name, value) for name, values in QueryDict(query).lists() for value in values]
    for name, value in pairs:
        if name.endswith(("__id", "__id__exact", "__pk")) and (key := number_in(value)):
            found.add(key)
        try:
            found.add(parse_public_id(value)[1])
        except UnknownId:
            continue
    return found


@transaction.atomic
def note_edited(viewer: Viewer, subject: str) -> None:
    """The record stands first among those that the account edited."""
    if not viewer.account:
        return
    RecentItem.objects.update_or_create(
        account_id=viewer.account, subject=subject, defaults={"edited_at": Now()}
    )
    old = _own(RecentItem, viewer).order_by("-edited_at", "pk").values_list("pk", flat=True)[MOST_RECENT:]
    RecentItem.objects.filter(pk__in=[*old]).delete()


def recently_edited(viewer: Viewer, most: int) -> list[Record]:
    """The newest first, of those that the viewer may still see; the others are not told."""
    items = [*_own(RecentItem, viewer).order_by("-edited_at", "pk").values_list("subject", flat=True)]
    keys = [parse_public_id(subject)[1] for subject in items]
    found = Record.objects.shown_to(viewer).in_bulk(keys)
    return [found[key] for key in keys if key in found][:most]
