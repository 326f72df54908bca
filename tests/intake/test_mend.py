"""MEND: third parties by their id, local parties whose number is not always that of UCDP, dates, places, pages."""

import pytest

from peaceinfra.core.identity import key_from
from processes.models import Actor, Coordinates, Event, Participation, Place, Source
from tests.factories import ActorFactory, ExternalIdFactory
from tests.intake.conftest import cited, ids_of, warned, written

pytestmark = pytest.mark.django_db

EVENTS = (
    "med_event_ID|conflict_country|conflict_counry_ID|conflict_id|med_location - MULTISELECT|med_loc_cty|med_loc_x"
    "|med_loc_y|Day|Month|Year|third_party|third_party_id_MEND|third_party_id_PAAX|num_med|med_scope"
    "|individual_med_named|local_parties|local_party_id|num_local|agmt|agmt_name|agmt_id_PAX|Summary|source_urls"
    "|shuttle|med_type"
)
ACTORS = "MEND_ID|PAAX_ID|GW_ID|ActorName|actor_classification_mend"
NORWAY = ["CON_81", "CON_81", "385", "Norway", "CON"]
UNION = ["IGO_87", "IGO_87", "", "AU", "IGO"]
UNION_IN_FULL = ["IGO_87", "IGO_87", "", "African Union", "IGO"]
KUWAIT = ["CON_563", "CON_563", "692", "Kuwait", "CON"]


def event(**cells):
    usual = {
        "med_event_ID": "LIB202401-1",
        "conflict_country": "Libya",
        "Day": "12",
        "Month": "1",
        "Year": "2024",
        "third_party": "Norway",
        "third_party_id_MEND": "CON_81",
        "num_med": "1",
        "num_local": "0",
        "agmt": "0",
        "Summary": "A sentence.",
        "med_type": "M",
    }
    return [(usual | cells).get(name, "") for name in EVENTS.split("|")]


def took_part(value="LIB202401-1"):
    rows = Participation.objects.filter(event=key_from("evt", "mend_event", value))
    return sorted(rows.values_list("actor__name", "part", "on_behalf_of__name"))


def test_an_event_has_who_mediated_between_whom_and_on_which_pages_it_is_told(write, run):
    row = event(
        third_party="AU; Norway",
        third_party_id_MEND="IGO_87;CON_81",
        individual_med_named="Aïcha Ben-X; John Y",
        med_scope="indnam7;NL",
        local_parties="جيش الاختبار; Rebels (Generic)",
        local_party_id="NL;MEND",
        num_local="2+",
        shuttle="1",
        source_urls="https://example.org/a;  https://example.org/b;ICGLINK",
    )
    actors = write("mend_actors.csv", ACTORS, NORWAY, UNION, UNION_IN_FULL)
    report = run("import_mend", write("mend_2026.csv", "\ufeff" + EVENTS, row), actors=actors)
    found = Event.objects.get()
    assert (found.name, found.kind, found.countries, found.start, found.number_of_parties, found.process) == (
        "Libya: AU, Norway with جيش الاختبار, Rebels (Generic)",
        "shuttle",
        ["LY"],
        "2024-01-12",
        "2+",
        None,
    )
    assert took_part() == [
        ("African Union", "mediator", None),
        ("Aïcha Ben-X", "mediator", None),
        ("Norway", "mediator", None),
        ("جيش الاختبار", "party", None),
    ]
    union = Actor.objects.get(name="African Union")
    assert (union.pk, union.kind, [name.name for name in union.names.all()]) == (
        key_from("act", "paax", "IGO_87"),
        "igo",
        ["AU"],
    )
    assert ids_of(union) == [("mend_actor", "IGO_87", "exact"), ("paax", "IGO_87", "exact")]
    assert ("gwno", "385", "close") in ids_of(Actor.objects.get(name="Norway"))
    pages = Source.objects.filter(kind="website")
    assert sorted(pages.values_list("name", "url")) == [
        ("example.org", "https://example.org/a"),
        ("example.org", "https://example.org/b"),
    ]
    assert (
        "MEND Mediation Event and Negotiators Database, version 2026",
        "med_event_ID LIB202401-1",
    ) in cited(found)
    assert warned(report) == [(2, "individual_med_named", "John Y"), (2, "source_urls", "ICGLINK")]
    assert sum(report["no_place"].values()) == 1
    [_actors, events] = report["files"]
    assert events["columns"]["Summary"]["taken"] == 0


def test_a_number_is_an_id_of_ucdp_only_where_the_name_agrees(write, run):
    state = ActorFactory(name="Government of Qatar", kind="state")
    front = ActorFactory(name="River Front", kind="armed_organisation")
    ExternalIdFactory(subject=state, scheme="ucdp_actor", value="127")
    ExternalIdFactory(subject=front, scheme="ucdp_actor", value="303")
    row = event(local_parties="River Front; Armed Forces of X", local_party_id="303;303;127")
    report = run("import_mend", write("mend.csv", EVENTS, row))
    assert took_part() == [
        ("Armed Forces of X", "party", None),
        ("Norway", "mediator", None),
        ("River Front", "party", None),
    ]
    assert Actor.objects.filter(name="River Front").count() == 1
    assert ids_of(front) == [("mend_party", "river front", "exact"), ("ucdp_actor", "303", "exact")]
    assert ids_of(state) == [("ucdp_actor", "127", "exact")]
    assert [waiting["name"] for waiting in report["candidates"]] == ["Armed Forces of X"]


def test_days_that_are_blank_or_do_not_exist_leave_the_month(write, run):
    rows = [event(Day=""), event(med_event_ID="LIB-2", Day="31", Month="11", Year="2025")]
    report = run("import_mend", write("mend.csv", EVENTS, *rows))
    assert sorted(Event.objects.values_list("start", flat=True)) == ["2024-01", "2025-11"]
    assert warned(report) == [(3, "Day", "31")]


def test_an_id_of_two_events_is_told_apart_by_their_days_in_any_order_of_rows(write, run):
    rows = [
        event(),
        event(Day="2", conflict_country="Israel; Sudan"),
        event(Day="2", conflict_country="Israel; Sudan"),
    ]
    report = run("import_mend", write("mend.csv", EVENTS, *rows))
    keys = sorted(Event.objects.values_list("pk", "countries"))
    assert keys == sorted(
        [
            (key_from("evt", "mend_event", "LIB202401-1 2024-01-12"), ["LY"]),
            (key_from("evt", "mend_event", "LIB202401-1 2024-01-02"), ["IL", "SD"]),
        ]
    )
    assert [row for row, _column, _value in warned(report)] == [4, 2, 3]
    header = "|".join(reversed(EVENTS.split("|")))
    again = run("import_mend", write("mend2.csv", header, *(row[::-1] for row in reversed(rows))))
    assert all(counts[:2] == (0, 0) for counts in written(again).values())


def test_places_that_cannot_be_where_they_are_said_to_be_are_not_taken(write, run):
    def at(number, place, country, east="", north=""):
        cells = {
            "med_location - MULTISELECT": place,
            "med_loc_cty": country,
            "med_loc_x": east,
            "med_loc_y": north,
        }
        return event(med_event_ID=f"E-{number}", **cells)

    rows = [
        at(1, "Tripoli, Lebanon", "LBN", "35.8", "34.4"),
        at(2, "Tripoli, Libya", "LBY", "13.2", "32.9"),
        at(3, "Virtual", "0", "Virtual", "Virtual"),
        at(4, "unknown", ""),
        at(5, "Entebbe, Sudan", "SDN", "32.5", "0.05"),
        at(6, "Doha, Qatar", "QAT", "25.3", "51.5"),
        at(7, "Saudi Arabia", "SAU"),
        at(8, "Gaza, Gaza Strip", "XGZ"),
    ]
    report = run("import_mend", write("mend.csv", EVENTS, *rows))
    assert sorted(Event.objects.filter(place__isnull=False).values_list("place__name", "place__country")) == [
        ("Doha", "QA"),
        ("Gaza", "PS"),
        ("Saudi Arabia", "SA"),
        ("Tripoli", "LY"),
    ]
    assert sorted(Coordinates.objects.values_list("place__name", "latitude", "longitude", "precision")) == [
        ("Tripoli", 32.9, 13.2, "town"),
    ]
    assert Place.objects.count() == 4
    assert Event.objects.get(pk=key_from("evt", "mend_event", "E-3")).mode == "virtual"
    assert warned(report) == [
        (2, "med_location - MULTISELECT", "Tripoli, Lebanon"),
        (6, "med_location - MULTISELECT", "Entebbe, Sudan"),
        (7, "med_loc_x", "25.3"),
    ]


def test_lists_of_other_lengths_give_ids_without_names_and_names_without_ids(write, run):
    row = event(
        third_party="Norway; African Union; Somebody",
        third_party_id_MEND="CON_81;IGO_87",
        individual_med_named="William Z",
        med_scope="indnam1;indnam2",
        local_parties="River Front",
        local_party_id="303;PAAX",
    )
    actors = write("actors.csv", ACTORS, NORWAY, UNION_IN_FULL, KUWAIT)
    report = run("import_mend", write("mend.csv", EVENTS, row), actors=actors)
    assert took_part() == [
        ("African Union", "mediator", None),
        ("Norway", "mediator", None),
        ("River Front", "party", None),
    ]
    assert [column for _row, column, _value in warned(report)] == [
        "GW_ID",
        "third_party_id_MEND",
        "local_party_id",
        "med_scope",
    ]


def test_mend_joins_the_actor_that_paax_has_and_paax_the_one_that_mend_made(write, run):
    theirs = ActorFactory(name="Kingdom of Norway")
    ExternalIdFactory(subject=theirs, scheme="paax", value="CON_81")
    run("import_mend", write("mend.csv", EVENTS, event()), actors=write("actors.csv", ACTORS, NORWAY))
    assert took_part() == [("Kingdom of Norway", "mediator", None)]
    assert [name.name for name in theirs.names.all()] == ["Norway"]
    assert ids_of(theirs) == [
        ("gwno", "385", "close"),
        ("mend_actor", "CON_81", "exact"),
        ("paax", "CON_81", "exact"),
    ]
