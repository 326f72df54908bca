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
    names = [f"c{place}" for place in range(width)]
    told = ", ".join(f"{name}::text" if place in texts else name for place, name in enumerate(names))
    inner = f"SELECT {number}, json_build_array({told})::text FROM ({query.sql}) AS q({', '.join(names)})"
    return Prepared(inner, query.params)


def together(branches: Iterable[Prepared]) -> Prepared:
    """Several branches as one query."""
    branches = list(branches)
    params = tuple(param for query in branches for param in query.params)
    return Prepared(" UNION ALL ".join(query.sql for query in branches), params)
