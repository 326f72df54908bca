"""Within whose lives each dated record is answered: the database, the facts and a plain third way agree."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db.models import Q

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.channels import channel_rows, channels_of
from peaceinfra.analysis.collect.lists import linkages_by_key
from peaceinfra.analysis.collect.parts import Known, part_rows, parts_of
from peaceinfra.analysis.collect.rows import actors_by_key, process_names
from peaceinfra.analysis.part_facts import Named
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.envelope import bounding_records
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.filtering import REVIEW_DAYS
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import Viewer
from processes.models import Actor, PeaceProcess
from secretariats.models import Channel
from tests import factories
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

EVERYBODY = Viewer(4)

# {kind: the fields that name those it cannot outlive}; a change here is one of docs/dates.md, section 4.
ENDS = {
    "rol": ["actor", "process"],
    "cfa": ["actor", "conflict"],
    "lnk": ["source", "target", "process"],
    "chn": ["process", "ends"],
    "fun": ["body", "party", "process"],
    "rch": ["actor", "community", "armed_actor", "process"],
    "inc": ["process", "actor", "forum"],
    "prn": ["body", "principal", "process"],
    "dep": ["giver", "recipient", "process"],
    "evt": ["process", "held_by"],
    "apt": ["post", "person"],
    "mbr": ["body", "member"],
    "brl": ["body", "other"],
    **dict.fromkeys(("man", "mea", "pst", "sea", "frm"), ["body"]),
    **dict.fromkeys(("stn", "lst"), ["actor"]),
    **dict.fromkeys(("act", "pro", "com", "cfl", "agr", "suc", "arc", "lng", "nam", "clm", "cov"), []),
}

VALIDITIES = [
    ("unknown", "", "unknown", ""),
    ("actual", "2002-02-06", "actual", "2009-07-31"),
    ("actual", "2004", "unknown", ""),
    ("actual", "1990", "ongoing", "2010-05-01"),
    ("first_cited", "2003", "last_cited", "2008-11"),
    ("actual", "2005", "ended", "2007"),
    ("actual", "[2001..2003]", "actual", "[2006..2012]"),
    ("unknown", "", "actual", "2006"),
    ("actual", "1990", "actual", "2030"),
    ("actual", "1990", "actual", "2030"),
]
DAYS = [
    date(1989, 12, 31),
    date(2002, 2, 6),
    date(2003, 12, 31),
    date(2004, 6, 30),
    date(2005, 12, 31),
    date(2006, 1, 1),
    date(2007, 6, 1),
    date(2009, 7, 31),
    date(2010, 5, 2),
    date(2011, 5, 2),
    date(2031, 1, 1),
]


def dates(random):
    return dict(zip(("start_kind", "start", "end_kind", "end"), random.choice(VALIDITIES), strict=True))


def made(model, random, **fields):
    factory = getattr(factories, f"{model.__name__}Factory")
    return factory(**fields, **dates(random)) if issubclass(model, Dated) else factory(**fields)


def record_of(kind, random):
    """A record of the kind, and the records it cannot outlive; an end that may be missing is retired at times."""
    model = models_by_kind()[kind]
    ends = {}
    for name in ENDS[kind]:
        field = model._meta.get_field(name)
        if not field.one_to_many and name != "post":
            is_retired = field.null and random.random() < 0.2
            ends[name] = made(field.related_model, random, retired=is_retired)
    if kind == "apt":
        body = made(Actor, random)
        ends["post"] = made(models_by_kind()["pst"], random, body=body)
    record = made(model, random, **ends)
    lives = [end for end in ends.values() if not end.retired]
    if kind == "apt":
        lives.append(body)
    if kind == "chn":
        lives += [factories.ChannelEndFactory(channel=record, actor=made(Actor, random)).actor for _ in "ab"]
        factories.ChannelEndFactory(channel=record, actor=made(Actor, random), part="via", position=3)
    return record, lives


def plainly(record, lives, day):
    """Section 4 in its own words: possible where all are possible, certain where all are certain."""
    all_of_them = [record, *lives]
    columns = [(dated.start_min, dated.start_max, dated.end_min, dated.end_max) for dated in all_of_them]
    if any((a and day < a) or (d and d < day) for a, _b, _c, d in columns):
        return "no"
    if all(b and c and b <= day <= c for _a, b, c, _d in columns):
        return "certain"
    review = timedelta(days=getattr(record, "review_days", REVIEW_DAYS))
    if record.end_kind == "ongoing" and record.end_min <= day <= record.end_min + review:
        return "confirmed"
    return "possible"


def fact_of(record):
    if isinstance(record, Linkage):
        return linkages_by_key([record.pk], EVERYBODY)[record.pk]
    known = Known(
        actors_by_key(Actor.objects.values_list("pk", flat=True), EVERYBODY),
        process_names(PeaceProcess.objects.values_list("pk", flat=True), EVERYBODY),
        dict.fromkeys(Record.objects.values_list("pk", flat=True), Named("", "")),
    )
    if isinstance(record, Channel):
        return channels_of(channel_rows([record.pk], EVERYBODY), known)[0]
    model = type(record)
    return parts_of(model, part_rows(model, EVERYBODY, Q(pk=record.pk)), known)[0]


def test_every_dated_kind_is_named():
    assert ENDS.keys() == {kind for kind, model in models_by_kind().items() if issubclass(model, Dated)}


@pytest.mark.parametrize(
    "rounds", [range(1), pytest.param(range(1, 5), marks=pytest.mark.slow)], ids=["1", "4 more"]
)
@pytest.mark.parametrize("kind", ENDS)
def test_a_record_is_answered_within_the_lives_of_those_it_cannot_outlive(kind, rounds):
    model = models_by_kind()[kind]
    made = [record_of(kind, Random(f"lives of {kind}, {number}")) for number in rounds]
    rows = model.objects.filter(pk__in=[record.pk for record, _lives in made])
    stored = rows.in_bulk()
    lives_of = {record.pk: lives_as_stored(stored[record.pk], lives) for record, lives in made}
    facts = {pk: fact_of(record) for pk, record in stored.items()}
    for day in DAYS:
        expected = {pk: plainly(record, lives_of[pk], day) for pk, record in stored.items()}
        assert dict(rows.with_certainty(day, REVIEW_DAYS).values_list("pk", "certainty")) == expected, day
        assert {pk: derived.certainty(fact, day) for pk, fact in facts.items()} == expected, day
        for shown, certainties in (
            (rows.possible_on(day), {"certain", "confirmed", "possible"}),
            (rows.certain_on(day), {"certain"}),
        ):
            found = shown.values_list("pk", flat=True)
            assert sorted(found) == sorted(pk for pk, answer in expected.items() if answer in certainties)
    beyond = {pk: [end for end in lives_of[pk] if record.bounds.goes_beyond(end.bounds)]
              for pk, record in stored.items()}  # fmt: skip
    assert {row.pk for row in rows.beyond_ends()} == {pk for pk, lives in beyond.items() if lives}
    for pk, fact in facts.items():
        assert len(derived.exceeded_by(fact)) == len(beyond[pk])


def lives_as_stored(record, lives):
    """The records it cannot outlive: those that it was made with, and no other."""
    assert sorted(end.pk for end in bounding_records(record)) == sorted(end.pk for end in lives)
    return [type(end).objects.get(pk=end.pk) for end in lives]


def test_a_channel_with_an_end_that_came_later_is_not_there_before():
    office = factories.ActorFactory(start_kind="actual", start="2013-06-18")
    line = factories.ChannelFactory(process=None)
    factories.ChannelEndFactory(channel=line, actor=office)
    assert list(Channel.objects.possible_on(date(1990, 1, 1))) == []
    assert derived.certainty(fact_of(line), date(1990, 1, 1)) == Certainty.NO


def test_an_event_is_over_on_the_day_on_which_it_began():
    event = factories.EventFactory(
        start_kind="actual", start="2004-05-03", process=factories.PeaceProcessFactory()
    )
    assert (event.end_min, event.end_max) == (date(2004, 5, 3), date(2004, 5, 3))
    longer = factories.EventFactory(
        start_kind="actual", start="2004-05-03", end_kind="actual", end="2004-05-09"
    )
    assert longer.end_max == date(2004, 5, 9)
