"""Records as their own addresses tell them, many at once and without a request."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from peaceinfra.api import views
from peaceinfra.api.lists import LISTS
from peaceinfra.api.reader.reading import Page, reader_of, team_names
from peaceinfra.core.visibility import Viewer

#: The lists that tell all of the records of a kind; the first that shows a record is its address.
TOLD_BY = {kind: (viewset,) for kind, viewset in LISTS.items()} | {
    "act": (views.BodyViewSet, views.ActorViewSet)
}


def representation(
    kind: str, keys: Collection[int], viewer: Viewer, *, root: str, day: date | None = None
) -> dict[int, dict]:
    """{key: what the address of the record answers} of those that the viewer is shown, in the order of the keys.

    root    the address of the API, with which the addresses in the answers begin

    Of a kind that is told as a part of others it is empty. The number of queries is that for one record. Called
    inside `viewing`.
    """
    page = Page(viewer, root, day, day or timezone.localdate(), team_names(viewer))
    told, left = {}, list(keys)
    for viewset in TOLD_BY.get(kind, ()):
        filterset = viewset.filterset_class
        with_day = day is not None and filterset.is_dated()
        reader = reader_of(viewset.serializer_class, filterset._meta.model, with_day)
        rows = reader.rows(left, filterset, page)
        told |= {row.pk: reader.tell(row, page) for row in rows}
        left = [key for key in left if key not in told]
    return {key: told[key] for key in keys if key in told}
