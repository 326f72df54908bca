"""How rows are asked for by keys: SQL that is put together once for a reader, whatever the keys."""

from collections.abc import Iterable

from peaceinfra.core.prepared import Keys, Prepared, prepare

KEYS = Keys("keys")


def by_keys(rows, path: str, columns: Iterable[str], keys: Keys = KEYS) -> Prepared:
    """The columns of the rows whose `path` is one of the keys."""
    return prepare(rows.order_by().filter(**{f"{path}__any_of": keys}).values_list(*columns))


def branch(number: int, query: Prepared, width: int, texts=frozenset()) -> Prepared:
    """A query as rows of (number, its columns as a list in JSON), so that it can be asked together with others.

    texts   the columns whose numbers have more digits than JSON keeps
    """
    told, asked = _as_json(query, width, texts)
    return Prepared(f"SELECT {number}, {told} FROM {asked}", query.params)


def branch_in_order(query: Prepared, width: int, place: int, texts=frozenset()) -> Prepared:
    """A query as rows of (the key in one place, its columns as a list in JSON), in the order of the keys."""
    told, asked = _as_json(query, width, texts)
    return Prepared(f"SELECT c{place}, {told} FROM {asked} ORDER BY c{place}", query.params)


def _as_json(query: Prepared, width: int, texts) -> tuple[str, str]:
    names = [f"c{place}" for place in range(width)]
    told = ", ".join(f"{name}::text" if place in texts else name for place, name in enumerate(names))
    return f"json_build_array({told})::text", f"({query.sql}) AS q({', '.join(names)})"


def together(branches: Iterable[Prepared]) -> Prepared:
    """Several branches as one query."""
    branches = list(branches)
    params = tuple(param for query in branches for param in query.params)
    return Prepared(" UNION ALL ".join(query.sql for query in branches), params)
