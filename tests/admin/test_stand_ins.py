"""Who cites a guarded source is offered its public stand-in; nobody else learns that the two belong together."""

import pytest

from processes.models import Citation
from tests import factories
from tests.admin.screens import address, row, save, shown, words
from tests.admin.sheets import save as save_sheet
from tests.admin.sheets import sheet
from tests.admin.test_sheet_statements import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact():
    """A guarded source, as others read of it: “Trusted contact”."""
    public = factories.SourceFactory(name="Trusted contact", reliability="B")
    return factories.SourceFactory(name="Call with Nightingale", level=3, stand_in=public)


def notices(client):
    return [str(message) for message in client.get("/admin/").context["messages"]]


def offered(client, record, contact):
    link = f"/admin/processes/citation/add/?subject={record.public_id}&amp;source={contact.stand_in_id}&amp;level=0"
    (notice,) = [text for text in notices(client) if "A guarded source was cited" in text]
    assert "Nightingale" not in notice
    return f'<a href="{link}">Cite “Trusted contact” at “{record}”</a>' in notice


@pytest.mark.parametrize("by", ["row", "statement"])
def test_citing_a_guarded_source_offers_its_stand_in_and_writes_nothing_more(desk, contact, by):
    actor = factories.ActorFactory(name="Valley Office", usual_level="top")
    ways = {
        "row": row("citations", 0, source=contact.pk, credibility="2", level="0"),
        "statement": {"from_source": str(contact.pk), "usual_level": "middle"},
    }
    save(desk, address(actor), ways[by])
    assert offered(desk, actor, contact)
    assert not Citation.objects.filter(source=contact.stand_in).exists()


def test_the_offer_is_filled_in_and_readers_then_see_the_stand_in_alone(desk, contact, client):
    actor = factories.ActorFactory(name="Valley Office")
    citation = "/admin/processes/citation/add/"
    filled = {"subject": actor.public_id, "source": contact.stand_in_id, "level": 0}
    sent = shown(desk.get(citation, filled))
    assert (sent["subject"], sent["source"], sent["level"]) == (
        actor.public_id,
        str(contact.stand_in_id),
        "0",
    )
    assert desk.post(citation, sent | {"reason": "asked again"}).status_code == 302
    assert Citation.objects.get().effective_level == 0
    save(desk, address(actor), row("citations", 1, source=contact.pk, credibility="2", level="0"))
    assert not any("guarded source" in text for text in notices(desk))


def test_statements_entered_from_a_guarded_source_offer_its_stand_in_at_each_record(desk, contact):
    actor = factories.ActorFactory(name="Valley Office")
    save_sheet(desk, sheet(contact, said(actor, "usual_level", "top"), said(actor, "start", "2004")))
    assert offered(desk, actor, contact)


def test_a_source_without_a_stand_in_or_a_public_one_offers_nothing(desk, contact):
    actor = factories.ActorFactory()
    for source in (contact.stand_in, factories.SourceFactory(level=3)):
        save_sheet(desk, sheet(source, said(actor, "usual_level", "top")))
        assert not any("guarded source" in text for text in notices(desk))


def test_who_may_not_see_the_guarded_source_is_told_nothing(signed_in, contact):
    client, actor = signed_in(factories.AnalystFactory(clearance=2)), factories.ActorFactory()
    without = words(client.get(address(actor)))
    factories.CitationFactory(subject=actor, source=contact)
    response = client.post(
        address(actor), shown(client.get(address(actor))) | {"reason": "looked", "name": "Other"}
    )
    assert response.status_code == 302
    assert not any("guarded" in text for text in notices(client))
    assert "Nightingale" not in without + words(client.get(address(actor)))
