"""The tables of the Uppsala Conflict Data Program that are taken in, with their columns of 2022 and 2025."""

from django.utils.translation import gettext_lazy as _

from peaceinfra.intake.cells import address, code, many, number, year, yes
from peaceinfra.intake.countries import by_gleditsch_ward
from peaceinfra.intake.declarations import (
    COUNTED_ELSEWHERE,
    OF_CONTENTS,
    SAID_ELSEWHERE,
    WORDS,
    Column,
    Declaration,
    left_out,
)
from processes.choices import ActorKind, Incompatibility, Licence, Settlement

PUBLISHER = "Uppsala Conflict Data Program"
URL = "https://ucdp.uu.se/downloads/"

ACTOR, CONFLICT, DYAD = "ucdp_actor", "ucdp_conflict", "ucdp_dyad"
AGREEMENT, PROCESS, STATE = "ucdp_agreement", "ucdp_process", "gwno"

ONLY_GROUPS = _("It is about groups that fight one another without a state; such conflicts have no place.")

KINDS = code(
    {
        "1": ActorKind.ARMED_ORGANISATION,
        "2": ActorKind.INFORMAL_ARMED_GROUP,
        "3": ActorKind.COMMUNAL_GROUP,
        "4": ActorKind.STATE,
    }
)
_ISSUES = {"1": Incompatibility.TERRITORY, "2": Incompatibility.GOVERNMENT, "3": Incompatibility.BOTH}
_issues = many(code(_ISSUES))


def incompatibility(text: str) -> str:
    """`1`, `2`, `3`, and of several conflicts `2, 1`."""
    found = set(_issues(text))
    return found.pop() if len(found) == 1 else Incompatibility.BOTH


_same = {"publisher": PUBLISHER, "url": URL, "licence": Licence.CC_BY, "terms": "CC BY"}
_ids = many(number)

ACTORS = Declaration(
    "UCDP Actor Dataset",
    ACTOR,
    "ActorId",
    (
        Column("ActorId", "external_ids.value", number, also=("actor_id", "side_id"), needed=True),
        Column("NameData", "actors.name", also=("Name",), needed=True),
        Column("NameOrig", "actor_names.name", needed=True),
        Column("NameOrigFull", "actor_names.name", also=("NameOrigFullMotherTongue",)),
        Column("NameOrigFullEng", "actor_names.name"),
        Column("NewName", "actor_names.name", also=("NewNames",)),
        Column("NewNameFullMotherTongue", "actor_names.name", also=("NewNameFull",)),
        Column("NewNameFullEng", "actor_names.name"),
        Column("NameChange", "actor_names.kind", yes),
        Column("Org", "actors.kind", KINDS),
        Column("ActorIdPrev", "lineages.origin", _ids, also=("PrevActorId",)),
        Column("ActorIdSplitTemp", "lineages.origin", _ids),
        Column("ActorIdAlliance", "lineages.actor", _ids),
        Column("ActorIdGroup", "lineages.actor", _ids),
        Column("GWNOLoc", "actors.countries", many(by_gleditsch_ward), also=("GWNoLocation",)),
        Column("Version", "sources.name"),
        *left_out(
            SAID_ELSEWHERE,
            *("Splinter", "NamePrev", "SplitTemp", "NameSplitTemp", "Alliance", "NameAlliance"),
            *("JoinGroup", "GroupName", "Location", "Region"),
        ),
        *left_out(
            _("Who fights in which conflict comes from the datasets of conflicts and dyads, with years."),
            *("ConflictId", "DyadId", "PrimaryParty"),
        ),
        *left_out(ONLY_GROUPS, "NSID", "NSCoalition", "NSCoalitionID"),
        *left_out(COUNTED_ELSEWHERE, "OSID", "OSCoalition", "OSCoalitionID"),
    ),
    edition="Version",
    days="mdy",
    **_same,
)

_SIDES = (
    Column("side_a", "actors.name", also=("SideA",), needed=True),
    Column("side_a_id", "conflict_parties.actor", _ids, also=("SideAID",), needed=True),
    Column("side_a_2nd", "actors.name", also=("SideA2nd",)),
    Column("side_a_2nd_id", "conflict_parties.actor", _ids, also=("SideA2ndID",)),
    Column("side_b", "actors.name", also=("SideB",), needed=True),
    Column("side_b_id", "conflict_parties.actor", _ids, also=("SideBID",), needed=True),
    Column("side_b_2nd", "actors.name", also=("SideB2nd",)),
    Column("side_b_2nd_id", "conflict_parties.actor", _ids, also=("SideB2ndID",)),
    Column("gwno_a", "external_ids.value", _ids, also=("GWNoA",)),
    Column("gwno_b", "external_ids.value", _ids, also=("GWNoB",)),
    Column("gwno_a_2nd", "external_ids.value", _ids, also=("GWNoA2nd",)),
    Column("gwno_b_2nd", "external_ids.value", _ids, also=("GWNoB2nd",)),
)
_ABOUT = (
    Column("conflict_id", "external_ids.value", number, also=("ConflictId", "new_id"), needed=True),
    Column("location", "conflicts.name", needed=True),
    Column("incompatibility", "conflicts.incompatibility", incompatibility, also=("Incomp",), needed=True),
    Column("territory_name", "conflicts.territory", also=("Territory",)),
    Column("year", "conflict_parties.start", year, needed=True),
    Column("gwno_loc", "conflicts.countries", many(by_gleditsch_ward), also=("GWNoLoc",)),
    Column("version", "sources.name"),
    *left_out(SAID_ELSEWHERE, "region"),
    *left_out(
        COUNTED_ELSEWHERE,
        *("intensity_level", "intensity", "cumulative_intensity", "cum_int", "type_of_conflict", "type"),
    ),
)
OF_A_PAIR = _("The register dates the parts of single parties, not of pairs.")

DYADS = Declaration(
    "UCDP Dyadic Dataset",
    DYAD,
    "dyad_id",
    (
        Column("dyad_id", "external_ids.value", number, also=("DyadId",), needed=True),
        *_SIDES,
        *_ABOUT,
        *left_out(OF_A_PAIR, "start_date", "start_prec", "start_date2", "start_prec2"),
    ),
    edition="version",
    days="mdy",
    **_same,
)
CONFLICTS = Declaration(
    "UCDP/PRIO Armed Conflict Dataset",
    CONFLICT,
    "conflict_id",
    (
        *_SIDES,
        *_ABOUT,
        Column("start_date", "conflicts.start", also=("StartDate",), is_day=True, needed=True),
        Column("start_prec", "conflicts.start", number, also=("StartPrec",)),
        Column("ep_end", "conflicts.end", yes, needed=True),
        Column("ep_end_date", "conflicts.end", also=("EpEndDate",), is_day=True),
        *left_out(
            _("The years of an episode stand at the parties who fought in it."),
            *("start_date2", "start_prec2", "ep_end_prec"),
        ),
    ),
    edition="version",
    days="mdy",
    **_same,
)
# Codes of what a text provides for.
_CODED = """
cease intarmy ddr withd mil_prov pp intgov intciv elections interim natalks shagov
pol_prov aut fed ind ref shaloc regdev cul demarcation locgov terr_prov amn pris recon
return justice_prov reaffirm outlin pko gender co_impl termdur inclusive out_iss frame
"""
AGREEMENTS = Declaration(
    "UCDP Peace Agreement Dataset",
    AGREEMENT,
    "paid",
    (
        Column("paid", "external_ids.value", number, also=("PAID", "pa_id"), needed=True),
        Column("pa_name", "agreements.name", also=("name",), needed=True),
        Column("pa_date", "agreements.start", is_day=True, needed=True),
        Column("gwno", "agreements.countries", many(by_gleditsch_ward)),
        Column("conflict_id", "agreement_conflicts.conflict", _ids),
        Column("conflict_name", "conflicts.name"),
        Column("dyad_name", "signatories.part"),
        Column("actor_id", "signatories.actor", _ids),
        Column("actor_name", "actors.name"),
        Column("incompatibility", "conflicts.incompatibility", incompatibility),
        Column(
            "pa_type",
            "agreements.settlement",
            code({"1": Settlement.FULL, "2": Settlement.PARTIAL, "3": Settlement.PROCESS}),
        ),
        Column("ended", "agreements.end_kind", yes),
        Column("duration", "agreements.end", is_day=True),
        Column("linktofulltextagreement", "agreements.url", address, also=("link",)),
        Column("procID", "external_ids.value", number, also=("proc_id",)),
        Column("version", "sources.name"),
        *left_out(SAID_ELSEWHERE, "region", "year", "dyad_id", "no_dyad", "txt"),
        *left_out(WORDS, "pa_comment", "pa_sign", "c_sign", "pa_3rd", "c_3rd", "c_duration"),
        *left_out(
            OF_CONTENTS,
            *_CODED.split(),
        ),
        *left_out(COUNTED_ELSEWHERE, "noconf17", "noconf5"),
        *left_out(
            _("It is about the dataset, not about an agreement."),
            "dateintervalstart_meta",
            "dateintervalend_meta",
        ),
    ),
    edition="version",
    days="mdy",
    **_same,
)
ALL = (ACTORS, CONFLICTS, DYADS, AGREEMENTS)
