"""What the servers of partners are sent holds no word, no id and no key of what their tokens may not see."""

import os

import pytest
from django.contrib.postgres.fields import ArrayField

from peaceinfra.core.models import Record, Subscription
from peaceinfra.core.registry import instances
from tests.api.deliveries import HOUR, later, subscribe, token_of, work, write
from tests.drawn_worlds import READER
from tests.receivers import receiver
from tests.security.canaries import Canaries, is_text, logged
from tests.security.test_canaries import build_guarded_work
from tests.tokens import officer
from tests.two_worlds import build_guarded_twice, build_public

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def touch_all() -> set[str]:
    """Every record that has a text is written, so that the feed has it; the ids of those that a partner may see."""
    rows = {row.pk: row for row in Record.objects.filter(retired=False)}
    touched = set()
    for key, record in instances(rows.values()).items():
        texts = [field for field in record._meta.concrete_fields if is_text(field)]
        if texts and not isinstance(texts[0], ArrayField):
            write(record, **{texts[0].name: f"Touched {key}"[: texts[0].max_length]})
            touched.add(key)
    seen = [rows[key] for key in touched if not rows[key].effective_teams]
    return {row.public_id for row in seen if row.effective_level <= READER.level}


@pytest.mark.skipif(not os.environ.get("CANARIES"), reason="make canaries sends every record")
def test_no_delivery_holds_a_canary_and_nothing_keeps_one(settings):
    settings.WEBHOOK_LOOPBACK = True
    build_guarded_twice(build_public())
    build_guarded_work()
    maker = officer()
    with receiver() as everybody, receiver(503, 503) as partner, logged() as lines:
        for server, level in ((everybody, 0), (partner, READER.level)):
            subscribe(token_of(maker, level=level)[1], server.address)
        canaries = Canaries(READER)
        shown = touch_all()
        for _time in range(3):
            work()
            for subscription in Subscription.objects.exclude(next_at=None):
                later(subscription, 24 * HOUR, "next_at")
    # It is sent, some of it again after a refusal; rows of a record are told with it.
    assert len(everybody.entries) > 20 and len({key for _op, key in partner.entries} & shown) > 30
    told = [repr(sent) for server in (everybody, partner) for sent in server.sent]
    assert [found for one in told if (found := canaries.found_in(one))] == []
    assert canaries.found_beside() == {}
    assert canaries.found_in(lines.getvalue()) == set()
