"""What an actor is, fact by fact; what is not recorded is said once, in one line at the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.core.countries import country_name
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.languages import language_name
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.cells import Cell, joined, said
from peaceinfra.dashboards.presenters.tables import words_of
from processes.choices import Cohesion, NameKind
from secretariats.choices import BodyForm, Closeness

#: Where each fact of a detail is read: {name in `ActorFacts.more`: (the detail, its field)}.
_SECRETARIAT = {
    "purpose": ("secretariat", "purpose"),
    "is_first_address": ("secretariat", "is_first_address"),
}
_SUPPORT_UNIT = {
    "full_time_staff": ("support_unit", "full_time_staff"),
    "has_standby_team": ("support_unit", "has_standby_team"),
    "standby_themes": ("support_unit", "standby_themes"),
    "roster_above": ("support_unit", "roster_above"),
    "clients": ("support_unit", "clients"),
}
_MEDIATOR = {"approach": ("mediator", "approach")}


def fact_rows(facts: ActorFacts) -> list[tuple[str, Cell, str]]:
    """(term, cell, what more there is to say) of each fact that is recorded."""
    return [row for row in _rows(facts) if row[1]]


def acronyms(facts: ActorFacts) -> list[str]:
    """Its acronyms, as far as its name does not say them already."""
    names = [part.values.name for part in facts.parts.of["names"] if part.values.kind == NameKind.ACRONYM]
    return [name for name in dict.fromkeys(names) if name not in facts.actor.name]


def name_then(facts: ActorFacts, day: date) -> str:
    """What it was called on the day, by its official names with dates; "" where none tells or it is its label."""
    dated = [part for part in _official(facts) if is_dated_name(part)]
    answers = [(derived.certainty(part, day), part.values.name) for part in dated]
    sure = {name: None for certainty, name in answers if certainty > Certainty.POSSIBLE}
    found = sure or {name: None for certainty, name in answers if certainty > Certainty.NO}
    if not found or [*found] == [facts.actor.name]:
        return ""
    words = (
        _("On %(day)s it was called %(names)s.")
        if sure
        else _("On %(day)s it may have been called %(names)s.")
    )
    return words % {"day": day_text(day), "names": _(" or ").join(found)}


def is_dated_name(name: PartFact) -> bool:
    return name.dates.bounds != Bounds()


def _official(facts: ActorFacts) -> list[PartFact]:
    """Its official names of any time: what is a former name today was official once."""
    kinds = (NameKind.OFFICIAL, NameKind.FORMER)
    return [part for part in facts.parts.of["names"] if part.values.kind in kinds]


def unrecorded(facts: ActorFacts) -> list[str]:
    """The terms of the facts that are not recorded, or not for the reader."""
    return [term for term, cell, _note in _rows(facts) if not cell]


def _rows(facts: ActorFacts) -> list[tuple[str, Cell, str]]:
    actor, more = facts.actor, facts.more
    rows = [
        (_("Usual level"), _said(actor.level_label, actor.level), ""),
        (_("Existed"), said(actor.dates.text), ""),
        (_("Countries"), _all(map(country_name, actor.countries)), ""),
    ]
    if more["constituencies"]:
        rows.append((_("Constituencies"), _all(more["constituencies"]), ""))
    if more["cohesion"] != Cohesion.NOT_RECORDED:
        rows.append((_("Cohesion of command"), said(Cohesion(more["cohesion"]).label), ""))
    if actor.form:
        rows += _body(facts)
    if actor.is_secretariat:
        rows += _detail(more, _SECRETARIAT)
    if more["is_support_unit"]:
        rows += _detail(more, _SUPPORT_UNIT)
    if more["languages"] is not None:
        rows += [(_("Languages"), _all(map(language_name, more["languages"])), "")]
        rows += _detail(more, _MEDIATOR)
    return rows


def _body(facts: ActorFacts) -> list[tuple[str, Cell, str]]:
    closeness = Closeness(facts.more["closeness"])
    rows = [
        (_("Seat"), _all(part.named["place"].name for part in facts.parts.of["seats"]), ""),
        (_("Closeness to power"), _said(closeness.label, closeness), ""),
    ]
    # A unit that serves whoever asks has no principals, so there is nothing to compute.
    if facts.principals or facts.actor.form != BodyForm.SUPPORT_UNIT:
        found = derived.composition(facts.served)
        note = _("(computed from the principals you may see that are parties)")
        rows.append((_("Composition"), _said(found.label, found), note))
    return rows


def _detail(more: dict, fields: dict[str, tuple[str, str]]) -> list[tuple[str, Cell, str]]:
    """Facts of a detail under the names that its own model gives them."""
    actor = models_by_kind()["act"]._meta
    rows = []
    for name, (detail, field) in fields.items():
        column = actor.get_field(detail).related_model._meta.get_field(field)
        words = str(column.verbose_name)
        rows.append((words[:1].upper() + words[1:], _all(words_of(column, more[name])), ""))
    return rows


def _all(words: Iterable[str]) -> Cell:
    return joined(map(said, words))


def _said(label, code) -> Cell:
    return "" if code in ("unknown", "not_recorded") else said(label)
