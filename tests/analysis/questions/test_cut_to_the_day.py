"""What came after a day changes no answer about bodies on that day, and what nobody may see none at all."""

from datetime import date

import pytest

from tests import factories as make
from tests.analysis.questions.worlds import LIVED, body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
DAY = date(2004, 6, 1)
SLUGS = (
    "early-functions",
    "parity",
    "parties-without-address",
    "set-up-before-talks",
    "mandates-when-talks-stop",
    "turned-to-another-use",
    "closed-without-handover",
    "where-the-memory-went",
)


def build():
    """A process in 2004: two sides, a secretariat at work, an office that closed."""
    process = searched_process()
    make.PhaseChangeFactory(process=process, position=1, status="negotiation", date="2002-09")
    government, front = (party_in(process, name) for name in ("Government", "Front"))
    secretariat = body_of(government, process, "Secretariat", ("operational", "2000"))
    closed = body_of(front, process, "Office", ("operational", "2000"), ("closed", "2003"))
    for task, state in (("commitment", "signalled"), ("archiving", "mandated"), ("media", "performed")):
        make.FunctionFactory(body=secretariat, process=process, task=task, state=state, **LIVED)
    make.MandateFactory(body=secretariat, continues_when_suspended=True, **LIVED)
    return process, front, secretariat, closed


def add(process, front, secretariat, closed, level=0, **dates):
    """More of every kind that the questions reckon with."""
    heir = make.BodyActorFactory(name=f"Heir {level}", level=level, **dates)
    make.PrincipalFactory(body=heir, principal=front, process=process, level=level, **dates)
    for body in (secretariat, closed):
        make.SuccessionFactory(predecessor=body, successor=heir, level=level, **dates)
        make.ArchiveHandoverFactory(body=body, state="preserved", level=level, **dates)
        make.MandateFactory(body=body, number=2, continues_when_suspended=False, level=level, **dates)
    for task in ("accessibility", "archiving"):
        make.FunctionFactory(body=secretariat, process=process, task=task, level=level, **dates)
        make.FunctionFactory(body=heir, process=process, task=task, level=level, **dates)
    make.MeansFactory(body=secretariat, level=level, **dates)
    make.StanceFactory(subject=secretariat, kind="refuses", level=level, **dates)


def found(answered):
    def plain(value):
        if isinstance(value, list):
            return [plain(one) for one in value]
        return getattr(value, "name", value)

    return {
        slug: [
            (row.finding, row.certainty, {key: plain(value) for key, value in row.values.items()})
            for row in answered(slug, day=DAY).rows
        ]
        for slug in SLUGS
    }


def test_what_came_later_and_what_is_hidden_change_no_answer_and_what_was_there_does(answered):
    world = build()
    before = found(answered)
    assert all(before[slug] for slug in SLUGS if slug != "turned-to-another-use")
    add(*world, start_kind="actual", start="2005")
    for position, (status, day) in enumerate([("repurposed", "2006"), ("closed", "2009")], 2):
        make.LifecycleChangeFactory(body=world[2], position=position, status=status, date=day, notice="short")
    make.PhaseChangeFactory(process=world[0], position=2, status="concluded", date="2010")
    assert found(answered) == before
    add(*world, level=3, **LIVED)
    assert found(answered) == before
    add(*world, **LIVED)
    after = found(answered)
    assert all(after[slug] != before[slug] for slug in SLUGS)
