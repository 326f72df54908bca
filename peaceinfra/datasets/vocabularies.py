"""Which class of codes a field has: Django keeps the codes alone, its docstring is wanted too."""

import sys
from collections.abc import Iterable, Iterator

from django.db.models import Choices, Field, Model


def vocabularies(model: type[Model], names: Iterable[str]) -> Iterator[tuple[str, type[Choices]]]:
    """(name, its class of codes) for the fields that have one, lists of codes among them."""
    for name in names:
        field = model._meta.get_field(name)
        field = getattr(field, "base_field", field)
        if field.flatchoices:
            yield name, vocabulary_of(model, field)


def vocabulary_of(model: type[Model], field: Field) -> type[Choices]:
    """The class whose codes and labels the field has, looked for where the model and its bases are written."""
    for base in model.__mro__:
        for member in (*vars(base).values(), *vars(sys.modules[base.__module__]).values()):
            if isinstance(member, type) and issubclass(member, Choices) and member.choices == field.choices:
                return member
    raise LookupError(f"{model.__name__} has a field whose codes are those of no class.")
