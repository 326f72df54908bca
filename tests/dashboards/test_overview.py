"""What the first page says beside the processes."""

import pytest
from django.urls import reverse

from tests.factories import (
    ActorFactory,
    ArchiveHandoverFactory,
    BodyActorFactory,
    ClaimFactory,
    EventFactory,
    LinkageFactory,
    PeaceProcessFactory,
    PrincipalFactory,
)

pytestmark = pytest.mark.django_db


def test_an_archive_that_was_lost_later_needs_no_attention_on_an_earlier_day(client):
    PeaceProcessFactory()
    body = BodyActorFactory(name="Bureau of Testland")
    ArchiveHandoverFactory(body=body, state="not_preserved", start_kind="actual", start="2009-06-01")
    before = client.get(reverse("home"), {"as_of": "2006-06-30"}).content.decode()
    after = client.get(reverse("home"), {"as_of": "2010-06-30"}).content.decode()
    assert "Archives not preserved" not in before
    assert "Archives not preserved" in after


def test_the_legend_of_squares_stands_only_where_there_are_squares(client):
    process = PeaceProcessFactory()
    day = {"as_of": "2006-06-30"}
    assert "confirmed within its review interval" not in client.get(reverse("home"), day).content.decode()
    ends = [ActorFactory(usual_level=level) for level in ("top", "grassroots")]
    LinkageFactory(process=process, source=ends[0], target=ends[1])
    assert "confirmed within its review interval" in client.get(reverse("home"), day).content.decode()
    assert "confirmed within its review interval" not in client.get(reverse("home")).content.decode()


def test_the_bodies_of_a_process_are_counted_on_the_day(client):
    process = PeaceProcessFactory()
    served = {"start_kind": "actual", "start": "2008", "end_kind": "actual", "end": "2009"}
    PrincipalFactory(process=process, **served)
    cell = '<td role="cell" data-label="Bodies"><div>{}</div></td>'
    assert cell.format("1") in client.get(reverse("home")).content.decode()
    assert cell.format("1") in client.get(reverse("home"), {"as_of": "2008-06-30"}).content.decode()
    none = cell.format('<span class="muted">none recorded</span>')
    assert none in client.get(reverse("home"), {"as_of": "2006-06-30"}).content.decode()


def test_what_is_contested_is_listed_once_and_with_its_process(client):
    process = PeaceProcessFactory(name="Talks of Testland")
    talks = EventFactory(name="Peace talks", process=process)
    for field in ("start", "name"):
        ClaimFactory(subject=talks, field=field, status="disputed")
    page = client.get(reverse("home")).content.decode()
    part = page[page.index("Facts on which sources disagree") : page.index("Entered or changed lately")]
    assert part.count("Peace talks (Talks of Testland)") == 1
    assert "sources disagree on: " in part
    assert "start" in part and "name" in part
