from peaceinfra.analysis.drawing.lettering import Shelf, isolated, shortened, width_of, wrapped

BURMESE = "ငြိမ်းချမ်းရေး"
ARABIC = "لجنة السلام"


def test_a_text_that_fits_is_left_alone_and_a_longer_one_ends_in_an_ellipsis():
    assert shortened("Norway", 100) == "Norway"
    cut = shortened("Secretariat for the Coordination of the Peace Process", 100)
    assert cut.endswith("…") and width_of(cut) <= 100
    assert shortened("Norway", 3) == ""


def test_marks_above_and_below_letters_take_no_width():
    assert width_of("é") == width_of("e\u0301") or width_of("e\u0301") == width_of("e")
    assert 0 < width_of(BURMESE) < len(BURMESE) * 12
    assert width_of(ARABIC) > 0


def test_a_name_is_broken_at_spaces_into_so_many_lines():
    assert wrapped("Government secretariat", 90, 2) == ["Government", "secretariat"]
    assert wrapped("", 90, 2) == []
    assert len(wrapped("one two three four five six seven eight nine", 60, 2)) == 2


def test_only_right_to_left_words_are_set_apart():
    assert isolated("Norway") == "Norway"
    assert isolated(ARABIC) == f"\u2068{ARABIC}\u2069"


def test_labels_on_a_shelf_never_touch():
    shelf = Shelf(0, 300, 3)
    placed = [shelf.place(f"label number {i}", at) for i, at in enumerate((0, 10, 20, 30, 150, 290))]
    found = [(line, x, x + width_of(words)) for line, x, words in filter(None, placed)]
    assert len(found) >= 4
    for i, (line, start, end) in enumerate(found):
        assert start >= 0 and end <= 300
        for other_line, other_start, other_end in found[i + 1 :]:
            assert line != other_line or end <= other_start or other_end <= start


def test_a_label_steps_aside_for_a_sign():
    shelf = Shelf(0, 300, 1)
    shelf.reserve(0, 96, 104)
    assert shelf.place("here", 100) == (0, 110, "here")


def test_a_label_that_must_stay_whole_is_not_shortened():
    assert Shelf(0, 50, 1).place("a label wider than the room", 0, whole=True) is None
