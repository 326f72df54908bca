"""Mistakes in whose lives bound a record: it would be said of days on which what it joins was not there."""

from contextlib import contextmanager
from unittest.mock import patch

from django.test import Client

from peaceinfra.api.reader.reading import of_chosen, of_whole
from peaceinfra.api.reader.rows import row_class
from secretariats.models import Channel
from tests.factories import (
    ActorFactory,
    ChannelEndFactory,
    ChannelFactory,
    LinkageFactory,
    PeaceProcessFactory,
)
from tests.security.mutants import Mutant
from tracks.models import Linkage


def _certainty(kind, record, day):
    answer = Client().get(f"/api/v1/{kind}/{record.public_id}/", {"as_of": day})
    return answer.json()["as_of"]["certainty"]


def channel_before_its_end():
    line = ChannelFactory(process=None)
    ChannelEndFactory(channel=line, actor=ActorFactory(start_kind="actual", start="2013-06-18"))
    assert _certainty("channels", line, "1990-01-01") == "no"


def linkage_after_its_process():
    over = PeaceProcessFactory(start_kind="actual", start="2002", end_kind="actual", end="2009")
    linkage = LinkageFactory(process=over)
    assert _certainty("linkages", linkage, "2015-01-01") == "no"


@contextmanager
def bounded_by(model, *paths):
    """The lives that bound a record are others, also in what was compiled from them."""
    with patch.object(model, "envelope", paths):
        forget_compiled()
        try:
            yield
        finally:
            forget_compiled()


def forget_compiled():
    of_whole.cache_clear()
    of_chosen.cache_clear()
    row_class.cache_clear()


LEAK = "lives"
MUTANTS = [
    Mutant(
        "a channel outlives the actors at its ends",
        lambda: bounded_by(Channel, "process"),
        channel_before_its_end,
    ),
    Mutant(
        "a linkage outlives its process",
        lambda: bounded_by(Linkage, "source", "target"),
        linkage_after_its_process,
    ),
]
