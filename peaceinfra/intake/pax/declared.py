"""PA-X, the Peace Agreements Database, and PAA-X, who signed: what is taken of each.

Both are under a licence that forbids to copy the database: ids, names, dates, codes and links are facts; the texts of
agreements, of their parties and descriptions are not taken.
"""

import re

from django.utils.translation import gettext_lazy as _

from peaceinfra.intake.cells import address, code, number
from peaceinfra.intake.countries import by_gleditsch_ward, by_three_letters
from peaceinfra.intake.declarations import (
    ANOTHER_REGISTER,
    LICENSED,
    NO_PLACE,
    OF_CONTENTS,
    SAID_ELSEWHERE,
    Column,
    Declaration,
    left_out,
)
from processes.choices import (
    ActorKind,
    AgreementScope,
    AgreementStage,
    AgreementStatus,
    Licence,
    SignatoryPart,
)

AGREEMENT, PROCESS, ACTOR = "pax_agreement", "pax_process", "paax"
CONFLICT, UCDP_AGREEMENT, UCDP_ACTOR = "ucdp_conflict", "ucdp_agreement", "ucdp_actor"
PAM, COW, STATE, EVENT = "pam_agreement", "cow_war", "gwno", "mend_event"

STAGES = code(
    {stage.value: stage for stage in AgreementStage if stage != AgreementStage.UNKNOWN}
    | {
        "Pre-negotiation/process": AgreementStage.PRE,
        "Ceasefire": AgreementStage.CEASEFIRE,
        "Ceasefire/related": AgreementStage.CEASEFIRE,
        "Framework-substantive, partial": AgreementStage.PARTIAL,
        "Framework/substantive - partial": AgreementStage.PARTIAL,
        "Framework-substantive, comprehensive": AgreementStage.COMPREHENSIVE,
        "Framework/substantive - comprehensive": AgreementStage.COMPREHENSIVE,
        "Implementation": AgreementStage.IMPLEMENTATION,
        "Implementation/renegotiation": AgreementStage.IMPLEMENTATION,
        "Renewal": AgreementStage.RENEWAL,
        "Other": AgreementStage.OTHER,
    },
    of="Pre, Cea, SubPar, SubComp, Imp, Ren, Oth",
)
SCOPES = code(
    {
        "Inter": AgreementScope.INTER,
        "Interstate": AgreementScope.INTER,
        "Interstate/interstate conflict(s)": AgreementScope.INTER,
        "InterIntra": AgreementScope.INTER_INTRA,
        "Interstate/mixed": AgreementScope.INTER_INTRA,
        "Interstate/intrastate conflict(s)": AgreementScope.INTER_INTRA,
        "Intra": AgreementScope.INTRA,
        "Intrastate": AgreementScope.INTRA,
        "Intrastate/intrastate conflict": AgreementScope.INTRA,
        "IntraLocal": AgreementScope.INTRA_LOCAL,
        "Local": AgreementScope.INTRA_LOCAL,
        "Intrastate/local conflict": AgreementScope.INTRA_LOCAL,
    },
    of="Inter, InterIntra, Intra, IntraLocal",
)
STATUSES = code(
    {
        "Multiparty signed/agreed": AgreementStatus.MULTIPARTY,
        "Unilateral document": AgreementStatus.UNILATERAL,
        "Agreement with subsequent status": AgreementStatus.SUBSEQUENT,
        "Subsequent status": AgreementStatus.SUBSEQUENT,
        "Status unclear": AgreementStatus.UNCLEAR,
    }
)
KINDS = code(
    {
        "Country/State": ActorKind.STATE,
        "Intergovernmental Organization": ActorKind.IGO,
        "Intergovernmental Organisation": ActorKind.IGO,
        "IGO": ActorKind.IGO,
        "Political Party": ActorKind.POLITICAL_PARTY,
        "Armed Organization": ActorKind.ARMED_ORGANISATION,
        "Armed Organisation": ActorKind.ARMED_ORGANISATION,
        "State Coalition": ActorKind.COALITION,
        "Umbrella": ActorKind.UMBRELLA,
        "Military": ActorKind.SECURITY_ORGAN,
        "Civil Society": ActorKind.OTHER,
        "Entity": ActorKind.OTHER,
        "Government/state": ActorKind.OTHER,
        "Other": ActorKind.OTHER,
    }
)

# Translations follow the English title without a space: “Final AgreementSpanish: Acuerdo Final”.
_TRANSLATION = re.compile(
    r"(?<=[^\s:])(?:Spanish|French|Portuguese|Arabic|Russian|Nepali|Indonesian|Bahasa|Burmese|Dari|Pashto|English): "
)


def title(text: str) -> str:
    """The title without its translations, for which the register has no place."""
    return _TRANSLATION.split(text)[0].rstrip()


_same = {
    "publisher": "University of Edinburgh",
    "url": "https://www.peaceagreements.org/",
    "licence": Licence.CC_BY_NC_SA,
    "terms": "CC BY-NC-SA 4.0",
}
_PLACES = (
    Column("Loc1ISO", "processes.countries", by_three_letters),
    Column("Loc2ISO", "processes.countries", by_three_letters),
    Column("Loc1GWNO", "processes.countries", by_gleditsch_ward),
    Column("Loc2GWNO", "processes.countries", by_gleditsch_ward),
)
# The codes of what a text says: groups, women, state, power-sharing, rights, justice, economy, land, security …
_CODES = (
    r"^(G[A-Z]|Ge[A-Z]|St[A-Z]|Pol($|[A-Z]|ps)|Ele|Civso|Tral|Pubad|Con(Gen|Ren|s$)|Pps|Terps|Tps|Eps|Mps|Hr|Cpr|Ser|Cit"
    r"|Med($|[A-Z])|Prot|RiOth|Jus|Dev|NEC|NatRes|IntFu|Bus|Tax|Ban|CenBan|La[A-Z]|Wat|Ssr|Ce($|Prov|Gen)|Ddr|Cor$"
    r"|Terr$|Tj|Im[A-Z])"
)

AGREEMENTS = Declaration(
    "PA-X Peace Agreements Database",
    AGREEMENT,
    "AgtId",
    (
        Column("AgtId", "external_ids.value", number, also=("agreement_id",), needed=True),
        Column("PP", "external_ids.value", number, needed=True),
        Column("PPName", "processes.name", needed=True),
        Column("Agt", "agreements.name", title, needed=True),
        Column("Dat", "agreements.start", is_day=True, needed=True),
        Column("Stage", "agreements.stage", STAGES),
        Column("Status", "agreements.status", STATUSES),
        Column("Agtp", "agreements.scope", SCOPES),
        *_PLACES,
        Column("UcdpCon", "external_ids.value", number),
        Column("UcdpAgr", "external_ids.value", number),
        Column("PamAgr", "external_ids.value", number),
        Column("CowWar", "external_ids.value", number),
        Column("PAX_Hyperlink", "agreements.url", address, also=("Hyperlink", "PAX link")),
        *left_out(LICENSED, "Part", "ThrdPart", "OthAgr", "description", "agt_dat"),
        *left_out(
            SAID_ELSEWHERE, "year", "stage_label", "stage_short", "stage_display", "agt_type", "stage - sort"
        ),
        *left_out(_("It is found from the countries."), "Reg"),
        *left_out(_("The place of the conflict is taken as codes of countries."), "Con"),
        *left_out(
            _("The register keeps the address of the page of an agreement, not of its file."), "PDF_Hyperlink"
        ),
        *left_out(NO_PLACE, "Contp", "Ver", "Lgt", "N_characters", "StageSub", "substage_label", "Interim"),
    ),
    patterns=((_CODES, OF_CONTENTS),),
    **_same,
)

_OF_ACTORS = (
    Column("id_paax", "external_ids.value", needed=True),
    Column("actor_name", "actors.name", needed=True),
    Column("actor_type", "actors.kind", KINDS, needed=True),
    Column("sub_type", "actors.kind"),
    Column("international", "actors.kind", number),
    Column("domestic", "actors.kind", number),
    Column("actor_iso3c", "actors.countries", by_three_letters),
    Column("actor_gwno", "external_ids.value", number),
    Column("abbreviation", "actor_names.name"),
    Column("ucdp_id", "external_ids.value", number),
    Column("ucdp_name", "actor_names.name"),
    *left_out(_("The same number stands in id_paax."), "actor_id"),
    *left_out(_("It is found from the countries."), "actor_country", "actor_region"),
    *left_out(ANOTHER_REGISTER, "acled_name", "acled_other"),
    *left_out(NO_PLACE, "cs_type", "un_type", "regional", "women"),
)
ACTORS = Declaration("PAA-X Peace Agreement Actors Dataset", ACTOR, "id_paax", _OF_ACTORS, **_same)
SIGNATORIES = Declaration(
    "PAA-X Peace Agreement Actors Dataset",
    ACTOR,
    "signatory_id",
    (
        Column("AgtId", "external_ids.value", number, needed=True),
        Column("agt_name", "agreements.name", needed=True),
        Column(
            "signatory_type",
            "signatories.part",
            code({"party": SignatoryPart.PARTY, "third party": SignatoryPart.THIRD_PARTY}),
            needed=True,
        ),
        Column("practical_third", "signatories.condition", number),
        Column("condition", "signatories.condition", code({f"C{n}": f"C{n}" for n in range(1, 5)})),
        Column("stage_process", "agreements.stage", STAGES),
        Column("agt_type", "agreements.scope", SCOPES),
        Column("UcdpAgr", "external_ids.value", number),
        *_OF_ACTORS,
        *left_out(
            _(
                "Its days are wrecked (blank, or day and month changed): the day at the end of agt_name is taken."
            ),
            "Dat",
        ),
        *left_out(_("The id follows from agreement, actor and part."), "signatory_id"),
        *left_out(LICENSED, "Part", "ThrdPart"),
        *left_out(
            _("It belongs to the agreement; PA-X says it."),
            *(
                "Con",
                "PPName",
                "Reg",
                "year",
                "Loc1ISO",
                "Loc2ISO",
                "Loc1GWNO",
                "Loc2GWNO",
                "UcdpCon",
                "PamAgr",
            ),
            *("CowWar", "PAX_Hyperlink", "PDF_Hyperlink"),
        ),
    ),
    **_same,
)
ALL = (AGREEMENTS, SIGNATORIES, ACTORS)
