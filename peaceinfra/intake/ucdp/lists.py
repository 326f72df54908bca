"""Names and ids that UCDP writes as lists in one cell, beside one another."""

import re

from peaceinfra.intake.reading import Line

# A comma in brackets is part of a name: “Military faction (forces of A, B & C)”.
_BETWEEN = re.compile(r",(?![^(]*\))")


def names_in(text: str) -> list[str]:
    return [name.strip() for name in _BETWEEN.split(text) if name.strip()]


def named(line: Line, ids: str, names: str, known: dict[str, str]) -> list[tuple[str, str]]:
    """(id, name) of a list. Where a name holds a comma, the names that are known tell which it is."""
    keys, text = list(dict.fromkeys(line.get(ids, []))), line.get(names, "")
    if len(line.get(ids, [])) <= 1:
        return [(key, text or known.get(key, "")) for key in keys]
    found = names_in(text)
    if len(found) == len(line.get(ids)):
        return list(dict(zip(line.get(ids), found, strict=True)).items())
    unknown = [key for key in keys if not known.get(key)]
    if len(unknown) == 1:
        for key in keys:
            text = text.replace(known.get(key) or "\0", "", 1)
        return [(key, known.get(key) or text.strip(" ,")) for key in keys]
    return [(key, known.get(key, "")) for key in keys]


def names_alone(lines: list[Line], pairs: list[tuple[str, str]]) -> dict[str, str]:
    """{id: name} of cells that hold one id, and of lists that are as long as their ids."""
    alone, listed = {}, {}
    for line in lines:
        for ids, names in pairs:
            keys, text = line.get(ids, []), line.get(names, "")
            if len(keys) == 1 and text:
                alone.setdefault(keys[0], text)
            elif len(keys) == len(texts := names_in(text)):
                for key, name in zip(keys, texts, strict=True):
                    listed.setdefault(key, name)
    return listed | alone
