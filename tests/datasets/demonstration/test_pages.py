"""The first screens of the real cases say nothing by an empty word."""

import re
from itertools import product

import pytest
from django.utils.html import strip_tags

from processes.choices import Momentum, Phase
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
    """What the first line of a process's page says of its logs."""
    page = client.get(address, question).content.decode()
    return strip_tags(re.search(r'<span class="label">Status</span> <b>(.*?)</b>', page).group(1))


def logs_in(said) -> dict[str, str]:
    """{log: its state}, of such a line."""
    states = (
        re.search(rf"{log}: (.+?)(; (?:momentum|how it ended): .*)?$", said) for log in ("phase", "momentum")
    )
    return {log: state[1] for log, state in zip(("phase", "momentum"), states, strict=True) if state}


def pattern_of(choices, state, last, rows) -> str:
    """How the API's state on a day is said; `last` is what a page without a day says of the log, `rows` what it has."""
    if state["status"] is None:
        ended = f"ended before this day (last recorded: {last.removesuffix('; nothing recorded since')})"
        return f"not yet begun|not recorded for this day|{re.escape(ended)}"
    if state["status"] == "unknown":
        known = "|".join({str(choices(row.status).label) for row in rows if row.status != "unknown"})
        return rf"not known \(before: ({known})( when last seen|, last seen [^;()]+)\)"
    doubt = {"certain": "{}", "confirmed": "{}, as confirmed", "possible": "possibly {}"}
    return re.escape(doubt[state["status_certainty"]].format(choices(state["status"]).label))


DAYS = ["1995-06-30", "2006-11-30", "2006-12-31", "2014-01-01", "2026-11-28"]


@pytest.mark.slow
def test_page_brief_and_api_read_the_logs_of_a_process_alike(client):
    ended = {day: set() for day in DAYS}
    for process in PeaceProcess.objects.filter(level=0):
        last = logs_in(status_said(client, f"/processes/{process.public_id}/"))
        for day in DAYS:
            if any(said.startswith("ended") for said in logs_read_alike(client, process, day, last)):
                ended[day].add(process.name)
    with_nepal = [day for day in DAYS if any(name.startswith("Nepal") for name in ended[day])]
    assert with_nepal == ["2014-01-01", "2026-11-28"]


def logs_read_alike(client, process, day, last) -> list[str]:
    """What page, brief and API say of the logs on a day; `last` is what the page without a day says."""
    address = f"/processes/{process.public_id}/"
    here = logs_in(status_said(client, address, as_of=day))
    brief = client.get(f"{address}brief/", {"as_of": day}).content.decode()
    line = re.search(r"<li><bdi>((?:phase|momentum): .*?)</bdi>", brief)
    assert (logs_in(strip_tags(line[1])) if line else {}) == here, (process.name, day)
    api = client.get(f"/api/v1{address}", {"as_of": day}).json()["as_of"]
    for log, choices, state, rows in (
        ("phase", Phase, api, process.phases.all()),
        ("momentum", Momentum, api["momentum"], process.momenta.all()),
    ):
        if log in here:
            expected = pattern_of(choices, state, last[log], rows)
            assert re.fullmatch(expected, here[log]), (process.name, day)
        else:
            assert (log in last, state["status"]) == (False, None), (process.name, day)
    return list(here.values())
