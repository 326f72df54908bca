"""Entering without scripts: records named by ids, empty rows on request; lists that say what they are about."""

import pytest

from tests import factories
from tests.admin.screens import address, errors, listing, send, shown, words
from tracks.models import Linkage

pytestmark = pytest.mark.django_db


def test_a_linkage_with_an_intermediary_is_entered_by_ids(desk):
    source, target, carrier = (factories.ActorFactory() for _ in range(3))
    url = f"{listing(Linkage, 'add')}?rows=2"
    changes = {
        "source-typed": source.public_id,
        "target-typed": f" {target.public_id} ",
        "modality": "briefing",
        "intermediaries-0-actor-typed": carrier.public_id,
        "intermediaries-0-part": "proxy",
    }
    response = send(desk, url, changes)
    assert response.status_code == 302, errors(response)
    linkage = Linkage.objects.get()
    assert (linkage.source, linkage.target) == (source, target)
    assert [row.actor for row in linkage.intermediaries.all()] == [carrier]


def test_empty_rows_that_stay_empty_are_no_rows(desk):
    linkage = factories.LinkageFactory()
    response = send(desk, f"{address(linkage)}?rows=2", {"purpose": "to speak"})
    assert response.status_code == 302, errors(response)
    linkage.refresh_from_db()
    assert (linkage.purpose, linkage.intermediaries.count()) == ("to speak", 0)


def test_an_id_of_something_hidden_of_another_kind_and_of_nothing_are_refused_alike(desk):
    linkage = factories.LinkageFactory()
    ids = [
        factories.ActorFactory(team=factories.TeamFactory()).public_id,
        linkage.public_id,
        "act-0000000000000",
        "somebody",
    ]
    said = [errors(send(desk, address(linkage), {"source-typed": one})) for one in ids]
    assert all(list(one) == ["source"] for one in said) and len({str(one) for one in said}) == 1


def test_the_boxes_for_ids_stand_where_scripts_do_not_run(desk):
    page = words(desk.get(address(factories.LinkageFactory())))
    assert '<noscript><label class="by-id">or its id <input name="source-typed"' in page
    assert "source-typed" not in shown(desk.get(address(Linkage.objects.get())))


def test_lists_of_claims_citations_and_notes_say_what_they_are_about(desk):
    body = factories.BodyActorFactory(name="Office of the Valley")
    factories.ClaimFactory(subject=body, field="form", value="secretariat")
    factories.CitationFactory(subject=body)
    factories.NoteFactory(subject=body)
    for model in ("claim", "citation", "note"):
        assert "Office of the Valley" in words(desk.get(f"/admin/processes/{model}/"))
    assert "Form: peace secretariat" in words(desk.get("/admin/processes/claim/"))
