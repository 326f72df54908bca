"""The bill of materials: what the register is made of, from the hashed pins and the manifest of vendored files.

CycloneDX 1.5 as JSON. It names no time and no random number, so that the same pins give the same bytes.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Component:
    """A package of Python (`pypi`) or of the browser (`npm`), at one version."""

    kind: str
    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"

    def as_json(self) -> dict:
        found = {
            "type": "library",
            "bom-ref": self.purl,
            "name": self.name,
            "version": self.version,
            "purl": self.purl,
        }
        if self.licence:
            found["licenses"] = [{"license": {"name": self.licence}}]
        # A pin holds a hash for each file of a version: which was installed depends on the machine.
        found["properties"] = [{"name": "pin:sha256", "value": digest} for digest in self.hashes]
        return found


def pinned(text: str) -> Iterator[Component]:
    """The packages of a file of pins, each with the hashes that stand under it."""
    for block in re.split(r"\n(?=\S)", text.replace("\\\n", " ")):
        pin = PIN.match(block)
        if pin:
            name = re.sub(r"[-_.]+", "-", pin["name"]).lower()
            yield Component("pypi", name, pin["version"], licence_of(name), tuple(HASH.findall(block)))


def licence_of(name: str) -> str:
    """As the package says it, where it is installed; else nothing."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    said = about.get("License-Expression") or about.get("License") or ""
    return said.strip().partition("\n")[0]


def vendored(text: str) -> Iterator[Component]:
    """The packages of the browser, each with the hashes of its files."""
    files: dict[tuple, list[str]] = {}
    for file in json.loads(text)["files"]:
        files.setdefault((file["package"], file["version"], file["licence"]), []).append(file["sha256"])
    for (name, version, licence), hashes in files.items():
        yield Component("npm", name, version, licence, tuple(hashes))


def components(root: Path) -> list[Component]:
    """All that is installed to serve the register; what only the tests need is not part of it."""
    found = [
        *pinned((root / "requirements.txt").read_text()),
        *vendored((root / "static/vendor/manifest.json").read_text()),
    ]
    return sorted(found, key=lambda component: component.purl)


def bill(name: str, version: str, parts: list[Component]) -> dict:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": name, "name": name, "version": version}},
        "components": [part.as_json() for part in parts],
    }
