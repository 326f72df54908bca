"""Names and ids that UCDP writes as lists in one cell, beside one another."""

from peaceinfra.intake.cells import parts
from peaceinfra.intake.reading import Line
from peaceinfra.intake.report import Report


def named(line: Line, ids: str, names: str, known: dict[str, str], report: Report) -> list[tuple[str, str]]:
    """(id, name) of a list. Where a name holds a comma, each id has the name with which it stands alone elsewhere."""
    keys = list(dict.fromkeys(line.get(ids, [])))
    text = line.get(names, "")
    if not keys:
        return []
    if len(line.get(ids)) == 1:
        return [(keys[0], text)] if text else [(keys[0], known.get(keys[0], ""))]
    found = parts(text, ",")
    if len(found) == len(line.get(ids)):
        return list(dict(zip(line.get(ids), found, strict=True)).items())
    return [(key, known.get(key, "")) for key in keys]


def names_alone(lines: list[Line], pairs: list[tuple[str, str]]) -> dict[str, str]:
    """{id: name} of cells that hold one id, and of lists that are as long as their ids."""
    found = {}
    for line in lines:
        for ids, names in pairs:
            keys, text = line.get(ids, []), line.get(names, "")
            if len(keys) == 1 and text:
                found.setdefault(keys[0], text)
    for line in lines:
        for ids, names in pairs:
            keys, texts = line.get(ids, []), parts(line.get(names, ""), ",")
            if len(keys) == len(texts) > 1:
                for key, text in zip(keys, texts, strict=True):
                    found.setdefault(key, text)
    return found
