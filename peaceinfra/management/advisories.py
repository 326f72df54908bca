"""Known vulnerabilities of what the register is made of, from a folder of advisories in the format of OSV.

Nothing is fetched: whoever has a copy of the advisories (`PyPI` and `npm` of osv.dev, unpacked) names its folder.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from peaceinfra.management.materials import Component

ECOSYSTEMS = {"PyPI": "pypi", "npm": "npm"}


def advisories_of(folder: Path) -> Iterator[dict]:
    for path in sorted(folder.rglob("*.json")):
        advisory = json.loads(path.read_text())
        if not advisory.get("withdrawn"):
            yield advisory


def affected(parts: Iterable[Component], advisories: Iterable[dict]) -> list[tuple[Component, str]]:
    """(component, id of the advisory) of each that speaks of a component at its version."""
    known = {(part.kind, part.name): part for part in parts}
    found = []
    for advisory in advisories:
        for entry in advisory.get("affected", ()):
            package = entry.get("package", {})
            kind = ECOSYSTEMS.get(package.get("ecosystem"))
            part = known.get((kind, _normal(kind, package.get("name", ""))))
            if part and _speaks_of(entry, part.version):
                found.append((part, advisory["id"]))
    return sorted(set(found), key=lambda pair: (pair[0].purl, pair[1]))


def _normal(kind, name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower() if kind == "pypi" else name


def _speaks_of(entry: dict, version: str) -> bool:
    if version in entry.get("versions", ()):
        return True
    ranges = [one for one in entry.get("ranges", ()) if one.get("type") in ("ECOSYSTEM", "SEMVER")]
    return any(_is_in(one.get("events", ()), _numbers(version)) for one in ranges)


def _is_in(events: Iterable[dict], version: tuple) -> bool:
    """Whether the last event at or before the version begins the fault. In doubt it is said once too often."""
    is_in = False
    for event in sorted(events, key=lambda event: _numbers(next(iter(event.values())))):
        if "introduced" in event and _numbers(event["introduced"]) <= version:
            is_in = True
        elif _has_ended(event, version):
            is_in = False
    return is_in


def _has_ended(event: dict, version: tuple) -> bool:
    if "fixed" in event:
        return _numbers(event["fixed"]) <= version
    return "last_affected" in event and _numbers(event["last_affected"]) < version


def _numbers(version: str) -> tuple[int, ...]:
    """Without zeros at the end: 2.0 is 2."""
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
