"""Releases: frozen public editions of the register, as files that are never changed.

No release names an individual or a local mediator, or holds what hangs on one. They are raised, and what holds a name
of theirs in its text, in a transaction that is taken back, and the rest is read as anybody reads it: the same rule
decides that decides everywhere.
"""

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from peaceinfra.api.addresses import ENDPOINTS
from peaceinfra.api.digest import records_in_order
from peaceinfra.api.reducing import Reducer
from peaceinfra.api.rendering import as_json
from peaceinfra.api.telling import Teller
from peaceinfra.api.withheld import Names, ids_gone, without
from peaceinfra.core.choices import Level
from peaceinfra.core.registry import key_of, models_by_kind
from peaceinfra.core.visibility import PUBLIC, viewing
from peaceinfra.core.visibility.locks import lock_markings
from processes.choices import ActorKind
from processes.exports import by_sources
from processes.models import Actor, ActorName, Source

T = TypeVar("T")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EDITION = re.compile(rf"({NAME.pattern})(\.[1-9][0-9]*)?")
MANIFEST, WITHDRAWN, TOMBSTONES = "manifest.json", "withdrawn.json", "tombstones.jsonl"
REASON = "withdrawn for safety"
# So many records are reduced at once, where their licences ask for it.
AT_ONCE = 500
_WITHHELD = (
    "No individual and no local mediator is named, also in no text, and nothing that hangs on one is told. Answers"
    " that ask for clearance, such as who reaches whom, are left out. Addresses begin below the root of the API."
    " What rests only on sources whose licences do not allow it is reduced to its id, or left out."
)


class ReleaseError(ValueError):
    """The release cannot be made, or is not there."""


@dataclass(frozen=True)
class Release:
    """One edition, as a folder of files. Of a withdrawn one nothing is left but that it was withdrawn, and why."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def withdrawal(self) -> dict | None:
        path = self.folder / WITHDRAWN
        return json.loads(path.read_text()) if path.exists() else None

    @property
    def manifest(self) -> dict:
        return json.loads((self.folder / MANIFEST).read_text())

    def read(self, read: Callable[[], T]) -> T | None:
        """What is read of an open edition; None where it is closed, also where it is just being closed."""
        if self.withdrawal:
            return None
        try:
            return read()
        except FileNotFoundError:
            if self.withdrawal:  # before its files are gone
                return None
            raise

    def file(self, name: str) -> Path | None:
        """The path of one of its files; None for what is none."""
        listed = {entry["name"] for entry in self.manifest["files"]} | {MANIFEST}
        return self.folder / name if name in listed else None


def releases() -> list[Release]:
    """All editions, by name."""
    root = settings.RELEASES
    folders = sorted(root.iterdir()) if root.exists() else []
    return [Release(folder) for folder in folders if EDITION.fullmatch(folder.name)]


def release(name: str) -> Release | None:
    return next((found for found in releases() if found.name == name), None)


def ids_of(made: Release) -> set[str]:
    """The ids of the records in an open edition."""
    return {record["id"] for _kind, record in _records_of(made)}


def make_release(name: str) -> Release:
    """Raises ReleaseError for a name that cannot be used, or is in use."""
    if not NAME.fullmatch(name):
        raise ReleaseError(f"“{name}” is no name of a release: use small letters, digits and single hyphens.")
    if release(name):
        raise ReleaseError(f"There is a release “{name}”. A release is never changed: choose another name.")
    reducer = Reducer(PUBLIC)
    return _written(name, _public_records(reducer), lambda: [row.data() for row in by_sources(reducer.times)])


def withdraw(name: str, ids: Iterable[str]) -> Release:
    """Closes an edition and makes the next one without these records, and without what names them."""
    old, ids = release(name), set(ids)
    if old is None or old.withdrawal:
        raise ReleaseError(f"There is no open release “{name}”.")
    missing = ids - {record["id"] for _kind, record in _records_of(old)}
    if not ids or missing:
        raise ReleaseError(f"Not in this release: {', '.join(sorted(missing)) or 'no id was given'}.")
    gone = ids_gone(lambda: _records_of(old), ids)
    base, _dot, edition = name.partition(".")
    following = f"{base}.{int(edition or 0) + 1}"

    def records():
        for kind, record in _records_of(old):
            if record["id"] not in gone:
                yield kind, without(record, gone)

    restricted = [
        row | {"sources": [source for source in row["sources"] if source not in gone]}
        for row in old.manifest.get("restricted_by_licence", [])
    ]
    tombs = sorted({*gone, *_tombs(old)})
    made = _written(following, records(), lambda: restricted, gone=tombs, replaces=old)
    _close(old, following)
    return made


# --- what is in a release ---


def _public_records(reducer: Reducer) -> Iterator[tuple[str, dict]]:
    """(kind, record) of all that a release tells. What is raised for it is lowered again at its end."""
    with transaction.atomic():
        lock_markings(alone=True)
        names = _raise_those_in_danger()
        with viewing(PUBLIC):
            teller = Teller(PUBLIC, "")
            for kind in ENDPOINTS:
                # What has no marking of its own could not be raised.
                told = (record for record in records_in_order(teller, kind) if not names.are_in(record))
                while portion := list(islice(told, AT_ONCE)):
                    yield from ((kind, record) for record in reducer.reduced(portion))
        transaction.set_rollback(True)


def _raise_those_in_danger() -> Names:
    """Individuals and local mediators, and every public record with a name of theirs in a text; these names."""
    in_danger = Actor.objects.filter(Q(kind=ActorKind.INDIVIDUAL) | Q(mediator__isnull=False))
    keys = list(in_danger.values_list("pk", flat=True))
    also = ActorName.objects.filter(actor__in=keys).values_list("name", flat=True)
    names = Names([*in_danger.values_list("name", flat=True), *also])
    in_danger.update(level=Level.STRICT)
    with viewing(PUBLIC):
        teller = Teller(PUBLIC, "")
        found = {
            model: [
                key_of(model, record["id"])
                for record in records_in_order(teller, kind)
                if names.are_in(record)
            ]
            for kind, model in models_by_kind().items()
            if kind in ENDPOINTS and names
        }
    for model, keys in found.items():
        if any(field.name == "level" for field in model._meta.fields):
            model.objects.filter(pk__in=keys).update(level=Level.STRICT)
    return names


def _records_of(made: Release) -> Iterator[tuple[str, dict]]:
    for entry in made.manifest["files"]:
        if "kind" in entry:
            with (made.folder / entry["name"]).open(encoding="utf-8") as lines:
                for line in lines:
                    yield entry["kind"], json.loads(line)


def _tombs(made: Release) -> list[str]:
    path = made.folder / TOMBSTONES
    return [json.loads(line)["id"] for line in path.read_text().splitlines()] if path.exists() else []


# --- its files ---


def _written(name: str, records, restricted, gone=(), replaces: Release | None = None) -> Release:
    """Writes beside, and puts in place what is whole.

    restricted  gives, once the records are written, how many are not whole, by licence and source
    """
    settings.RELEASES.mkdir(parents=True, exist_ok=True)
    unfinished = settings.RELEASES / f"_{name}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    counts, licences = Counter(dict.fromkeys(ENDPOINTS, 0)), Counter()
    opened = {kind: (unfinished / f"{name}.jsonl").open("wb") for kind, name in ENDPOINTS.items()}
    try:
        for kind, record in records:
            opened[kind].write(as_json(record, orjson.OPT_APPEND_NEWLINE))
            counts[kind] += 1
            if kind == "src":
                licences[record["licence"]] += 1
    finally:
        for file in opened.values():
            file.close()
    if gone:
        lines = [json.dumps({"id": key, "op": "gone"}) for key in gone]
        (unfinished / TOMBSTONES).write_text("".join(f"{line}\n" for line in lines))
    as_of = replaces.manifest["as_of"] if replaces else timezone.now().isoformat(timespec="seconds")
    manifest = _manifest(name, unfinished, counts, licences, as_of) | {"restricted_by_licence": restricted()}
    manifest |= {"replaces": replaces.name, "reason": REASON} if replaces else {}
    (unfinished / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    for path in unfinished.iterdir():
        path.chmod(0o444)
    unfinished.rename(settings.RELEASES / name)
    return Release(settings.RELEASES / name)


def _manifest(name, folder: Path, counts: Counter, licences: Counter, as_of: str) -> dict:
    files = [
        _entry(folder / f"{listed}.jsonl") | {"kind": kind, "records": counts[kind]}
        for kind, listed in ENDPOINTS.items()
    ]
    if (folder / TOMBSTONES).exists():
        files.append(_entry(folder / TOMBSTONES))
    return {
        "name": name,
        "as_of": as_of,
        "schema_version": settings.SPECTACULAR_SETTINGS["VERSION"],
        "records": sum(counts.values()),
        "tlp": Level(PUBLIC.level).tlp,
        "withheld": _WITHHELD,
        "licences": {"of": str(Source._meta.verbose_name_plural), "counts": dict(sorted(licences.items()))},
        "citation": f"peaceinfra, the register of peace-process infrastructure. Release {name}, as of {as_of[:10]}.",
        "files": files,
    }


def _entry(path: Path) -> dict:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _close(old: Release, following: str) -> None:
    """The mark first: from then on nothing of it is served."""
    said = {"name": old.name, "reason": REASON, "replaced_by": following}
    (old.folder / f"{WITHDRAWN}.new").write_text(json.dumps(said) + "\n")
    (old.folder / f"{WITHDRAWN}.new").rename(old.folder / WITHDRAWN)
    for path in old.folder.iterdir():
        if path.name != WITHDRAWN:
            path.unlink()
