"""What an actor is, fact by fact; what is not recorded is said once, in one line at the end."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django_countries import countries

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect import ActorFacts
from peaceinfra.core.choices import INVENTED
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.sheets import Piece, language_name, words_of
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


def fact_rows(facts: ActorFacts) -> list[tuple[str, list[Piece], str]]:
    """(term, pieces, what more there is to say) of each fact that is recorded."""
    return [row for row in _rows(facts) if row[1]]


def acronyms(facts: ActorFacts) -> list[str]:
    """Its acronyms, as far as its name does not say them already."""
    names = [one.name for one in facts.names if one.kind == NameKind.ACRONYM]
    return [name for name in dict.fromkeys(names) if name not in facts.actor.name]


def unrecorded(facts: ActorFacts) -> list[str]:
    """The terms of the facts that are not recorded, or not for the reader."""
    return [term for term, pieces, _note in _rows(facts) if not pieces]


def country_name(code: str) -> str:
    return _("invented country") if code == INVENTED else str(dict(countries).get(code, code))


def _rows(facts: ActorFacts) -> list[tuple[str, list[Piece], str]]:
    actor, more = facts.actor, facts.more
    rows = [
        (_("Usual level"), _said(actor.level_label, actor.level), ""),
        (_("Existed"), [Piece(actor.dates.text)], ""),
        (_("Countries"), [Piece(country_name(code)) for code in actor.countries], ""),
    ]
    if more["constituencies"]:
        rows.append((_("Constituencies"), [Piece(one) for one in more["constituencies"]], ""))
    if more["cohesion"] != Cohesion.NOT_RECORDED:
        rows.append((_("Cohesion of command"), [Piece(str(Cohesion(more["cohesion"]).label))], ""))
    if actor.form:
        rows += _body(facts)
    if actor.is_secretariat:
        rows += _detail(more, _SECRETARIAT)
    if more["is_support_unit"]:
        rows += _detail(more, _SUPPORT_UNIT)
    if more["languages"] is not None:
        rows += [(_("Languages"), [Piece(language_name(code)) for code in more["languages"]], "")]
        rows += _detail(more, _MEDIATOR)
    return rows


def _body(facts: ActorFacts) -> list[tuple[str, list[Piece], str]]:
    closeness = Closeness(facts.more["closeness"])
    rows = [
        (_("Seat"), [Piece(one.named["place"].name) for one in facts.parts.of["seats"]], ""),
        (_("Closeness to power"), _said(closeness.label, closeness), ""),
    ]
    # A unit that serves whoever asks has no principals, so there is nothing to compute.
    if facts.principals or facts.actor.form != BodyForm.SUPPORT_UNIT:
        found = derived.composition(facts.principals)
        note = _("(computed from the principals you may see)")
        rows.append((_("Composition"), _said(found.label, found), note))
    return rows


def _detail(more: dict, fields: dict[str, tuple[str, str]]) -> list[tuple[str, list[Piece], str]]:
    """Facts of a detail under the names that its own model gives them."""
    actor = models_by_kind()["act"]._meta
    rows = []
    for name, (detail, field) in fields.items():
        column = actor.get_field(detail).related_model._meta.get_field(field)
        words = str(column.verbose_name)
        rows.append(
            (words[:1].upper() + words[1:], [Piece(str(one)) for one in words_of(column, more[name])], "")
        )
    return rows


def _said(label, code) -> list[Piece]:
    return [] if code in ("unknown", "not_recorded") else [Piece(str(label))]
