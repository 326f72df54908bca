"""Names and ids that MEND writes as lists beside one another, and which are not always equally long."""

from itertools import groupby


def paired(names: list[str], ids: list[str]) -> list[tuple[str, str]] | None:
    """(name, id) place by place; an id that is written twice in a row counts once where the lists agree then.

    None where they do not: then no id is known to be that of a name.
    """
    if len(names) != len(ids):
        ids = [value for value, _repeated in groupby(ids)]
    if len(names) != len(ids):
        return None
    return [(name, value) for name, value in zip(names, ids, strict=True) if name or value]
