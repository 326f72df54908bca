"""All lists in one archive (ZIP) of one moment: tables, a description of them all, and words for people.

It is made while it is sent. While a list is read, its rows told as parts wait in files without a name on the disk; they
are gone when the list is told. Times in it are those of the day, so that it says nothing of when anything was written.
"""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from shutil import copyfileobj
from tempfile import TemporaryFile

import orjson

from peaceinfra.analysis.collect.markings import Marking, together
from peaceinfra.analysis.kinds import ENDPOINTS
from peaceinfra.api.codelists import CODES, code_lines
from peaceinfra.api.columns import described, fields_of
from peaceinfra.api.files import datapackage
from peaceinfra.api.files.about import About, holds, licences_of_list, together_licences
from peaceinfra.api.files.marking import MarkingRaised, marking_of_list
from peaceinfra.api.reader.reading import reader_of
from peaceinfra.api.reducing import Reducer
from peaceinfra.api.rendering import as_json
from peaceinfra.api.tables import PartLines, head, line_writer
from peaceinfra.api.telling import Teller
from processes.exports import added, count_restricted

CONTENT_TYPE = "application/zip"
PACKAGE, README = "datapackage.json", "README.txt"


@dataclass(frozen=True)
class ListedFile:
    """A list as a file of the archive.

    name    that of the list, such as `support-units`
    """

    name: str
    viewset: type
    teller: Teller

    @property
    def rows(self):
        return self.viewset.filterset_class.shown(self.teller.viewer)

    @cached_property
    def fields(self):
        return fields_of(described(self.viewset.serializer_class), False)

    @cached_property
    def parts(self) -> PartLines:
        return PartLines(self.fields, False)

    def marking(self) -> Marking:
        reader = reader_of(self.viewset.serializer_class, self.rows.model, False)
        return marking_of_list(self.viewset.filterset_class, reader, self.teller.viewer)

    def about(self, recorded: date) -> About:
        marking = self.marking()
        return About(
            title=self.name,
            description=holds(self.viewset),
            url=f"{self.teller.root}{self.name}/",
            filters={},
            as_of=None,
            recorded=recorded,
            marking=marking,
            teams=sorted(self.teller.teams[team] for team in marking.effective_teams),
            licences=licences_of_list(self.viewset.filterset_class, self.teller.viewer),
            restricted=count_restricted(self.rows, self.teller.viewer),
        )


def marking_of_all(files: Iterable[ListedFile]) -> Marking:
    return together([file.marking() for file in files])


class Sink:
    """What a ZIP is written to: it is taken from here piece by piece, and there is no way back."""

    def __init__(self):
        self._pieces: list[bytes] = []

    def write(self, piece) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def archive(files: list[ListedFile], about: About) -> Iterator[bytes]:
    """The pieces of the archive.

    about   what was said of it beforehand: where it is marked otherwise by now, it breaks off
    """
    abouts = {file.name: file.about(about.recorded) for file in files}
    if together([each.marking for each in abouts.values()]) != about.marking:
        raise MarkingRaised
    # Each kind is counted once: some lists hold again what stands in others.
    restricted = added(row for name in ENDPOINTS.values() for row in abouts[name].restricted)
    about = replace(about, licences=together_licences(abouts.values()), restricted=restricted)
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as written:
        described = datapackage.package(
            about, [(file.name, file.fields, abouts[file.name]) for file in files]
        )
        texts = {
            README: datapackage.readme(about).encode(),
            PACKAGE: as_json(described, orjson.OPT_INDENT_2),
        }
        for name, text in texts.items():
            written.writestr(_entry(name, about.recorded), text)
        for file in files:
            for _piece in _tables(written, file, about.recorded):
                yield sink.taken()
        with written.open(_entry(f"{CODES}.csv", about.recorded), "w") as entry:
            entry.write("".join(code_lines()).encode())
    yield sink.taken()


def _tables(written: zipfile.ZipFile, file: ListedFile, day: date) -> Iterator[None]:
    """Writes the table of a list, then those of its parts; comes back after each piece."""
    with ExitStack() as waiting:
        parts = {name: waiting.enter_context(TemporaryFile()) for name in file.parts.heads}
        for name, text in file.parts.heads.items():
            parts[name].write(text.encode())
        write, reducer = line_writer(file.fields), Reducer(file.teller.viewer)
        with written.open(_entry(f"{file.name}.csv", day), "w") as entry:
            entry.write(head(file.fields).encode())
            for told in file.teller.pages(file.viewset):
                records = reducer.reduced(told)
                entry.write("".join(map(write, records)).encode())
                for name, part in parts.items():
                    part.write(file.parts.of(name, records).encode())
                yield
        for name, part in parts.items():
            part.seek(0)
            with written.open(_entry(datapackage.path_of(file.name, name), day), "w") as entry:
                copyfileobj(part, entry)
            yield


def _entry(name: str, day: date) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
