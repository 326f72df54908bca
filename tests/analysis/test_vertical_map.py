import random
import re
import time
import xml.etree.ElementTree as ElementTree

import pytest

from peaceinfra.analysis.drawing.map_parts import LEVELS
from peaceinfra.analysis.drawing.placing import spread
from peaceinfra.analysis.drawing.vertical_map import MapEdge, MapNode, VerticalMap, draw_vertical_map

SVG = "{http://www.w3.org/2000/svg}"
NODES = [
    MapNode("gov", "Government", "top", "party"),
    MapNode("sec", "Secretariat", "top", "body", parent="gov", url="/bodies/sec/"),
    MapNode("officer", "Outreach officer", "middle", "person", broker_for=2),
    MapNode("elders", "Village elders", "grassroots", "person", fictional=True),
    MapNode("women", "لجنة النساء", "grassroots", "person", possible=True),
    MapNode("displaced", "Displaced families", "grassroots", "person", unlinked=True),
]
EDGES = [
    MapEdge("elders", "officer", "a", "certain", "fresh", "III"),
    MapEdge("women", "officer", "b", "possible", "stale"),
    MapEdge("officer", "sec", "c", "confirmed", "ageing", "1.5"),
]


def parsed(markup):
    return ElementTree.fromstring(markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def node_y(markup, class_, tag):
    found = (node for node in parsed(markup).iter(SVG + tag) if node.get("class") == class_)
    return [float(node.get("y") or node.get("cy")) for node in found]


def test_every_linkage_is_a_line_whose_letter_leads_to_its_evidence():
    for markup in draw_vertical_map(VerticalMap("Links", NODES, EDGES)).both:
        classes = [node.get("class") for node in parsed(markup).iter(f"{SVG}path")]
        lines = [class_ for class_ in classes if class_.split()[0] == "e"]
        assert lines == ["e struct", "e", "e stale possible", "e ageing confirmed"]
        links = {a.get("href"): a.get("aria-label") for a in parsed(markup).iter(f"{SVG}a")}
        assert set(links) == {"#link-a", "#link-b", "#link-c", "/bodies/sec/"}
        assert links["#link-a"] == "Linkage a: Village elders – Outreach officer, dates certain, fresh, III"


def test_every_line_of_a_name_has_a_ground_that_lines_of_linkages_do_not_cross():
    for markup in draw_vertical_map(VerticalMap("Links", NODES, EDGES)).both:
        link = next(a for a in parsed(markup).iter(f"{SVG}a") if a.get("href") == "/bodies/sec/")
        classes = [child.get("class") for child in link]
        assert classes.count("pbg") == sum("halo" in one for one in classes)
        assert classes.index("pbg") < next(place for place, one in enumerate(classes) if "halo" in one)


def test_a_broker_and_an_unlinked_actor_are_named_in_words():
    for markup in draw_vertical_map(VerticalMap("Links", NODES, EDGES)).both:
        warned = [t.text for t in parsed(markup).iter(f"{SVG}text") if "tw" in t.get("class", "")]
        assert " ".join(sorted(warned)).replace("link no recorded", "no recorded link") == (
            "broker for 2 no recorded link"
        )
        assert sum(c.get("class") == "ring" for c in parsed(markup).iter(f"{SVG}circle")) == 1


def test_a_party_stands_straight_above_its_body_and_levels_below_each_other():
    wide = draw_vertical_map(VerticalMap("Links", NODES, EDGES)).wide
    squares = {node.get("class"): node for node in parsed(wide).iter(f"{SVG}rect")}
    party, body = squares["n full"], squares["n"]
    assert party.get("x") == body.get("x") and float(party.get("y")) < float(body.get("y"))
    person = node_y(wide, "n", "circle")
    assert float(body.get("y")) < person[0] < person[1]


def test_edges_to_actors_that_are_not_shown_are_left_out():
    edges = [MapEdge("elders", "hidden", "a", "certain", "fresh")]
    assert "#link-a" not in draw_vertical_map(VerticalMap("Links", NODES, edges)).wide


def test_the_same_map_is_drawn_the_same_way_each_time():
    vertical = VerticalMap("x", NODES, EDGES)
    assert draw_vertical_map(vertical) == draw_vertical_map(vertical)


def test_ids_are_unique_words_escaped_and_nothing_styled_inline():
    nodes = [*NODES, MapNode("x", "<i>&", "middle", "forum")]
    drawing = draw_vertical_map(VerticalMap("A < B", nodes, EDGES))
    both = drawing.wide + drawing.narrow
    assert re.findall(r' id="([^"]+)"', both) == ["vm-w", "vm-n"]
    assert "<i>" not in both and "style" not in both
    assert both.count("A &lt; B") == 2


def many(nodes, edges, seed=1):
    chance = random.Random(seed)
    actors = [
        MapNode(f"n{i}", f"Local committee number {i}", chance.choice(LEVELS), "person") for i in range(nodes)
    ]
    links = [
        MapEdge(f"n{chance.randrange(nodes)}", f"n{chance.randrange(nodes)}", str(i), "certain", "fresh")
        for i in range(edges)
    ]
    return VerticalMap("Many", actors, links)


def test_labels_of_forty_nodes_do_not_collide():
    vertical = many(40, 40)
    for markup in draw_vertical_map(vertical).both:
        nodes = [
            (float(c.get("cx")), float(c.get("cy")))
            for c in parsed(markup).iter(f"{SVG}circle")
            if c.get("class") == "n"
        ]
        assert len(nodes) == 40
        width = float(parsed(markup).get("viewBox").split()[2])
        for i, (x, y) in enumerate(nodes):
            assert 0 <= x <= width
            assert all(abs(x - a) >= 36 or abs(y - b) >= 30 for a, b in nodes[i + 1 :])


def test_a_large_process_is_drawn_as_counts_and_quickly():
    began = time.perf_counter()
    drawing = draw_vertical_map(many(400, 1000))
    assert time.perf_counter() - began < 0.2
    words = " ".join("".join(t.itertext()) for t in parsed(drawing.wide).iter(f"{SVG}text"))
    assert len(re.findall(r"\d+ actors", words)) == 3 and len(re.findall(r"\d+ links", words)) == 6
    assert "#link-" not in drawing.wide


@pytest.mark.parametrize("nodes", [[], NODES[:1], [MapNode("a", "", "middle", "forum")]])
def test_little_input_still_draws(nodes):
    for markup in draw_vertical_map(VerticalMap("Few", nodes)).both:
        assert parsed(markup).get("role") == "group"


def test_centres_stay_in_order_apart_and_in_the_room():
    centres = spread([50, 50, 50, 90], [20, 20, 20, 20], 0, 100)
    assert centres == [30, 50, 70, 90]
    assert spread([0, 0], [40, 40], 0, 100) == [20, 60]
