"""Pages of long lists: no counting, no offsets, the first page as quick as the last. Events of processes."""

from dataclasses import dataclass

from django.db.models import F, Q

from processes.models import EventProcess

ON_PAGE = 50


@dataclass(frozen=True)
class Order:
    """By what a list is sorted: a field or an expression that is never null; then by key."""

    by: object = "folded"
    newest_first: bool = False

    def annotated(self, rows):
        return rows.annotate(sorted_by=F(self.by) if isinstance(self.by, str) else self.by)

    def beyond(self, place, key) -> Q:
        """What stands after a row. The first condition adds nothing: by it an index is read from the place on."""
        if self.newest_first:
            return Q(sorted_by__lte=place) & (Q(sorted_by__lt=place) | Q(pk__gt=key))
        return Q(sorted_by__gte=place) & (Q(sorted_by__gt=place) | Q(pk__gt=key))


def list_page(
    rows, shown, order: Order, after: int | None = None, size: int = ON_PAGE
) -> tuple[list, int | None]:
    """A page of `rows`, and the key after which the next one starts (None: this is the last).

    shown   every row the viewer may see: an unknown or hidden `after` starts at the beginning
    """
    rows = order.annotated(rows)
    last = after and order.annotated(shown).filter(pk=after).values_list("sorted_by", flat=True).first()
    if last is not None:
        rows = rows.filter(order.beyond(last, after))
    found = list(rows.order_by("-sorted_by" if order.newest_first else "sorted_by", "pk")[: size + 1])
    page = found[:size]
    return page, page[-1].pk if len(found) > size else None


def events_within(viewer, **process) -> Q:
    """The events of processes that meet conditions on `process`: of the main one, or of a further one that is shown."""
    links = EventProcess.objects.shown_to(viewer).filter(**process)
    return Q(**process) | Q(pk__in=links.values("event"))
