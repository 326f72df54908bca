"""Names of 500 characters in any script: taken, told whole, broken where a column is narrow, found by search."""

import re

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.analysis.drawing.timeline import Group, Row, Timeline, draw_timeline
from peaceinfra.core.text import LONGEST_NAME
from peaceinfra.dashboards.templatetags.register import bdi
from processes.models import Actor, Agreement, Community, Conflict, Event, PeaceProcess, Place, Side, Source
from tests import factories as make
from tests.admin.screens import errors, listing, save, send
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

WORDS = ("Transitional Council of the United Fronts and Committees " * 9)[:LONGEST_NAME].strip()
BURMESE = ("ရခိုင်ပြည်နယ်ငြိမ်းချမ်းရေး" * 20)[:LONGEST_NAME]
ARABIC = ("مجلس التنسيق الانتقالي للجبهات المتحدة " * 14)[:LONGEST_NAME].strip()


class World:
    def __init__(self):
        self.process = make.PeaceProcessFactory(name=BURMESE)
        self.conflict = make.ConflictFactory(name=ARABIC)
        self.actor = make.ActorFactory(name=WORDS)
        make.ActorNameFactory(actor=self.actor, name=BURMESE)
        make.RoleFactory(actor=self.actor, process=self.process, side=WORDS)
        make.ConflictPartyFactory(actor=self.actor, conflict=self.conflict)


world = module_fixture(World)


@pytest.mark.parametrize(
    "model", [Actor, Agreement, Community, Conflict, Event, PeaceProcess, Place, Side, Source]
)
def test_a_name_has_500_characters_and_not_one_more(model):
    field = model._meta.get_field("name")
    for text in (WORDS, BURMESE, ARABIC):
        assert field.clean(text, None) == text
    with pytest.raises(ValidationError):
        field.clean("ရ" * (LONGEST_NAME + 1), None)


def test_long_names_are_told_whole_on_pages_and_in_the_api(client, world):
    page = client.get(f"/conflicts/{world.conflict.public_id}/").content.decode()
    assert f"<bdi>{ARABIC}</bdi>" in page and f"<bdi>{WORDS}</bdi>" in page
    assert (
        f'<bdi class="long">{BURMESE}</bdi>'
        in client.get(f"/actors/{world.actor.public_id}/").content.decode()
    )
    found = client.get(f"/api/v1/actors/{world.actor.public_id}/").json()
    assert (found["name"], found["names"][0]["name"]) == (WORDS, BURMESE)


@pytest.mark.parametrize("name, found", [(WORDS, "actor"), (BURMESE, "process"), (ARABIC, "conflict")])
def test_a_long_name_is_found_as_it_was_copied(client, world, name, found):
    assert getattr(world, found).public_id in client.get("/search/", {"q": name}).content.decode()
    longer = client.get("/search/", {"q": f"{name} {name} {name}"})
    assert longer.status_code == 200


def test_the_desk_takes_500_characters_and_says_what_is_too_long(client, world):
    client.force_login(make.AnalystFactory())
    dates = {"start_kind": "unknown", "end_kind": "unknown"}
    new = {"name": BURMESE[:-1] + "က", "kind": "umbrella", "level": "0"} | dates
    save(client, listing(Actor, "add"), new)
    assert Actor.objects.filter(name=new["name"]).exists()
    assert "name" in errors(send(client, listing(Actor, "add"), new | {"name": WORDS + "x" * 60}))


@pytest.mark.parametrize(
    "word, is_long", [("a" * 40, False), ("a" * 41, True), (WORDS, False), (BURMESE, True)]
)
def test_only_a_word_that_no_column_has_room_for_may_be_broken_anywhere(word, is_long):
    assert ('class="long"' in bdi(word)) is is_long


def test_a_label_that_a_drawing_shortens_says_the_whole_to_a_pointer():
    for label in (WORDS, BURMESE, f"Short {BURMESE} end"):
        drawn = draw_timeline(Timeline("Life", [Group("", [Row(label, "state", [])])], ident="life"))
        for picture in (drawn.wide, drawn.narrow):
            cut = re.findall(r"<text[^>]*>(<title>[^<]*</title>)?(?:<tspan[^>]*>)?[^<]*…", str(picture))
            assert cut and all(label in title for title in cut)
