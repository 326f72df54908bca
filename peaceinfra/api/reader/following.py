"""What hangs on the records of a long list, read beside it in the order of their keys.

Each query is asked once for the whole list, and not again for each portion of it: a table that many rows name is then
read once, and not as often as there are portions.
"""

from collections.abc import Collection, Generator, Iterator

import orjson
from django.db.models import BigIntegerField

from peaceinfra.api.reader.beside import GATHERED_OF_ALL, Hanging, hanging_on
from peaceinfra.api.reader.queries import branch_in_order
from peaceinfra.core.prepared import Given, Prepared, prepare, prepared

# So many rows are read at once.
AT_ONCE = 500


class Following:
    """What hangs on all records of a reader beyond a key. It is to be closed, also where it is not followed to its end.

    gathered    {attribute of a page: what of other records is read for all of them}
    """

    def __init__(self, reader, viewer, key: int):
        queries = prepared(_beyond, viewer, reader, is_chosen=reader.is_chosen)
        self._branches = [_Branch(query.portions(AT_ONCE, key=key)) for query in queries]
        self.gathered = {
            name: read(viewer) for name, read in GATHERED_OF_ALL.items() if name in reader.gathered
        }

    def of(self, keys: Collection[int]) -> list[list[list]]:
        """For each branch the rows of these keys, which are beyond those that were asked for before."""
        last = max(keys)
        return [
            [orjson.loads(text) for owner, text in branch.up_to(last) if owner in keys]
            for branch in self._branches
        ]

    def close(self) -> None:
        for branch in self._branches:
            branch.close()


class _Branch:
    """Rows of (key of the record on which it hangs, its columns as JSON), in the order of the keys."""

    def __init__(self, portions: Generator[list[tuple[int, str]]]):
        self._portions, self._waiting, self._place = portions, [], 0

    def up_to(self, key: int) -> Iterator[tuple[int, str]]:
        while True:
            for place in range(self._place, len(self._waiting)):
                row = self._waiting[place]
                if row[0] > key:
                    self._place = place
                    return
                yield row
            self._waiting, self._place = next(self._portions, []), 0
            if not self._waiting:
                return

    def close(self) -> None:
        self._portions.close()


def _beyond(viewer, reader) -> tuple[Prepared, ...]:
    """The branches of `reading._beside`, of all records beyond a key, each by itself."""
    return tuple(_in_order(hanging) for hanging in hanging_on(reader, viewer))


def _in_order(hanging: Hanging) -> Prepared:
    rows, owner, columns, texts = hanging
    beyond = rows.order_by().filter(**{f"{owner.name}__gt": Given("key", BigIntegerField())})
    query = prepare(beyond.values_list(*columns))
    return branch_in_order(query, len(columns), columns.index(owner.attname), texts)
