"""Whether a person agreed: what is valid on a day, who is asked, who is not shown unasked, what a withdrawal does."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from peaceinfra.core.choices import Level
from peaceinfra.core.visibility import Viewer
from processes.consents import people_to_ask, scope_needed, standing_of, standings
from processes.models import Actor, Consent
from processes.services import (
    Change,
    Lowered,
    confirm_lowering,
    effect_of_request,
    request_lowering,
    save_record,
    save_records,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


def agreed(scope="public", given="2024-05", **fields):
    fields = {name: date.fromisoformat(day) if name.endswith("_on") else day for name, day in fields.items()}
    return Consent(scope=scope, given=given, **fields)


def state(scope, *consents):
    return standing_of(consents, scope, TODAY).state.value


def test_a_level_needs_the_consent_to_be_known_to_its_readers():
    assert [scope_needed(level).value for level in Level] == [
        *("public", "partners", "team", "recorded", "recorded")
    ]


@pytest.mark.parametrize(
    ("asked", "given", "found"),
    [
        ("public", "public", "valid"),
        ("recorded", "public", "valid"),
        ("public", "partners", "missing"),
        ("recorded", "contacted", "missing"),
        ("contacted", "public", "missing"),
        ("contacted", "contacted", "valid"),
    ],
)
def test_who_agreed_to_be_named_to_more_agreed_to_fewer_and_not_to_be_contacted(asked, given, found):
    assert state(asked, agreed(given)) == found


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ("2026-05-31", "expired"),
        ("2026-06-01", "expiring"),
        ("2026-07-31", "expiring"),
        ("2026-08-01", "valid"),
    ],
)
def test_a_consent_is_good_on_its_last_day_and_is_said_to_end_sixty_days_before(last, found):
    assert state("public", agreed(expires_on=last)) == found


def test_of_several_the_best_counts():
    assert state("team", agreed("partners", expires_on="2026-05-31"), agreed("team")) == "valid"


@pytest.mark.parametrize(
    ("withdrawn", "other", "given", "found"),
    [
        ("partners", "public", "2024-01", "withdrawn"),  # it goes further
        ("public", "partners", "2024-01", "valid"),  # it goes less far
        ("recorded", "public", "2026-03", "valid"),  # given afterwards
        ("recorded", "public", "[..2025]", "withdrawn"),  # nobody knows when
        ("contacted", "public", "2024-01", "valid"),
    ],
)
def test_a_withdrawal_ends_what_goes_as_far_and_was_agreed_to_before(withdrawn, other, given, found):
    gone = agreed(withdrawn, withdrawn_on="2026-02-01")
    assert state(other, gone, agreed(other, given=given)) == found


def person(level=3, **fields):
    return make.ActorFactory(kind="individual", level=level, **fields)


def test_people_are_asked_whose_consent_is_missing_ended_ends_or_was_withdrawn():
    soon, ended = TODAY + timedelta(days=60), TODAY - timedelta(days=1)
    fine, missing, public_figure = person(name="A"), person(name="B"), person(level=0, name="C")
    expiring, expired, withdrawn = person(name="D"), person(name="E"), person(name="F")
    narrow, elder, office = (
        person(level=1, name="G"),
        make.ActorFactory(level=2, name="H"),
        make.ActorFactory(level=3),
    )
    make.MediatorFactory(actor=elder)
    make.ConsentFactory(actor=fine)
    make.ConsentFactory(actor=fine, scope="contacted", withdrawn_on=ended)
    make.ConsentFactory(actor=expiring, expires_on=soon)
    make.ConsentFactory(actor=expired, expires_on=ended)
    make.ConsentFactory(actor=withdrawn, withdrawn_on=ended)
    make.ConsentFactory(actor=narrow, scope="team")
    asked = [*people_to_ask(Viewer(3), TODAY)]
    assert asked == [missing, expiring, expired, withdrawn, narrow, elder]
    found = standings([fine, *asked], Viewer(3), TODAY)
    assert [standing.state.value for standing in found.values()] == [
        *("valid", "missing", "expiring", "expired", "withdrawn", "missing", "missing")
    ]
    assert public_figure not in asked and office not in asked
    assert [*people_to_ask(Viewer(2), TODAY)] == []


def withdraw(consent, by, **fields):
    consent.withdrawn_on, consent.withdrawn_why = timezone.now().date(), "word came"
    return save_record(consent, by=by, reason="withdrawn")


@pytest.mark.parametrize(("scope", "level"), [("recorded", 3), ("public", 3), ("contacted", 0)])
def test_a_withdrawn_consent_restricts_the_person_at_once_and_says_why(scope, level):
    known, by = person(level=0), make.AnalystFactory(clearance=3)
    withdraw(make.ConsentFactory(actor=known, scope=scope), by)
    known.refresh_from_db()
    assert (known.level, known.effective_level) == (level, level)
    if level:
        last = known.events.order_by("-pgh_id").first().pgh_context
        assert last == {"account": by.pk, "reason": "A consent was withdrawn."}


def test_a_withdrawal_is_done_once_and_never_lowers():
    strict, known = person(level=4), person(level=0)
    by, officer = make.AnalystFactory(clearance=4), make.StewardFactory(clearance=4)
    for who in (strict, known):
        withdraw(make.ConsentFactory(actor=who), by)
    strict.refresh_from_db()
    assert strict.level == 4
    Actor._base_manager.filter(pk=known.pk).update(level=0)  # as two persons may have agreed since
    consent = known.consents.get()
    consent.withdrawn_why = "word came by a cousin"
    save_record(consent, by=officer, reason="said better")
    known.refresh_from_db()
    assert known.level == 0


def test_a_consent_is_said_to_be_withdrawn_with_its_day_and_not_before_it_was_given():
    for fields, wrong in (
        ({"withdrawn_why": "no day"}, "withdrawn_on"),
        ({"withdrawn_on": date(2023, 1, 1)}, "withdrawn_on"),
        ({"expires_on": date(2023, 1, 1)}, "expires_on"),
    ):
        with pytest.raises(ValidationError) as caught:
            make.ConsentFactory.build(actor=person(), **fields).full_clean()
        assert [*caught.value.error_dict] == [wrong]
    with pytest.raises(ValidationError, match="restricted"):
        make.ConsentFactory.build(actor=person(), level=2).full_clean()


def lowered(record, level):
    record.level = level
    return Change(record, record.version)


def everything():
    return Viewer(4)


@pytest.mark.parametrize("kind", ["record", "name"])
def test_who_did_not_agree_is_named_only_where_the_steward_says_why(kind):
    who = person(level=3 if kind == "record" else 1)
    record = who if kind == "record" else make.ActorNameFactory(actor=who, level=3)
    asker, steward = make.AnalystFactory(clearance=4), make.StewardFactory(clearance=4)
    make.ConsentFactory(actor=who, scope="team", level=4)
    request = request_lowering([lowered(record, 1)], by=asker, reason="published")
    confirm = {"by": steward, "viewer": everything(), "reason": "published"}
    with pytest.raises(ValidationError, match="did not agree"):
        confirm_lowering(request, **confirm)
    confirm_lowering(request, unasked="they died in 2019, their children agree", **confirm)
    record.refresh_from_db()
    request.refresh_from_db()
    assert (record.level, request.unasked) == (1, "they died in 2019, their children agree")
    assert "children" not in str(record.events.order_by("-pgh_id").first().pgh_context)


def test_who_agreed_is_named_without_more_words():
    who, steward = person(), make.StewardFactory(clearance=4)
    make.ConsentFactory(actor=who, scope="public")
    request = request_lowering([lowered(who, 0)], by=make.AnalystFactory(clearance=4), reason="published")
    assert effect_of_request(request, everything()).records
    confirm_lowering(request, by=steward, viewer=everything(), reason="published")
    who.refresh_from_db()
    assert who.level == 0


def test_one_editor_makes_public_who_agreed_and_nobody_who_did_not():
    by, willing, unasked, office = (
        make.AnalystFactory(clearance=3),
        person(1),
        person(1),
        make.ActorFactory(level=1),
    )
    make.ConsentFactory(actor=willing, scope="public")
    save_records([lowered(willing, 0), lowered(office, 0)], by=by, reason="published")
    with pytest.raises(Lowered):
        save_records([lowered(unasked, 0)], by=by, reason="published")
    unasked.refresh_from_db()
    assert unasked.level == 1


def test_one_editor_publishes_the_name_of_who_agreed_and_of_nobody_who_did_not():
    """Who stands in public under a word of protection is named by a further name as well as by the record."""
    by, willing, unasked, office = make.AnalystFactory(clearance=3), person(0), person(0), make.ActorFactory()
    make.ConsentFactory(actor=willing, scope="public")
    names = [make.ActorNameFactory(actor=actor, level=1) for actor in (willing, office, unasked)]
    save_records([lowered(name, 0) for name in names[:2]], by=by, reason="published")
    with pytest.raises(Lowered):
        save_records([lowered(names[2], 0)], by=by, reason="published")
    for name, level in zip(names, (0, 0, 1), strict=True):
        name.refresh_from_db()
        assert name.level == level
    assert request_lowering([lowered(names[2], 0)], by=by, reason="published").size == 1
