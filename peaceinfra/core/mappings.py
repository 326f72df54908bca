"""How an account read tables before: kept by the heads of their columns. Only its owner reads or writes it."""

from __future__ import annotations

import hashlib

from django.db import transaction

from peaceinfra.core.models import ColumnMapping
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import Viewer
from peaceinfra.core.visibility.own_rows import own_rows_of

#: So many are kept of an account; then one of them makes room.
MOST_KEPT = 200


def mapping_of(viewer: Viewer, heads: list[str]) -> ColumnMapping | None:
    """How a table with these heads was read before."""
    return _own(viewer).filter(heads=_digest(heads)).first()


@transaction.atomic
def keep_mapping(viewer: Viewer, heads: list[str], kind: str, columns: dict[str, str]) -> None:
    """Keeps it in the place of an earlier one of the same heads. `columns`: {head: name of the column, or ""}."""
    _own(viewer).filter(heads=_digest(heads)).delete()
    if _own(viewer).count() >= MOST_KEPT:
        _own(viewer).first().delete()
    ColumnMapping.objects.create(account_id=viewer.account, heads=_digest(heads), kind=kind, columns=columns)


def _own(viewer):
    return ColumnMapping.objects.filter(own_rows_of(ColumnMapping).q(viewer))


def _digest(heads):
    return hashlib.sha256(repr([folded(head) for head in heads]).encode()).hexdigest()
