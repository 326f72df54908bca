"""The first screens of the real cases say nothing by an empty word."""

import re

import pytest
from django.utils.html import strip_tags

from processes.models import PeaceProcess

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

EMPTY = re.compile(r"\(\s*\)|: ?;|since since|;\s*;|,\s*,")


@pytest.mark.slow
def test_no_process_page_tells_something_by_an_empty_word(client):
    found = {}
    for process in PeaceProcess.objects.filter(level=0):
        for question in ("", "?as_of=2006-06-30", "?as_of=2026-06-30"):
            page = client.get(f"/processes/{process.public_id}/{question}").content.decode()
            words = " ".join(strip_tags(page).split())
            if empty := [words[max(0, at.start() - 40) : at.end() + 20] for at in EMPTY.finditer(words)]:
                found[process.name, question] = empty
    assert found == {}


def test_an_agreement_that_nobody_signed_is_not_said_to_be_signed(client):
    process = PeaceProcess.objects.get(name__startswith="South Africa")
    words = strip_tags(client.get(f"/processes/{process.public_id}/").content.decode())
    assert "agreed 18 Nov 1993" in words
    assert "signed 18 Nov 1993" not in words
