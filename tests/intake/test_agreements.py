"""Agreements of UCDP, PA-X and PAA-X: their processes, signatories and ids, in whatever order they come."""

import pytest

from peaceinfra.core.identity import key_from
from processes.models import (
    Actor,
    Agreement,
    AgreementConflict,
    ConflictLink,
    ExternalId,
    OpenMatch,
    PeaceProcess,
    Role,
    Signatory,
    Source,
)
from tests.factories import (
    ActorFactory,
    AgreementFactory,
    ConflictFactory,
    ExternalIdFactory,
    SignatoryFactory,
)
from tests.intake.conftest import cited, ids_of, rolled_back, warned, written

pytestmark = pytest.mark.django_db

UCDP = (
    "paid|gwno|conflict_id|conflict_name|dyad_name|actor_id|actor_name|incompatibility|pa_name|pa_date|pa_type"
    "|ended|duration|linktofulltextagreement|procID|ref |pa_comment|version"
)
UCDP_ROW = [
    "8801",
    "775",
    "700, 701",
    "Thailand: Tenasserim, Thailand: Government",
    "Government of Thailand - BTT, Government of Thailand - Forces (of A, B & C)",
    "9003, 9001, 9004, 7777",
    "Government of Thailand, BTT, Forces (of A, B & C), United Nations",
    "1, 2",
    "Accord of the Two Rivers",
    "8/31/1994",
    "2",
    "True",
    "1/2/1990",
    "http://example.org/a%20b",
    "-99",
    "1",
    "Long words that nobody may copy.",
    "77.1",
]

PAX = (
    "Con|Contp|PP|PPName|AgtId|Agt|Dat|Status|Agtp|Stage|Part|Loc1ISO|Loc2ISO|UcdpCon|UcdpAgr|PamAgr|CowWar|GCh"
    "|PpsGe:St|PAX_Hyperlink"
)


def pax(**cells):
    usual = {
        "Con": "Papua New Guinea/(Bougainville)",
        "PP": "41",
        "PPName": "Two Rivers process",
        "AgtId": "601",
        "Agt": "Accord of the Two\nRivers",
        "Dat": "1994-08-31",
        "Status": "Multiparty signed/agreed",
        "Agtp": "Intra",
        "Stage": "SubPar",
        "Part": "Names\n\n" + "and words " * 2_000,
        "Loc1ISO": "THA",
        "Loc2ISO": "N/A",
        "UcdpCon": "700",
        "UcdpAgr": "NA",
        "GCh": "1",
        "PAX_Hyperlink": "https://example.org/agreements/601/",
    }
    return [(usual | cells).get(name, "") for name in PAX.split("|")]


PAAX = (
    "signatory_id|AgtId|agt_name|signatory_type|practical_third|condition|id_paax|actor_name|actor_type|sub_type"
    "|international|actor_iso3c|actor_gwno|abbreviation|ucdp_id|ucdp_name|Dat|stage_process|agt_type|Part"
)


def paax(**cells):
    usual = {
        "AgtId": "601",
        "agt_name": "Accord of the Two Rivers (31/08/1994)",
        "signatory_type": "party",
        "id_paax": "ARM_31",
        "actor_name": "Border Tigers",
        "actor_type": "Armed Organization",
        "actor_iso3c": "THA",
        "Dat": "1994-12-05",
        "stage_process": "Framework-substantive, partial",
        "agt_type": "Intrastate",
        "Part": "Words",
    }
    return [(usual | cells).get(name, "") for name in PAAX.split("|")]


def register():
    return (
        sorted(Actor.objects.values_list("pk", "name", "kind", "countries")),
        sorted(
            Agreement.objects.values_list("pk", "name", "process", "stage", "status", "scope", "start", "url")
        ),
        sorted(PeaceProcess.objects.values_list("pk", "name", "countries", "start", "end")),
        sorted(Signatory.objects.values_list("pk", "agreement", "actor", "part", "condition")),
        sorted(Role.objects.values_list("pk", "process", "actor", "kind", "start", "end")),
        sorted(ExternalId.objects.values_list("pk", "subject", "scheme", "value", "match")),
    )


def test_an_agreement_of_ucdp_has_its_conflicts_and_those_who_signed(write, run):
    report = run("import_ucdp", agreements=write("ucdp-peace-agreements-771.csv", UCDP, UCDP_ROW))
    found = Agreement.objects.get()
    assert (found.name, found.start, found.end_kind, found.settlement, found.countries, found.process) == (
        "Accord of the Two Rivers",
        "1994-08-31",
        "unknown",
        "partial",
        ["MM"],
        None,
    )
    assert warned(report) == [(2, "duration", "1990-01-02")]
    assert sorted(found.conflict_links.values_list("conflict__name", flat=True)) == [
        "Thailand: Government",
        "Thailand: Tenasserim",
    ]
    assert AgreementConflict.objects.count() == 2
    assert ids_of(found) == [("ucdp_agreement", "8801", "exact")]
    assert cited(found) == [("UCDP Peace Agreement Dataset, version 77.1", "paid 8801")]
    [file] = report["files"]
    assert file["days"] == "MM/DD/YYYY"
    assert file["columns"]["ref"]["taken"] == file["columns"]["pa_comment"]["taken"] == 0


def test_the_others_who_signed_beside_the_parties_are_third_parties(write, run):
    row = [*UCDP_ROW]
    row[4:7] = [
        "Government of Thailand - BTT ",
        "9003, 9001, 7777",
        "Government of Thailand, BTT , United Nations",
    ]
    run("import_ucdp", agreements=write("agreements.csv", UCDP, row))
    assert sorted(Signatory.objects.values_list("actor__name", "part")) == [
        ("BTT", "party"),
        ("Government of Thailand", "party"),
        ("United Nations", "third_party"),
    ]


def test_an_agreement_of_pax_comes_with_its_process_and_without_its_texts(write, run):
    conflict = ConflictFactory()
    ExternalIdFactory(subject=conflict, scheme="ucdp_conflict", value="700")
    rows = [
        pax(),
        pax(
            AgtId="602.0",
            Agt="Later accord",
            Dat="1996-02-01",
            Stage="Xyz",
            Agtp="IntraLocal",
            Loc1ISO="MMR",
            CowWar="931",
        ),
    ]
    report = run("import_pax", write("pax_v7_excerpt.csv", PAX, *rows), level=1)
    process = PeaceProcess.objects.get()
    assert (
        process.name,
        process.countries,
        process.start_kind,
        process.start,
        process.end,
        process.level,
    ) == (
        "Two Rivers process",
        ["MM", "TH"],
        "first_cited",
        "1994-08-31",
        "1996-02-01",
        1,
    )
    assert ids_of(process) == [
        ("cow_war", "931", "related"),
        ("pax_process", "41", "exact"),
        ("ucdp_conflict", "700", "broad"),
    ]
    first, second = Agreement.objects.order_by("start")
    assert (first.pk, first.name, first.stage, first.status, first.scope, first.is_local, first.url) == (
        key_from("agr", "pax_agreement", "601"),
        "Accord of the Two Rivers",
        "SubPar",
        "multiparty",
        "intra",
        False,
        "https://example.org/agreements/601/",
    )
    assert (second.stage, second.is_local, ids_of(second)) == (
        "unknown",
        True,
        [("pax_agreement", "602", "exact")],
    )
    assert [link.conflict for link in ConflictLink.objects.all()] == [conflict]
    assert warned(report) == [(3, "Stage", "Xyz")]
    [file] = report["files"]
    assert file["columns"]["Part"] == {
        "taken": 0,
        "left_out": {
            "The licence allows ids, names, dates, codes and links, not the texts of the source.": 2
        },
    }
    assert file["columns"]["GCh"]["left_out"] == {
        "It codes the contents of a text; the register links texts and does not code them.": 2
    }
    source = Source.objects.get()
    assert (source.name, source.licence) == ("PA-X Peace Agreements Database, version 7", "cc_by_nc_sa")


def test_a_newer_edition_changes_in_place_what_it_calls_otherwise(write, run):
    run(
        "import_pax",
        write("pax_v9.csv", PAX, pax(), pax(AgtId="603", PP="42", PPName="Hill process", Agt="Hill pact")),
    )
    before = dict(PeaceProcess.objects.values_list("name", "pk"))
    # Another name, another id, days with slashes, ids as fractions; one agreement belongs to another process now.
    rows = [
        pax(PP="77.0", PPName="Rivers I process", AgtId="601.0", Dat="31/08/1994"),
        pax(AgtId="603.0", PP="77.0", PPName="Rivers I process", Agt="Hill pact", Dat="01/02/1995"),
        pax(AgtId="604.0", PP="42.0", PPName="Hills process", Agt="Second pact", Dat="03/02/1997"),
    ]
    report = run("import_pax", write("explorer_v10.csv", PAX, *rows, encoding="utf-8-sig"))
    assert report["files"][0]["days"] == "DD/MM/YYYY"
    after = dict(PeaceProcess.objects.values_list("name", "pk"))
    assert after == {
        "Rivers I process": before["Two Rivers process"],
        "Hills process": before["Hill process"],
    }
    assert Agreement.objects.get(name="Hill pact").process_id == after["Rivers I process"]
    assert cited(Agreement.objects.get(name="Hill pact")) == [
        ("PA-X Peace Agreements Database, version 10", "AgtId 603")
    ]
    assert written(report)["agreements"] == (1, 1, 1)


def test_who_signed_comes_from_paax_with_the_day_at_the_end_of_the_name(write, run):
    rows = [
        paax(),
        paax(
            id_paax="NGO_9",
            actor_name="Catholic Church",
            actor_type="Civil Society",
            sub_type="Non-governmental Organization",
            international="1",
            signatory_type="third party",
        ),
        paax(
            id_paax="NGO_8",
            actor_name="Catholic Church",
            actor_type="Civil Society",
            practical_third="1",
            condition="C4",
        ),
        paax(
            id_paax="CON_5",
            actor_name="Thailand",
            actor_type="Country/State",
            actor_gwno="800",
            abbreviation="TH",
            AgtId="",
            agt_name="",
        ),
    ]
    report = run("import_paax", write("paax_v0.9.csv", PAAX, *rows))
    agreement = Agreement.objects.get()
    assert (agreement.name, agreement.start, agreement.stage, agreement.process) == (
        "Accord of the Two Rivers",
        "1994-08-31",
        "SubPar",
        None,
    )
    assert sorted(Signatory.objects.values_list("actor__name", "actor__kind", "part", "condition")) == [
        ("Border Tigers", "armed_organisation", "party", ""),
        ("Catholic Church", "ingo", "third_party", ""),
        ("Catholic Church", "other", "party", "third party in practice (C4)"),
    ]
    state = Actor.objects.get(name="Thailand")
    assert (ids_of(state), [name.name for name in state.names.all()]) == (
        [("gwno", "800", "close"), ("paax", "CON_5", "exact")],
        ["TH"],
    )
    assert warned(report) == [(5, "AgtId", "")]


def test_pax_and_paax_make_the_same_register_in_either_order(write, run):
    files = {
        "import_pax": write("pax_v9.csv", PAX, pax()),
        "import_paax": write(
            "paax_v0.2.csv",
            PAAX,
            paax(),
            paax(
                id_paax="IGO_5",
                actor_name="União",
                actor_type="Intergovernmental Organization",
                signatory_type="third party",
            ),
        ),
    }
    seen = []
    for order in (["import_pax", "import_paax"], ["import_paax", "import_pax"]):
        with rolled_back():
            for command in order:
                run(command, files[command])
            seen.append(register())
            for command in order:
                assert all(counts[:2] == (0, 0) for counts in written(run(command, files[command])).values())
    assert seen[0] == seen[1]
    assert sorted(role[3:] for role in seen[0][4]) == [
        ("party", "1994-08-31", "1994-08-31"),
        ("third_party", "1994-08-31", "1994-08-31"),
    ]


def test_an_id_of_ucdp_is_a_match_only_where_a_name_agrees_and_it_stands_on_one_actor(write, run):
    tigers, other = ActorFactory(name="The Border Tigers"), ActorFactory(name="Lake Front")
    ExternalIdFactory(subject=tigers, scheme="ucdp_actor", value="9001")
    ExternalIdFactory(subject=other, scheme="ucdp_actor", value="9002")
    rows = [
        paax(ucdp_id="9001", ucdp_name="BTT", abbreviation="BTT"),
        paax(id_paax="ARM_32", actor_name="Something else", ucdp_id="9002", ucdp_name="Something else"),
    ]
    report = run("import_paax", write("paax_v0.2.csv", PAAX, *rows))
    assert report["matched"] == 1
    assert ("paax", "ARM_31", "exact") in ids_of(tigers)
    assert sorted(name.name for name in tigers.names.all()) == ["BTT", "Border Tigers"]
    new = Actor.objects.get(name="Something else")
    assert ("ucdp_actor", "9002", "close") in ids_of(new)
    assert [(row.value, row.record_id) for row in OpenMatch.objects.all()] == [("ARM_32", new.pk)]
    [waiting] = report["candidates"]
    assert (waiting["value"], [candidate["id"] for candidate in waiting["candidates"]]) == (
        "ARM_32",
        [other.public_id],
    )


def test_a_signatory_that_is_recorded_already_is_cited_and_not_doubled(write, run):
    tigers, agreement = ActorFactory(), AgreementFactory()
    ExternalIdFactory(subject=tigers, scheme="paax", value="ARM_31")
    ExternalIdFactory(subject=agreement, scheme="pax_agreement", value="601")
    mine = SignatoryFactory(agreement=agreement, actor=tigers, part="party")
    path = write("paax_v0.2.csv", PAAX, paax())
    report = run("import_paax", path)
    assert (Signatory.objects.get(), report["there_already"]) == (mine, 3)
    assert cited(mine) == [("PAA-X Peace Agreement Actors Dataset, version 0.2", "AgtId 601")]
    assert all(counts[:2] == (0, 0) for counts in written(run("import_paax", path)).values())
