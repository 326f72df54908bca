"""Pages of a list by key: no totals, no offsets, and the same speed at any depth."""

from django.http import QueryDict

from peaceinfra.api.parameters import LARGEST_PAGE, PAGE, Cursor, list_of_reader


def keyset_page(rows, page):
    """(keys, cursor of the next page, cursor of the one before) of a queryset, ordered by key.

    A cursor names a record of the page itself, so it tells nothing about rows that are not shown.
    """
    cursor = page.cursor
    backwards = bool(cursor and cursor.direction == "before")
    if cursor:
        rows = rows.filter(**{"pk__lt" if backwards else "pk__gt": cursor.key})
    rows = rows.order_by("-pk" if backwards else "pk").values_list("pk", flat=True)
    found = list(rows[: page.limit + 1])
    is_more = len(found) > page.limit
    keys = found[: page.limit]
    if backwards:
        keys.reverse()
    if not keys:
        return [], None, None
    following = Cursor("after", keys[-1]) if is_more or backwards else None
    preceding = Cursor("before", keys[0]) if (is_more if backwards else cursor) else None
    return keys, following, preceding


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


def envelope(results: dict) -> dict:
    """The schema of a page of results."""
    link = {"type": "string", "format": "uri", "nullable": True}
    return {
        "type": "object",
        "required": ["next", "previous", "results"],
        "properties": {"next": link, "previous": link, "results": results},
    }
