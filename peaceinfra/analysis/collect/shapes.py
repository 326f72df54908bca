"""From a table to facts by declaration: which columns are copied, which are actors, which are codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Model, Q, TextChoices

from peaceinfra.analysis.collect.rows import DATES, dates_of
from peaceinfra.analysis.facts import ActorFact


@dataclass(frozen=True)
class Shape:
    """How rows of one model become facts.

    plain     {name in the fact: column}
    codes     {name in the fact: vocabulary}, for columns of that name
    actors    names in the fact that are foreign keys to an actor
    needs     those of `actors` without which there is no fact, because the actor was retired
    """

    fact: type
    model: type[Model]
    plain: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, type[TextChoices]] = field(default_factory=dict)
    actors: Sequence[str] = ()
    needs: Sequence[str] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return ("pk", *(f"{name}_id" for name in self.actors), *self.plain.values(), *self.codes, *DATES)

    def rows(self, viewer, condition: Q) -> list[tuple]:
        """What the viewer may see, the earliest first; one query."""
        rows = self.model.objects.shown_to(viewer).filter(condition)
        return list(rows.order_by("start_max", "start_min", "pk").values_list(*self.columns))

    def named(self, rows: Sequence[tuple]) -> set[int | None]:
        """The keys of the actors that the rows name."""
        return {key for row in rows for key in row[1 : 1 + len(self.actors)]}

    def facts(self, rows: Sequence[tuple], actors: Mapping[int, ActorFact], **more: Mapping[int, object]) -> list:
        """`more`: {name in the fact: {key of the row: value}} for what is kept in other tables."""
        return [fact for row in rows if (fact := self._fact(row, actors, more))]

    def _fact(self, row: tuple, actors, more):
        key, rest = row[0], row[1 : -len(DATES)]
        found = {name: actors.get(at) for name, at in zip(self.actors, rest, strict=False)}
        if any(found[name] is None for name in self.needs):
            return None
        others = dict(zip((*self.plain, *self.codes), rest[len(self.actors) :], strict=True))
        words = {name: code(others.pop(name)) for name, code in self.codes.items()}
        kept = {name: values[key] for name, values in more.items() if key in values}
        return self.fact(key=key, dates=dates_of(row[-len(DATES) :]), **found, **others, **words, **kept)


def alike(*names: str) -> dict[str, str]:
    """Columns that have the same name in the fact."""
    return {name: name for name in names}
