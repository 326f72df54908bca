"""The difference of two days of a process as it is told: three lists of changes, each with both answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from peaceinfra.analysis.collect import TwoDays, collect_network, collect_two_days
from peaceinfra.analysis.collect.difference import collect_markings_of
from peaceinfra.analysis.network.difference import ABSENT, Answer, Change
from peaceinfra.analysis.network.ties import keys_of
from peaceinfra.api.network import NetworkAnswer


@dataclass(frozen=True)
class DifferenceAnswer:
    """Two days, and how their records are told."""

    two: TwoDays
    days: tuple[date, date]
    recorded: date | None
    telling: NetworkAnswer

    def data(self) -> dict:
        found = self.two.found
        return {
            "process": self.telling.process(),
            "marking": self.telling.marking(self.telling.markings),
            "from": self.days[0],
            "to": self.days[1],
            "recorded": self.recorded,
            "world": list(self._changes(found.world)),
            "evidence": list(self._changes(found.evidence)),
            "learnt": list(self._changes(found.learnt)),
        }

    def _changes(self, changes: Iterable[Change]) -> Iterator[dict]:
        for change in changes:
            earliest, latest = change.days
            yield {
                "what": change.what.value,
                "kind": change.kind.value,
                "record": change.fact.public_id,
                "url": self.telling.record_address(change.fact),
                "label": change.name,
                "earliest": earliest,
                "latest": latest,
                "before": _answer(change.before),
                "after": _answer(change.after),
                "marking": self.telling.marking(keys_of(change)),
            }


def _answer(answer: Answer) -> dict | None:
    """None where there was no tie."""
    if answer == ABSENT:
        return None
    return {
        "certainty": answer.certainty.value,
        "word_passes": answer.way.value,
        "states": list(answer.states),
        "freshness": answer.freshness,
    }


def difference_answer(
    key: int, viewer, days: tuple[date, date], recorded: date | None, root: str, teams
) -> DifferenceAnswer:
    """The difference over what the viewer may see; the process is one that they may see."""
    two = collect_two_days(partial(collect_network, key, viewer), *days, recorded)
    keys = {key, *(found for change in two.found for found in keys_of(change))}
    markings = collect_markings_of(keys, viewer, recorded)
    telling = NetworkAnswer(two.facts, two.second, markings, root, teams, days[1])
    return DifferenceAnswer(two, days, recorded, telling)
