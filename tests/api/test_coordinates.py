"""Coordinates have a marking of their own: a place may be public, and where it lies known to few."""

from types import SimpleNamespace

import orjson
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from peaceinfra.core.choices import Level
from peaceinfra.datasets.cells import BadCell, column_of
from peaceinfra.proposals.kinds import parsed
from processes.models import Coordinates
from tests import factories as make
from tests.dashboards.test_pages import text_of
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db
GUARDED = {"level": Level.RESTRICTED}


def build():
    """A town whose district everybody may see and whose house few; a town that few can find; one by its country."""
    process = make.PeaceProcessFactory(name="Hill talks", countries=["LK"])
    town = make.PlaceFactory(name="မြို့", country="LK")
    district = make.CoordinatesFactory(place=town, latitude=7, longitude=80.5, precision="district")
    house = make.CoordinatesFactory(
        place=town, latitude=7.291418, longitude=80.636696, precision="exact", **GUARDED
    )
    hidden = make.PlaceFactory(name="A town in the hills", country="LK")
    make.CoordinatesFactory(place=hidden, latitude=6.95, longitude=80.78, precision="town", **GUARDED)
    retired = make.CoordinatesFactory(place=hidden, latitude=1, longitude=2, precision="exact")
    Coordinates.objects.filter(pk=retired.pk).update(retired=True)
    event = make.EventFactory(name="A round", process=process, place=town)
    make.EventFactory(process=process, place=hidden)
    return SimpleNamespace(**locals())


world = module_fixture(build)
COUNTRY = ([80.7, 7.5], "country")


def points(reader, address):
    told = orjson.loads(b"".join(reader.answer(address).streaming_content))
    return {
        one["properties"]["label"]: (one["geometry"]["coordinates"], one["properties"]["precision"])
        for one in told["features"]
    }


def test_a_map_has_the_most_exact_point_that_its_reader_may_see(world, anybody, cleared):
    assert points(anybody, "places/geojson/") == {
        "မြို့": ([80.5, 7.0], "district"),
        "A town in the hills": COUNTRY,
    }
    assert points(cleared, "places/geojson/") == {
        "မြို့": ([80.636696, 7.291418], "exact"),
        "A town in the hills": ([80.78, 6.95], "town"),
    }
    assert points(anybody, "events/geojson/")["A round"] == ([80.5, 7.0], "district")


def test_a_point_whose_source_may_not_be_exported_is_in_no_file_of_what_took_place_there(world, anybody):
    closed = make.SourceFactory(licence="cc_by_nc")
    exact = make.CoordinatesFactory(
        place=world.town, latitude=7.25, longitude=80.6, precision="exact", level=0
    )
    make.CitationFactory(subject=exact, source=closed)
    assert points(anybody, "events/geojson/")["A round"] == ([80.5, 7.0], "district")
    make.CitationFactory(subject=world.town, source=closed)
    assert points(anybody, "events/geojson/")["A round"] == COUNTRY


def test_the_place_tells_the_coordinates_that_one_may_see(world, anybody, cleared):
    address = f"places/{world.town.public_id}/"
    own = {"latitude": 7.0, "longitude": 80.5, "precision": "district"}
    [told] = anybody.read(address)["coordinates"]
    assert told == {"id": world.district.public_id} | own
    assert len(cleared.read(address)["coordinates"]) == 2


def test_the_page_of_a_place_says_where_it_lies_and_what_happened_there(world, client, cleared):
    address = f"/places/{world.town.public_id}/"
    page = text_of(client.get(address))
    assert "7, 80.5" in page and "its district" in page and "A round" in page
    assert "7.29" not in page and "80.63" not in page
    assert "7.291418, 80.636696" in text_of(cleared.client.get(address))
    listed = text_of(client.get("/places/"))
    assert "မြို့" in listed and "Sri Lanka" in listed


def test_the_first_page_has_a_small_point_for_each_place_that_one_may_see(world, client, cleared):
    def spots(reader):
        return reader.get("/").content.count(b'class="spot"') // 2

    assert (spots(client), spots(cleared.client)) == (1, 3)


@pytest.mark.parametrize(
    ("latitude", "longitude", "faults"),
    [
        (90, 180, set()),
        (-90, -180, set()),
        (0, 0, set()),
        (90.000001, 0, {"latitude"}),
        (0, -180.000001, {"longitude"}),
        (float("nan"), float("inf"), {"longitude"}),
    ],
)
def test_coordinates_lie_on_the_globe(latitude, longitude, faults):
    row = Coordinates(place=make.PlaceFactory(), latitude=latitude, longitude=longitude, level=0)
    try:
        row.clean_fields(exclude=["place"])
        found = set()
    except ValidationError as error:
        found = set(error.message_dict)
    assert found == faults


@pytest.mark.parametrize("latitude", [90.5, float("nan")])
def test_the_database_refuses_what_is_on_no_globe(latitude):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.CoordinatesFactory(latitude=latitude)


def test_a_cell_of_a_dataset_is_written_as_it_is_read():
    column = column_of(Coordinates._meta.get_field("latitude"))
    for text in ("0", "-6.9271", "51.5333", "-0.000001", "90"):
        assert column.write(column.parse(text)) == text
    for text in ("Virtual", "6,9271", "1e3", "nan", "+5", ".5", "6.92711111"):
        with pytest.raises(BadCell):
            column.parse(text)


@pytest.mark.parametrize("value", [6.9271, "6.9271", 7, -0.000001])
def test_a_tool_may_propose_them_as_numbers(value):
    assert parsed(column_of(Coordinates._meta.get_field("latitude")), value) == float(value)


@pytest.mark.parametrize("value", [6.92711111, True, [6.9]])
def test_what_is_no_number_of_a_cell_is_not_proposed(value):
    with pytest.raises(BadCell):
        parsed(column_of(Coordinates._meta.get_field("latitude")), value)


def test_new_coordinates_of_a_public_place_are_restricted_on_its_screen(world, client):
    client.force_login(make.AnalystFactory())
    page = client.get(f"/admin/processes/place/{world.hidden.pk}/change/?rows=1")
    [form] = [
        formset.formset
        for formset in page.context["inline_admin_formsets"]
        if formset.opts.model is Coordinates
    ]
    assert [row.initial.get("level", row.fields["level"].initial) for row in form.extra_forms] == [3, 3]
