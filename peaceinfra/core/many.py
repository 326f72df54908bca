"""Many records, gone through portion by portion: of those that are kept elsewhere, one portion is held at a time.

What is asked of a list of records is asked of `Records` in the same words. They are made anew each time they are gone
through, so what is changed in one of them is forgotten, unless its portion is told to `keep`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

from django.db.models import Model


class Portion(list):
    """Some records, together."""

    def keep(self) -> None:
        """What was changed in them stays. In those that are held anyway it does."""


class Group(Protocol):
    """New records of one model, made anew each time."""

    def __len__(self) -> int: ...
    def portions(self) -> Iterator[Portion]: ...
    def keys(self) -> Iterable[int]: ...
    def among(self, keys: set[int]) -> Iterator[Model]: ...


class Records:
    """Records of some models: of each model, groups of new ones that are kept elsewhere, and lists."""

    def __init__(self, groups: dict[type[Model], list[Group | list]]):
        self._groups = groups

    def __len__(self) -> int:
        return sum(len(group) for groups in self._groups.values() for group in groups)

    def __iter__(self) -> Iterator[Model]:
        for portion in self.portions():
            yield from portion

    def portions(self) -> Iterator[Portion]:
        for groups in self._groups.values():
            for group in groups:
                yield from [Portion(group)] if isinstance(group, list) else group.portions()

    def by_model(self) -> dict[type[Model], "Records"]:
        return {model: Records({model: groups}) for model, groups in self._groups.items()}

    def of_models(self, is_meant: Callable[[type[Model]], bool]) -> "Records":
        return Records({model: groups for model, groups in self._groups.items() if is_meant(model)})

    def groups(self) -> dict[type[Model], list[Group | list]]:
        return {model: [*groups] for model, groups in self._groups.items()}


def by_model(records: Iterable[Model]) -> dict[type[Model], Iterable[Model]]:
    """{model: its records}, in the order given."""
    if isinstance(records, Records):
        return records.by_model()
    found = defaultdict(list)
    for record in records:
        found[type(record)].append(record)
    return found


def of_models(records: Iterable[Model], is_meant: Callable[[type[Model]], bool]) -> Iterable[Model]:
    """Those whose model is meant, in the order given."""
    if isinstance(records, Records):
        return records.of_models(is_meant)
    return [record for record in records if is_meant(type(record))]


def portions_of(records: Iterable[Model]) -> Iterator[Portion]:
    return records.portions() if isinstance(records, Records) else iter([Portion(records)])


def joined(*many: Iterable[Model]) -> list[Model] | Records:
    """All of them; those of one model together where some are `Records`."""
    if not any(isinstance(records, Records) for records in many):
        return [*chain.from_iterable(many)]
    groups = defaultdict(list)
    for records in many:
        found = records.groups() if isinstance(records, Records) else by_model(records)
        for model, ones in found.items():
            groups[model] += ones if isinstance(records, Records) else [ones]
    return Records(dict(groups))


def keys_of(records: Iterable[Model]) -> Iterator[int]:
    """Their keys, without making a record."""
    for group in _groups_of(records):
        yield from (record.pk for record in group) if isinstance(group, list) else group.keys()


def among(records: Iterable[Model], keys: set[int]) -> Iterator[Model]:
    """Those with one of these keys."""
    for group in _groups_of(records):
        if isinstance(group, list):
            yield from (record for record in group if record.pk in keys)
        else:
            yield from group.among(keys)


def stored_of(records: Iterable[Model]) -> list[Model]:
    """Those that are stored already."""
    held = (group for group in _groups_of(records) if isinstance(group, list))
    return [record for group in held for record in group if not record._state.adding]


def new_keys(records: Iterable[Model], model: type[Model] | None = None) -> set[int]:
    """The keys of those that are not stored yet, of one model or of all."""
    found = set()
    for group in _groups_of(of_models(records, lambda other: model is None or issubclass(other, model))):
        if isinstance(group, list):
            found |= {record.pk for record in group if record._state.adding}
        else:
            found.update(group.keys())
    return found


def _groups_of(records):
    if isinstance(records, Records):
        return chain.from_iterable(records.groups().values())
    return [[*records]]
