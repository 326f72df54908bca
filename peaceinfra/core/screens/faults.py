"""What is wrong with a screen, as a list at its head: each line leads to the field at fault."""

from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst


class Fault(NamedTuple):
    """`target`: the id of the field or of the section; `where`: its name. Both are empty for the whole record."""

    target: str
    where: str
    message: str


def faults_on(form, formsets) -> list[Fault]:
    """The faults in the order of the screen; what is wrong with the record as a whole comes where its form stands."""
    found = [*faults_in(form, "")] if form.is_bound else []
    for formset in formsets:
        if not formset.is_bound:
            continue
        options, section = formset.model._meta, f"{formset.prefix}-group"
        found += [
            Fault(section, capfirst(options.verbose_name_plural), message)
            for message in formset.non_form_errors()
        ]
        for number, row in enumerate(formset.forms, start=1):
            found += faults_in_row(row, f"{capfirst(options.verbose_name)} {number}: ", section)
    return found


def faults_in_row(row, before: str, section: str):
    """The faults of a row, and of the rows within it."""
    yield from faults_in(row, before, section)
    for inner in getattr(row, "inner_sets", ()):
        name = capfirst(inner.model._meta.verbose_name)
        for number, form in enumerate(inner.forms if inner.is_bound else (), start=1):
            yield from faults_in(form, f"{before}{name} {number}: ", section)


def faults_in(form, before: str, section=""):
    """The faults of one form; `before` its name, `section` the id of what it stands in."""
    for name, messages in form.errors.items():
        if name == NON_FIELD_ERRORS:
            yield from (Fault(section, before.rstrip(": "), message) for message in messages)
            continue
        bound = form[name]
        target = section if bound.is_hidden else bound.auto_id
        yield from (Fault(target, f"{before}{bound.label}", message) for message in messages)
