"""Pages of a list by key: no totals, no offsets, and the same speed at any depth."""

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from peaceinfra.api.ordering import orders_of
from peaceinfra.api.parameters import LARGEST_PAGE, PAGE, Cursor, list_of_reader, no_place


def keyset_page(rows, page, shown=None):
    """(keys, cursor of the next page, cursor of the one before) of a queryset, in the order of the page.

    A cursor names a record of the page itself, so it tells nothing about rows that are not shown.

    shown   gives all records of the list that the reader may see

    Raises ValidationError for a place that is none any more.
    """
    cursor, order = page.cursor, page.order
    backwards = bool(cursor and cursor.direction == "before")
    if cursor:
        try:
            value = order.value_at(cursor, shown)
        except LookupError:
            raise ValidationError({"cursor": [no_place()]}) from None
        rows = rows.filter(order.beyond(value, cursor.key, backwards=backwards))
    rows = order.sorted(rows, backwards=backwards).values_list(*order.columns)
    return page_of(list(rows[: page.limit + 1]), page)


def page_of(found: list[tuple], page):
    """`keyset_page` of what was found: the value of the order and the key, of one record more where there is one."""
    cursor, order = page.cursor, page.order
    backwards = bool(cursor and cursor.direction == "before")
    is_more = len(found) > page.limit
    found = found[: page.limit]
    if backwards:
        found.reverse()
    if not found:
        return [], None, None
    following = _cursor("after", found[-1], order) if is_more or backwards else None
    preceding = _cursor("before", found[0], order) if (is_more if backwards else cursor) else None
    return [row[-1] for row in found], following, preceding


def _cursor(direction: str, row: tuple, order) -> Cursor:
    return Cursor(direction, row[-1], order.mark(row[0]))


def address(request, cursor) -> str | None:
    """The address of the request with another cursor."""
    if cursor is None:
        return None
    query = QueryDict(mutable=True)
    if request.method != "POST":  # whose parameters are sent again
        query.update(request.GET)
    query["cursor"] = cursor.text(list_of_reader(request))
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


PARAMETERS = [
    {
        "name": "cursor",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": "Where to read on: use the addresses of `next` and `previous` as they are. Good for the same"
        " list, filters and reader alone.",
    },
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
        "description": "How many results a page has at most.",
    },
]


def order_parameter(model) -> dict:
    """`order` of a list of this model."""
    return {
        "name": "order",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "enum": list(orders_of(model))},
        "description": "Without it: the order of keys, which means nothing and in which a list is pulled whole.",
    }


def envelope(results: dict, included: dict | None = None) -> dict:
    """The schema of a page of results, and of what `include` can add to it."""
    link = {"type": "string", "format": "uri", "nullable": True}
    return {
        "type": "object",
        "required": ["next", "previous", "results"],
        "properties": {"next": link, "previous": link, "results": results}
        | ({"included": included} if included else {}),
    }
