"""MEND, the Mediation Event and Negotiators Database of PeaceRep: what is taken of its events and its actors."""

from django.utils.translation import gettext_lazy as _

from peaceinfra.intake.cells import Unread, code, in_places, is_missing, number, parts, year, yes
from peaceinfra.intake.countries import by_name, by_three_letters
from peaceinfra.intake.declarations import NO_PLACE, SAID_ELSEWHERE, WORDS, Column, Declaration, left_out
from processes.choices import ActorKind, EventKind, Licence

EVENT, ACTOR, PERSON, PARTY = "mend_event", "mend_actor", "mend_person", "mend_party"
PAAX, UCDP_ACTOR, UCDP_CONFLICT, PAX_AGREEMENT, STATE = (
    "paax",
    "ucdp_actor",
    "ucdp_conflict",
    "pax_agreement",
    "gwno",
)

VIRTUAL = "virtual"
_places = in_places(";")


def countries(text: str) -> list[str]:
    """`Israel; Sudan` → [IL, SD]"""
    found = []
    for name in parts(text, ";"):
        if is_missing(name):
            continue
        country = by_name(name)
        if country is None:
            raise Unread(_("names what is no country here"))
        found.append(country)
    return list(dict.fromkeys(found))


def country_of_place(text: str) -> str | None:
    """Three letters; 0 where it was virtual."""
    return None if text in {"0", "0.0"} else by_three_letters(text)


def how_many(text: str) -> str:
    """`2`, or `2+` for two or more."""
    digits = number(text.removesuffix("+"))
    return (digits or "") + ("+" if text.endswith("+") else "")


def coordinate(text: str) -> float | None:
    if text.casefold() == VIRTUAL:
        return None
    try:
        return float(text)
    except ValueError:
        raise Unread(_("is no coordinate")) from None


_same = {
    "publisher": "PeaceRep",
    "authors": "Peter, Badanjak, D'Amico, Houghton",
    "url": "https://doi.org/10.7910/DVN/PYRHS6",
    "licence": Licence.NONE_KNOWN,
    "terms": "To be cited as doi 10.7910/DVN/PYRHS6 (2025)",
}
EVENTS = Declaration(
    "MEND Mediation Event and Negotiators Database",
    EVENT,
    "med_event_ID",
    (
        Column("med_event_ID", "external_ids.value", needed=True),
        Column("conflict_country", "events.countries", countries, needed=True),
        Column("conflict_id", "event_conflicts.conflict", number),
        Column(
            "med_location - MULTISELECT", "places.name", also=("med_location", "med_location_MULTISELECT")
        ),
        Column("med_loc_cty", "places.country", country_of_place),
        Column("med_loc_x", "coordinates.longitude", coordinate),
        Column("med_loc_y", "coordinates.latitude", coordinate),
        Column("Day", "events.start", number),
        Column("Month", "events.start", number, needed=True),
        Column("Year", "events.start", year, needed=True),
        Column("third_party", "participations.actor", _places, needed=True),
        Column("third_party_id_MEND", "participations.actor", _places, needed=True),
        Column("third_party_id_PAAX", "external_ids.value", _places),
        Column("num_med", "events.number_of_third_parties", how_many),
        Column("individual_med_named", "participations.actor", _places),
        Column("med_scope", "participations.actor", _places),
        Column("local_parties", "participations.actor", _places),
        Column("local_party_id", "participations.actor", _places),
        Column("num_local", "events.number_of_parties", how_many),
        Column("agmt", "events.agreement_reached", yes),
        Column("agmt_name", "events.outcome"),
        Column("agmt_id_PAX", "events.agreement", number),
        Column("source_urls", "sources.url", _places),
        Column("shuttle", "events.kind", yes),
        Column("med_type", "events.kind", code({"M": EventKind.MEDIATION, "MR": EventKind.ABOUT_MEDIATION})),
        *left_out(WORDS, "Summary"),
        *left_out(SAID_ELSEWHERE, "conflict_counry_ID", "conflict_country_ID", "third_party_id_GW"),
        *left_out(
            _("It may name a body, a format of talks or a process: an analyst decides which."),
            "groupings_mechanisms",
        ),
        *left_out(NO_PLACE, "med_bias", "local_indiv_group", "if_loc_belig"),
    ),
    **_same,
)
ACTORS = Declaration(
    "MEND Mediation Event and Negotiators Database, actors",
    ACTOR,
    "MEND_ID",
    (
        Column("MEND_ID", "external_ids.value", needed=True),
        Column("ActorName", "actors.name", also=("actor_name",), needed=True),
        Column("PAAX_ID", "external_ids.value"),
        Column("GW_ID", "external_ids.value", number),
        Column(
            "actor_classification_mend",
            "actors.kind",
            code(
                {
                    "CON": ActorKind.STATE,
                    "IGO": ActorKind.IGO,
                    "ARM": ActorKind.ARMED_ORGANISATION,
                    "POL": ActorKind.POLITICAL_PARTY,
                    "MIL": ActorKind.SECURITY_ORGAN,
                    "UMB": ActorKind.UMBRELLA,
                    "NGO": ActorKind.OTHER,
                    "ENT": ActorKind.OTHER,
                    "OTH": ActorKind.OTHER,
                }
            ),
        ),
        *left_out(SAID_ELSEWHERE, "actor_classification"),
    ),
    **_same,
)
ALL = (EVENTS, ACTORS)
