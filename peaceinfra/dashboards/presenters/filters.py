"""The form of a list, made from its FilterSet: what is chosen stays chosen, and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peaceinfra.core.filter_fields import CodesField


@dataclass(frozen=True, slots=True)
class Input:
    """One control. `choices` is empty for a text."""

    name: str
    label: str
    value: str
    choices: Sequence[tuple[str, str]] = ()
    error: str = ""


def inputs_of(found, names: Sequence[str]) -> list[Input]:
    """The controls of these filters, in this order."""
    return [_input(found, name) for name in names]


def narrowed_to(found, names: Sequence[str]) -> list[tuple[str, str]]:
    """(name, label) of the filters that the address uses and the form does not show."""
    used = [name for name in found.filters if name not in names and found.data and found.data.get(name)]
    return [(name, str(found.filters[name].label)) for name in used]


def _input(found, name: str) -> Input:
    filter_field = found.filters[name]
    choices = filter_field.field.choices if isinstance(filter_field.field, CodesField) else ()
    error = " ".join(found.errors.get(name, ()))
    return Input(name, str(filter_field.label), (found.data or {}).get(name, ""), choices, error)
