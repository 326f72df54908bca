"""What the first page says beside the processes."""

import pytest
from django.urls import reverse

from tests.factories import ArchiveHandoverFactory, BodyActorFactory, PeaceProcessFactory

pytestmark = pytest.mark.django_db


def test_an_archive_that_was_lost_later_needs_no_attention_on_an_earlier_day(client):
    PeaceProcessFactory()
    body = BodyActorFactory(name="Bureau of Testland")
    ArchiveHandoverFactory(body=body, state="not_preserved", start_kind="actual", start="2009-06-01")
    before = client.get(reverse("home"), {"as_of": "2006-06-30"}).content.decode()
    after = client.get(reverse("home"), {"as_of": "2010-06-30"}).content.decode()
    assert "Archives not preserved" not in before
    assert "Archives not preserved" in after
