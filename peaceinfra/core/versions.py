"""The stored versions of records as one viewer may read them: each beside the one before it, and what was done."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from peaceinfra.core.visibility import visibility_of

_ACTIONS = {"added": lambda: _("added"), "changed": lambda: _("changed"), "erased": lambda: _("erased")}


def versions_of(model, viewer, **of) -> QuerySet:
    """The versions of the rows of a model that the viewer may see, oldest first; `of` are columns of its history."""
    events = model._meta.concrete_model.events.rel.related_model
    return events.objects.filter(visibility_of(events).q(viewer), **of).order_by("pgh_id")


def in_pairs(versions: Iterable) -> Iterator[tuple]:
    """(the version of the same row before it, None for the first; the version) of each."""
    last: dict = {}
    for version in versions:
        yield last.get(version.pgh_obj_id), version
        last[version.pgh_obj_id] = version


def action_words(before, after) -> str:
    """What was done to a row: retired, put back, or what its history calls it."""
    if after.retired and not (before and before.retired):
        return _("retired")
    if before and before.retired and not after.retired:
        return _("put back")
    return _ACTIONS[after.pgh_label]()
