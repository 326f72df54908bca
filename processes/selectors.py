"""Answers of the shape of a page about processes."""

from django.db.models import Q

from processes.models import PeaceProcess

ON_PAGE = 50


def processes_by_name(rows, viewer, after: int | None = None, size: int = ON_PAGE) -> tuple[list, int | None]:
    """A page of `rows` in the order of names, and the key after which the next one starts (None: the last).

    An unknown or hidden `after` starts at the beginning.
    """
    last = after and PeaceProcess.objects.shown_to(viewer).filter(pk=after).only("folded").first()
    if last:
        rows = rows.filter(Q(folded__gt=last.folded) | Q(folded=last.folded, pk__gt=last.pk))
    found = list(rows.order_by("folded", "pk")[: size + 1])
    page = found[:size]
    return page, page[-1].pk if len(found) > size else None
