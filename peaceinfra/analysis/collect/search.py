"""What a search finds: records by their names, their countries and places, and their ids, best first, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.core.choices import INVENTED
from peaceinfra.core.countries import codes_named, country_name
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.searched import Match, matching_rows
from peaceinfra.core.text import folded, words_as_typed
from processes.choices import ActorKind
from processes.merged import merged_into
from processes.models import ActorName, ExternalId, Place
from secretariats.choices import BodyForm

#: So many are listed; whoever finds more writes more of the name.
MOST = 50
# With fewer, and none that has just this name, names that are almost written so are listed as well.
_ENOUGH = 10
# Where the countries of a record stand.
_COUNTRIES = {
    "act": ("countries",),
    "pro": ("countries",),
    "cfl": ("countries",),
    "evt": ("countries", "process__countries"),
    "agr": ("countries", "process__countries"),
    "chn": ("process__countries",),
    "com": ("place__country",),
}
# Rows that are asked for: several may be of one record.
_ROWS = 4 * (MOST + 1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, and why.

    kind     in words; of an actor what it is
    reason   label, name, place, country, id or key
    by       the name, the place, the countries or the id that has the words, as it is shown
    is_near  a word is one letter away from what was typed
    """

    subject: Subject
    kind: str
    reason: str
    by: str = ""
    is_near: bool = False
    is_fictional: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """`near`: those that are almost written so. `has_more`: some were left out."""

    exact: Sequence[Hit] = ()
    near: Sequence[Hit] = ()
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.exact or self.near)


def collect_found(text: str, viewer) -> Found:
    """Records with all words of the text in a name, in any order and script, or with the text as an id.

    Inside the `viewing` of the viewer. One query for names, another for what is almost written so; one for each kind
    of record that is found, and one for each kind of reason.
    """
    words = list(dict.fromkeys(words_as_typed(text)))
    if not words:
        return Found()
    exact = _first_of_each([*_by_key(text, viewer), *_exact(text, words)])
    near = {}
    is_whole = any(set(words_as_typed(match.text)) == set(words) for match in exact.values())
    if len(exact) < _ENOUGH and not is_whole:
        near = {key: match for key, match in _first_of_each(_near(words)).items() if key not in exact}
    chosen = dict(list((exact | near).items())[: MOST + 1])
    hits = _hits(chosen, words, set(near), viewer)
    return Found(
        [hit for hit in hits[:MOST] if not hit.is_near],
        [hit for hit in hits[:MOST] if hit.is_near],
        len(chosen) > MOST,
    )


def _by_key(text: str, viewer) -> list[Match]:
    """The record whose public id was typed, if there is such an id; of one that was merged the kept record."""
    try:
        _kind, key = parse_public_id(text.strip())
    except UnknownId:
        return []
    kept = merged_into([key], viewer).get(key)
    key = kept.pk if kept else key
    return [Match(key, key, "key", "")]


def _exact(text: str, words) -> list[Match]:
    scheme, _colon, value = (part.strip().lower() for part in text.rpartition(":"))
    countries = [codes_named(word) for word in words]
    return matching_rows(words, countries, phrase=folded(text), identifier=(scheme, value), most=_ROWS)


def _near(words) -> list[Match]:
    """Rows that have each word, or one that is a letter away from it, in the name or as a country."""
    return matching_rows(words, [codes_named(word, typos=True) for word in words], typos=True, most=_ROWS)


def _first_of_each(matches) -> dict[int, Match]:
    """{key of a record: the best match of it}"""
    found = {}
    for match in matches:
        found.setdefault(match.record, match)
    return found


def _hits(matches: dict[int, Match], words, near, viewer) -> list[Hit]:
    records = [Record(pk=key, kind=kind) for key, kind in prepared(_records, viewer).rows(keys=matches)]
    subjects = collect_subjects(records, viewer)
    about, reasons = _about(records, viewer), _reasons(matches.values(), viewer)
    codes = {word: codes_named(word, typos=bool(near)) for word in words}
    hits = []
    for key, match in matches.items():
        if (subject := subjects.get(key)) is None:
            continue
        countries, kind = about.get(key, ((), subject.kind))
        reason, by = match.reason, reasons.get((match.reason, match.row), "")
        if reason == "label" and (named := _countries_named(match, codes, countries)):
            reason, by = "country", named
        hits.append(Hit(subject, kind, reason, by, key in near, INVENTED in countries))
    return hits


def _countries_named(match: Match, codes: Mapping[str, set[str]], countries) -> str:
    """Those of its countries that stand for words that its name has not; `codes`: {word: those that it names}."""
    named = set().union(*(found for word, found in codes.items() if word not in match.text))
    return ", ".join(country_name(code) for code in countries if code in named)


def _records(viewer) -> Prepared:
    rows = Record.objects.shown_to(viewer).filter(pk__any_of=Keys("keys"))
    return prepare(rows.values_list("pk", "kind"))


def _about(records, viewer) -> dict[int, tuple[Sequence[str], str]]:
    """{key: (codes of its countries, what it is in words)}"""
    keys = defaultdict(list)
    for record in records:
        keys[record.kind].append(record.pk)
    found = {}
    for kind, paths in _COUNTRIES.items():
        if not keys[kind]:
            continue
        words = models_by_kind()[kind]._meta.verbose_name
        for key, *columns in prepared(_with_countries, viewer, kind, paths).rows(keys=keys[kind]):
            named, what = columns[: len(paths)], columns[len(paths) :]
            codes = next(filter(None, named), ())
            found[key] = (codes, _kind_of_actor(*what) if what else words)
    return found


def _with_countries(viewer, kind: str, paths: tuple[str, ...]) -> Prepared:
    columns = ("pk", *paths, "kind", "body__form") if kind == "act" else ("pk", *paths)
    rows = models_by_kind()[kind].objects.shown_to(viewer).filter(pk__any_of=Keys("keys"))
    return prepare(rows.values_list(*columns))


def _kind_of_actor(kind: str, form: str | None) -> str:
    return BodyForm(form).label if form else ActorKind(kind).label


def _reasons(matches, viewer) -> dict[tuple[str, int], str]:
    """{(reason, key of the row that bears it): as it is shown}"""
    found = {}
    for reason, model in (("name", ActorName), ("place", Place), ("id", ExternalId)):
        if keys := [match.row for match in matches if match.reason == reason]:
            rows = model.objects.shown_to(viewer).in_bulk(keys)
            found |= {(reason, key): str(row) for key, row in rows.items()}
    return found
