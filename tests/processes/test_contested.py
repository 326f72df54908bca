"""What is contested is one rule, asked of facts by pages and of the database by lists: all give the same."""

from itertools import combinations_with_replacement, product

import pytest

from peaceinfra.analysis.collect.cited import evidence_on
from peaceinfra.analysis.evidence import contested_fields
from peaceinfra.api.representing import representation
from peaceinfra.core.visibility import Viewer
from processes.choices import ClaimStatus, Polarity
from processes.models import Claim
from tests.factories import (
    ActorFactory,
    ClaimFactory,
    CoverageNoteFactory,
    LinkageFactory,
    PeaceProcessFactory,
    SourceFactory,
    StanceFactory,
)

pytestmark = pytest.mark.django_db

#: (field, value, other value, whether the two cannot both hold), of an actor.
PAIRS = [
    ("start", "2004", "2005", True),
    ("start", "2009", "[2009-09-15..]", False),
    ("start", "2009", "[2010-01-01..]", True),
    ("start", "2009", "[..2008]", True),
    ("start", "2009", "2009-12", False),
    ("start", "2009-09-15", "2009-12", True),
    ("start", "2004", "no date", False),
    ("kind", "state", "community", True),
    ("kind", "state", "state", False),
    ("kind", "unknown", "state", False),
    ("usual_level", "", "top", False),
    ("name", "Team", "Equipo", False),
    ("start_kind", "actual", "first_cited", False),
    ("countries", '["NP"]', '["LK"]', False),
    ("a_field_of_no_record", "one sentence", "another", False),
    ("purpose", "One text.", "Another text.", False),
    ("clients", "Élders", "  elders ", False),
    ("clients", "Elders", "Youth", True),
    ("full_time_staff", "8", "08", False),
    ("full_time_staff", "8", "12", True),
    ("has_standby_team", "True", "False", True),
]


def told_contested(subjects, viewer) -> dict[int, list[str]]:
    """What the API tells of records as contested."""
    told = {}
    for kind in {subject.public_id[:3] for subject in subjects}:
        keys = [subject.pk for subject in subjects if subject.public_id.startswith(kind)]
        told |= representation(kind, keys, viewer, root="/")
    return {key: answer["contested"] for key, answer in told.items()}


def contested_everywhere(subjects) -> set[tuple[int, str]]:
    """What is contested of records; the database, the facts of pages and the API say the same."""
    keys = [subject.pk for subject in subjects]
    evidence = evidence_on(keys, Viewer(4))
    ruled = {(key, field) for key in keys for field in contested_fields(evidence.get(key, ()))}
    selected = set(Claim.objects.contested().values_list("subject", "field"))
    told = told_contested(subjects, Viewer(4))
    listed = {(key, field) for key in keys for field in told.get(key, ())}
    assert selected == ruled == listed
    return ruled


@pytest.mark.slow
def test_the_database_and_the_rule_agree_on_every_pair_of_claims():
    source, gone = SourceFactory(), SourceFactory(retired=True)
    subjects = []
    pairs = list(combinations_with_replacement(product(Polarity.values, ClaimStatus.values), 2))
    for value, pair in product(("top", "grassroots"), pairs):
        subject = ActorFactory()
        subjects.append(subject)
        for (polarity, status), level in zip(pair, ("top", value), strict=True):
            ClaimFactory(
                subject=subject,
                source=source,
                field="usual_level",
                value=level,
                polarity=polarity,
                status=status,
            )
        ClaimFactory(subject=subject, source=gone, field="kind", status="disputed")
    ruled = contested_everywhere(subjects)
    assert 0 < len(ruled) < len(subjects)


def test_sources_that_support_values_which_cannot_both_hold_contest_the_field():
    subjects = ActorFactory.create_batch(len(PAIRS))
    source = SourceFactory()
    for subject, (field, one, other, _differ) in zip(subjects, PAIRS, strict=True):
        for value in (one, other):
            ClaimFactory(subject=subject, source=source, field=field, value=value)
    expected = {(subject.pk, pair[0]) for subject, pair in zip(subjects, PAIRS, strict=True) if pair[3]}
    assert contested_everywhere(subjects) == expected


def test_a_record_named_as_value_is_another_value_than_a_record_of_the_same_label():
    process, twins = PeaceProcessFactory(), ActorFactory.create_batch(2, name="Council")
    same, other = CoverageNoteFactory.create_batch(2, process=process)
    for note, named in ((same, [twins[0]] * 2), (other, twins)):
        for actor in named:
            ClaimFactory(subject=note, field="searched_by", value_record=actor)
    assert contested_everywhere([same, other]) == {(other.pk, "searched_by")}


def test_sentences_stand_beside_each_other():
    stance = StanceFactory(condition="A seat.")
    for words in ("A seat.", "The source does not say by whom it was contested."):
        ClaimFactory(subject=stance, field="condition", value=words)
    assert contested_everywhere([stance]) == set()


def test_values_that_followed_one_another_are_no_contest():
    first, second = ActorFactory.create_batch(2)
    for subject, start in ((first, "2010"), (second, "2008")):
        early = {"start_kind": "actual", "start": "2005", "end_kind": "actual", "end": "2009"}
        ClaimFactory(subject=subject, field="full_time_staff", value="8", **early)
        ClaimFactory(subject=subject, field="full_time_staff", value="12", start_kind="actual", start=start)
    assert contested_everywhere([first, second]) == {(second.pk, "full_time_staff")}


def test_days_on_which_something_was_seen_stand_beside_each_other():
    linkage, ended = LinkageFactory.create_batch(2)
    for subject, kind in ((linkage, "last_cited"), (ended, "actual")):
        ClaimFactory(subject=subject, field="end_kind", value=kind)
        for day in ("2019", "2021"):
            ClaimFactory(subject=subject, field="end", value=day)
            ClaimFactory(subject=subject, field="last_evidence", value=day)
    assert contested_everywhere([linkage, ended]) == {(ended.pk, "end")}


def test_a_value_that_a_viewer_may_not_see_contests_nothing_for_them():
    subject = ActorFactory()
    ClaimFactory(subject=subject, field="usual_level", value="top")
    ClaimFactory(subject=subject, field="usual_level", value="grassroots", level=3)
    for level, fields in ((0, []), (3, ["usual_level"])):
        viewer = Viewer(level)
        rows = Claim.objects.shown_to(viewer).contested()
        assert list(rows.values_list("field", flat=True)) == fields
        assert told_contested([subject], viewer)[subject.pk] == fields
        assert sorted(evidence_on([subject.pk], viewer)[subject.pk].contested_fields) == fields
