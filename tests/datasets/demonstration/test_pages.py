"""The first screens of the real cases say nothing by an empty word."""

import re
from itertools import product

import pytest
from django.utils.html import strip_tags

from peaceinfra.dashboards.presenters.course import phase_words
from processes.choices import Momentum
from processes.models import PeaceProcess

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

SLUGS = ("", "time/", "bodies/", "agreements/", "evidence/")
EMPTY = re.compile(r"\(\s*\)|: ?;|since since|;\s*;|,\s*,")


@pytest.mark.slow
def test_no_process_page_tells_something_by_an_empty_word(client):
    found = {}
    for process in PeaceProcess.objects.filter(level=0):
        for slug, question in product(SLUGS, ("", "?as_of=2006-06-30", "?as_of=2026-06-30")):
            page = client.get(f"/processes/{process.public_id}/{slug}{question}").content.decode()
            words = " ".join(strip_tags(page).split())
            if empty := [words[max(0, at.start() - 40) : at.end() + 20] for at in EMPTY.finditer(words)]:
                found[process.name, slug, question] = empty
    assert found == {}


def test_an_agreement_that_nobody_signed_is_not_said_to_be_signed(client):
    process = PeaceProcess.objects.get(name__startswith="South Africa")
    words = strip_tags(client.get(f"/processes/{process.public_id}/agreements/").content.decode())
    assert "agreed 18 Nov 1993" in words
    assert "signed 18 Nov 1993" not in words


def status_said(client, address, **question):
    """What the first line of a process's page says of where its talks stand."""
    page = client.get(address, question).content.decode()
    return strip_tags(re.search(r'<p class="standing"><span class="label">Status</span> (.*?)</p>', page)[1])


def pattern_of(words, state, is_over, rows) -> str:
    """How the API's state on a day stands in the phrase; `words` are those of a code, `rows` what the log has."""
    known = "|".join({re.escape(words(row.status)) for row in rows if row.status != "unknown"})
    if not known:
        return ""
    last_seen = rf"\b({known})(, \w+)?,? (when last seen|last seen [^;()]+)"
    if state["status"] is None:
        last = rf"(before that|last recorded:.*) ({known}),? (since|last seen|when last seen)"
        return last if is_over else "^Not yet begun|not recorded for this day"
    if state["status"] == "unknown":
        return rf"{last_seen}(, and nothing recorded since|, not known since|;.*not known on this day)"
    doubt = {"certain": "{}", "confirmed": "{}, as confirmed", "possible": "possibly {}"}
    said = doubt[state["status_certainty"]].format(words(state["status"]))
    return rf"\b{re.escape(said)}\b"


DAYS = ["1995-06-30", "2006-11-30", "2006-12-31", "2014-01-01", "2026-11-28"]


@pytest.mark.slow
def test_page_brief_and_api_read_the_logs_of_a_process_alike(client):
    over = {day: set() for day in DAYS}
    for process in PeaceProcess.objects.filter(level=0):
        for day in DAYS:
            if re.match("Ended|Talks collapsed", status_read_alike(client, process, day)):
                over[day].add(process.name)
    with_nepal = [day for day in DAYS if any(name.startswith("Nepal") for name in over[day])]
    assert with_nepal == ["2014-01-01", "2026-11-28"]


def status_read_alike(client, process, day) -> str:
    """What page and brief say of a day, in which both logs stand as the API answers them."""
    address = f"/processes/{process.public_id}/"
    here = status_said(client, address, as_of=day)
    brief = client.get(f"{address}brief/", {"as_of": day}).content.decode()
    section = re.search(r'<section class="status">.*?</section>', brief, re.DOTALL)[0]
    in_brief = re.search(r"<li>(<b>.*?</b> )?<bdi>(.*?)</bdi>", section)
    assert here == ("not recorded" if in_brief is None else in_brief[2]), (process.name, day)
    api = client.get(f"/api/v1{address}", {"as_of": day}).json()["as_of"]
    is_over = here.startswith("Ended")
    for words, state, rows in (
        (phase_words, api, process.phases.all()),
        (lambda code: str(Momentum(code).label), api["momentum"], process.momenta.all()),
    ):
        expected = pattern_of(words, state, is_over, rows)
        assert re.search(expected, here, re.IGNORECASE), (process.name, day, expected, here)
    return here
