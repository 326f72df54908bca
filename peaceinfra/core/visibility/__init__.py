"""Who may see what: one declaration per guarded model, compiled to two walls.

`rule.Visibility` in a model's `Meta.constraints` is the whole declaration. From it come
(1) `visible_to(viewer)` on every queryset and (2) a row-level policy in PostgreSQL together with the
triggers that keep every row's marking in force true. `docs/visibility.md` explains; `context.viewing`
sets the viewer for the database; `viewer.Viewer` is the reader.
"""

from peaceinfra.core.visibility.appended_rows import AppendedRows, OfficersRows
from peaceinfra.core.visibility.context import one_moment, streamed, viewing, whole_register
from peaceinfra.core.visibility.own_rows import OwnRows
from peaceinfra.core.visibility.recorded import as_recorded, recorded_on
from peaceinfra.core.visibility.rule import HistoryVisibility, Visibility, visibility_of
from peaceinfra.core.visibility.seen_with import InTheNameOf, SeenWith
from peaceinfra.core.visibility.viewer import PUBLIC, TokenReader, Viewer, viewer_of

__all__ = [
    "PUBLIC",
    "AppendedRows",
    "HistoryVisibility",
    "InTheNameOf",
    "OfficersRows",
    "OwnRows",
    "SeenWith",
    "TokenReader",
    "Viewer",
    "Visibility",
    "as_recorded",
    "one_moment",
    "recorded_on",
    "streamed",
    "viewer_of",
    "viewing",
    "visibility_of",
    "whole_register",
]
