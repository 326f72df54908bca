import pytest
from hypothesis import given
from hypothesis import strategies as st

from peaceinfra.core.identity import UnknownId, key_from, new_id, parse_public_id, public_id


@given(st.integers(1, 2**63 - 1))
def test_a_public_id_reads_back_as_its_key(key):
    assert parse_public_id(public_id("act", key)) == ("act", key)


def test_a_public_id_is_a_prefix_and_thirteen_characters():
    assert public_id("pro", 1) == "pro-0000000000001"
    assert public_id("pro", 2**63 - 1) == "pro-7zzzzzzzzzzzz"


def test_an_id_read_out_with_the_usual_mistakes_is_understood():
    assert parse_public_id(" ACT-OOOOOOOOOOO1L ") == ("act", 33)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "act",
        "act-",
        "act-123",
        "act-00000000000u1",
        "act-0000000000000",
        "act-zzzzzzzzzzzzz",
        "4-0000000000001",
    ],
)
def test_anything_else_is_no_id(text):
    with pytest.raises(UnknownId):
        parse_public_id(text)


def test_new_keys_are_random_and_fit_the_column():
    keys = {new_id() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(0 < key < 2**63 for key in keys)


def test_the_key_of_what_another_register_holds_is_the_same_on_every_machine():
    assert key_from("act", "ucdp_actor", "67") == 1584053449288527108
    others = [("cfl", "ucdp_actor", "67"), ("act", "ucdp_acto", "r67"), ("act", "ucdp_actor", "68")]
    assert len({key_from(*other) for other in others} | {key_from("act", "ucdp_actor", "67")}) == 4


# All of Unicode would cost seconds: its table is made anew in each fresh clone.
WORDS = st.text("ab1:-| ç本قမ", max_size=20)


@given(WORDS, WORDS)
def test_such_a_key_fits_the_column(scheme, value):
    assert 0 < key_from("act", scheme, value) < 2**63
