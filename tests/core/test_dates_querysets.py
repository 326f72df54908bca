"""Dated records in the database: the columns are kept, and the filters answer as the rule does."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.statuslog import Entry, current
from peaceinfra.core.dates.validity import Bounds, bounds_of, certainty_on
from tests.core.dates_models import Change, Thing, Tie
from tests.core.dates_strategies import days, narrowings, validities
from tests.shared import module_fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]


def create_tables():
    with connection.schema_editor() as editor:
        for model in (Thing, Tie, Change):
            editor.create_model(model)


tables = module_fixture(create_tables)


def thing(start_kind="unknown", start="", end_kind="unknown", end="", narrowing=None, **more):
    return Thing(start_kind=start_kind, start=start, end_kind=end_kind, end=end, narrowing=narrowing, **more)


def tie(source, target, *dates, **more):
    kinds = dict(zip(("start_kind", "start", "end_kind", "end"), dates, strict=False))
    return Tie.objects.create(source=source, target=target, **kinds, **more)


def columns(record) -> Bounds:
    """The four columns as the database has them."""
    record.refresh_from_db()
    return Bounds(record.start_min, record.start_max, record.end_min, record.end_max)


# The columns


def test_saving_computes_the_columns_and_keeps_the_standard_text():
    saved = thing("actual", " ٢٠٠٢-٠٢ ", "ended", "[ ..2009 ]")
    saved.save()
    assert columns(saved) == bounds_of("actual", "2002-02", "ended", "[..2009]")
    assert (saved.start, saved.end) == ("2002-02", "[..2009]")


def test_bulk_create_computes_them_too():
    (made,) = Thing.objects.bulk_create(
        [thing("actual", "2004", "unknown", "", [None, date(2004, 6, 1)] + [None] * 2)]
    )
    assert columns(made) == bounds_of("actual", "2004", "unknown", "", (None, date(2004, 6, 1), None, None))


def test_a_correction_is_followed_by_the_columns():
    saved = thing("actual", "2004")
    saved.save()
    saved.start = "2005"
    saved.save()
    assert columns(saved).start_min == date(2005, 1, 1)


def test_what_cannot_be_read_is_never_written():
    with pytest.raises(ValidationError), transaction.atomic():
        thing("actual", "2004-13").save()
    assert Thing.objects.count() == 0


def test_a_form_is_told_which_field_is_at_fault_once():
    with pytest.raises(ValidationError) as refusal:
        thing("actual", "2004-13", "ended", "").full_clean()
    assert {field: len(messages) for field, messages in refusal.value.message_dict.items()} == {
        "start": 1,
        "end": 1,
    }


def test_a_clean_record_passes_and_shows_its_columns_before_it_is_saved():
    checked = thing("actual", "2004", "actual", "2004")
    checked.full_clean()
    assert (checked.start_min, checked.end_max) == (date(2004, 1, 1), date(2004, 12, 31))


@pytest.mark.parametrize(
    "columns", [("start_min", "start_max"), ("end_min", "end_max"), ("start_min", "end_max")]
)
def test_the_database_refuses_columns_out_of_order(columns):
    thing("actual", "2004-05-05", "actual", "2004-05-05").save()
    first, second = columns
    with pytest.raises(IntegrityError), transaction.atomic():
        Thing.objects.update(**{first: date(2005, 1, 1), second: date(2003, 1, 1)})


def test_a_log_row_keeps_the_days_of_its_date():
    owner = thing()
    owner.save()
    Change.objects.bulk_create(
        [
            Change(thing=owner, position=1, status="operational", date="2002-02"),
            Change(thing=owner, position=2, status="closed"),
        ]
    )
    rows = list(owner.changes.order_by("position"))
    assert [(row.date_min, row.date_max) for row in rows] == [
        (date(2002, 2, 1), date(2002, 2, 28)),
        (None, None),
    ]
    assert rows[0].entry == Entry(1, "operational", date(2002, 2, 1), date(2002, 2, 28))
    assert [row.date_text for row in rows] == ["Feb 2002", "on an unknown day"]
    assert current([row.entry for row in rows]) == "closed"


def test_a_log_row_without_a_day_is_limited_by_what_other_records_say():
    owner = thing()
    owner.save()
    row = Change(
        thing=owner, position=1, status="cut", narrowing=[date(2006, 4, 7), date(2009, 5, 19), None, None]
    )
    row.save()
    row.refresh_from_db()
    assert row.entry == Entry(1, "cut", date(2006, 4, 7), date(2009, 5, 19))
    assert (row.date_min, row.date_max) == (date(2006, 4, 7), date(2009, 5, 19))
    assert row.contradictions == []


def test_a_contradicting_narrowing_is_left_out_and_named():
    late = thing("actual", "2002-02", narrowing=[date(2003, 1, 1), None, None, None])
    late.save()
    assert columns(late) == bounds_of("actual", "2002-02", "unknown", "")
    assert late.contradictions == ["start_not_before"]


# The filters


def test_missing_dates_never_drop_a_row():
    undated = thing()
    undated.save()
    link = tie(undated, undated)
    day = date(2004, 1, 1)
    assert list(Tie.objects.possible_on(day)) == [link]
    assert [row.certainty for row in Tie.objects.with_certainty(day)] == ["possible"]
    assert not Tie.objects.certain_on(day).exists()
    assert link.dates_text == "at some time"


def test_several_dates_never_duplicate_a_row():
    end = thing("actual", "2002", "actual", "2009")
    end.save()
    for text in ("2003-02-01", "2003-06-01", "2004-01-09"):
        tie(end, end, "first_cited", text, "last_cited", text)
    assert Thing.objects.possible_on(date(2003, 6, 1)).count() == 1
    assert Tie.objects.possible_on(date(2003, 6, 1)).count() == 3
    assert Tie.objects.certain_on(date(2003, 6, 1)).count() == 1


def test_the_dates_of_the_relation_are_shown_and_not_those_of_the_unit():
    body = thing("actual", "2002-02-06", "actual", "2009-07-31")
    body.save()
    link = tie(body, body, "actual", "2004-01-01", "actual", "2004-12-31")
    assert link.dates_text == "from 1 Jan 2004; until 31 Dec 2004"
    assert list(Tie.objects.possible_on(date(2003, 1, 1))) == []


def test_a_child_ends_with_its_dissolved_parent():
    body, other = thing("actual", "2002-02-06", "actual", "2009-07-31"), thing("actual", "1990", "unknown")
    body.save()
    other.save()
    link = tie(body, other, "actual", "2003-01-01", "ongoing", "2012-01-01")
    assert list(Tie.objects.possible_on(date(2009, 7, 31))) == [link]
    assert list(Tie.objects.possible_on(date(2009, 8, 1))) == []


def test_what_goes_beyond_one_of_its_ends_is_found():
    body, undated = thing("actual", "2002-02-06", "actual", "2009-07-31"), thing()
    body.save()
    undated.save()
    early = tie(undated, body, "actual", "2001", "unknown", "")
    late = tie(body, undated, "unknown", "", "last_cited", "2012")
    tie(body, undated, "actual", "2002-02", "actual", "2009")
    tie(undated, undated, "actual", "2012", "unknown", "")
    tie(body, undated)
    assert set(Tie.objects.beyond_ends()) == {early, late}
    for row in Tie.objects.all():
        assert (row in (early, late)) is any(
            row.bounds.goes_beyond(end.bounds) for end in (row.source, row.target)
        )


def test_an_optional_end_that_is_missing_sets_no_limit():
    end = thing("actual", "2002-01-01", "ongoing", "2012-01-01")
    end.save()
    link = tie(end, end, "actual", "2003-01-01", "ongoing", "2012-01-01", course=None)
    assert list(Tie.objects.certain_on(date(2005, 1, 1))) == [link]


@pytest.mark.parametrize(
    ("day", "certainty"),
    [
        (date(2026, 4, 30), "possible"),
        (date(2026, 5, 1), "confirmed"),
        (date(2026, 10, 28), "confirmed"),
        (date(2026, 10, 29), "possible"),
    ],
)
def test_confirmed_runs_from_the_confirmation_to_the_end_of_the_review_interval(day, certainty):
    going = thing("unknown", "", "ongoing", "2026-05")
    going.save()
    tie(going, going, "unknown", "", "ongoing", "2026-05", review_days=180)
    assert Tie.objects.with_certainty(day).get().certainty == certainty
    assert Thing.objects.with_certainty(day, review_days=180).get().certainty == certainty
    assert Thing.objects.with_certainty(day).get().certainty == "possible"


def test_an_answer_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Tie.objects.with_certainty(date(2005, 1, 1)).select_related("source", "target"))


dated = st.tuples(validities(), st.none() | narrowings)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=st.lists(dated, min_size=1, max_size=4),
    ends=st.tuples(dated, dated, st.none() | dated),
    day=days,
    review_days=st.none() | st.integers(1, 800),
)
def test_the_database_answers_as_the_rule_does(own, ends, day, review_days):
    def made(drawn):
        try:
            bounds_of(*drawn[0], drawn[1])
        except ValidationError:
            return None
        return thing(*drawn[0], narrowing=drawn[1])

    limits = [made(end) if end else None for end in ends]
    assume(limits[0] and limits[1])
    for limit in filter(None, limits):
        limit.save()
    ties = [
        Tie(
            source=limits[0], target=limits[1], course=limits[2], review_days=review_days,
            start_kind=tie.start_kind, start=tie.start, end_kind=tie.end_kind, end=tie.end,
            narrowing=tie.narrowing,
        )
        for tie in filter(None, map(made, own))
    ]  # fmt: skip
    Tie.objects.all().delete()
    ties = Tie.objects.bulk_create(ties)
    envelopes = [limit.bounds for limit in limits if limit]

    answers = {
        tie.pk: certainty_on(
            day, tie.bounds, envelopes=envelopes, end_kind=tie.end_kind, review_days=review_days
        )
        for tie in ties
    }
    assert {tie.pk: Certainty(tie.certainty) for tie in Tie.objects.with_certainty(day)} == answers
    assert {tie.pk for tie in Tie.objects.possible_on(day)} == {
        pk for pk, answer in answers.items() if answer > Certainty.NO
    }
    assert {tie.pk for tie in Tie.objects.certain_on(day)} == {
        pk for pk, answer in answers.items() if answer == Certainty.CERTAIN
    }
