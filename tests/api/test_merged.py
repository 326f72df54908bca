"""The id of a merged record leads to the kept one, for who may see both; to others it is gone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.models import Proposal, ProposalName
from processes.services import merge_records, undo_merge
from tests.api.test_proposals import Proposer
from tests.factories import (
    AccountFactory,
    ActorFactory,
    BodyActorFactory,
    ExternalIdFactory,
    PeaceProcessFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
WHY = "one thing"


def merged(kept, other):
    return merge_records(kept, other, by=None, reason=WHY)


def test_the_old_id_answers_with_the_address_of_the_kept_record(anybody):
    kept, other = PeaceProcessFactory(), PeaceProcessFactory()
    merge = merged(kept, other)
    answer = anybody.answer(f"processes/{other.public_id}/?fields=id")
    address = f"http://testserver/api/v1/processes/{kept.public_id}/?fields=id"
    assert (answer.status_code, answer.headers["Location"], answer.headers["Cache-Control"]) == (
        301,
        address,
        "no-cache",
    )
    assert answer.json() == {"id": other.public_id, "merged_into": kept.public_id, "url": address}
    row = anybody.answer(f"processes/{other.public_id}/csv/")
    assert row.headers["Location"].endswith(f"/processes/{kept.public_id}/csv/")
    assert other.public_id not in {row["id"] for row in anybody.read("processes/")["results"]}
    undo_merge(merge, by=None, reason=WHY)
    assert anybody.answer(f"processes/{other.public_id}/").status_code == 200


def test_it_leads_through_several_merges_and_to_the_list_that_tells_the_kept_record(anybody):
    first, second, body = ActorFactory(kind="igo"), ActorFactory(kind="igo"), BodyActorFactory()
    merged(second, first)
    merged(body, second)
    for actor in (first, second):
        address = anybody.answer(f"actors/{actor.public_id}/").headers["Location"]
        assert address == f"http://testserver/api/v1/bodies/{body.public_id}/"


@pytest.mark.parametrize("levels", [(3, 0), (0, 3)])
def test_who_may_not_see_both_learns_nothing(anybody, cleared, levels):
    kept, other = (SourceFactory(level=level) for level in levels)
    cursor = anybody.read("changes/", start=1)["cursor"]
    merged(kept, other)
    absent = anybody.answer(f"sources/{'src-0000000000001'}/")
    with CaptureQueriesContext(connection) as queries:
        answer = anybody.answer(f"sources/{other.public_id}/")
    with CaptureQueriesContext(connection) as of_absent:
        anybody.answer("sources/src-0000000000001/")
    assert (answer.status_code, answer.content, len(queries)) == (404, absent.content, len(of_absent))
    assert cleared.answer(f"sources/{other.public_id}/").status_code == 301
    told = anybody.read("changes/", cursor=cursor)["results"]
    assert all("merged_into" not in change for change in told)


def test_pages_of_the_old_id_lead_to_those_of_the_kept_record(client):
    kept, other = PeaceProcessFactory(name="Kept"), PeaceProcessFactory(name="Merged")
    ExternalIdFactory(subject=other, scheme="pax", value="77")
    merged(kept, other)
    moved = client.get(f"/processes/{other.public_id}/bodies/?as_of=2004")
    assert (moved.status_code, moved.headers["Location"], moved.headers["Cache-Control"]) == (
        301,
        f"/processes/{kept.public_id}/bodies/?as_of=2004",
        "no-cache",
    )
    csv = client.get(f"/records/{other.public_id}.csv")
    assert csv.headers["Location"] == f"/records/{kept.public_id}.csv"
    for typed in (other.public_id, "pax:77"):
        assert kept.public_id in client.get("/search/", {"q": typed}).content.decode()


def test_a_page_of_the_old_id_is_not_found_by_who_may_not_see_both(client):
    kept, other = PeaceProcessFactory(level=2), PeaceProcessFactory()
    merged(kept, other)
    assert client.get(f"/processes/{other.public_id}/").status_code == 404
    client.force_login(AccountFactory(clearance=2))
    assert client.get(f"/processes/{other.public_id}/").status_code == 301


def test_a_process_that_was_followed_is_followed_on_under_the_kept_one(client):
    kept, other = PeaceProcessFactory(name="Kept"), PeaceProcessFactory(name="Merged")
    client.force_login(AccountFactory())
    client.post("/following/", {"action": "follow", "subject": other.public_id})
    merged(kept, other)
    page = client.get("/following/").content.decode()
    assert kept.public_id in page
    assert "Merged" not in page


def test_a_proposal_that_names_a_merged_record_names_the_one_that_was_kept_to_who_may_see_both():
    """To who may not see one of them it is as absent."""
    kept, gone, process = ActorFactory(name="Council"), ActorFactory(), PeaceProcessFactory()
    hidden, elsewhere = ActorFactory(level=4), ActorFactory()
    merge_records(kept, gone, by=None, reason="the same")
    merge_records(hidden, elsewhere, by=None, reason="the same")
    proposer = Proposer(level=2)

    def role_of(key):
        return {"kind": "roles", "fields": {"actor": key, "process": process.public_id, "kind": "party"}}

    proposer.made(role_of(gone.public_id))
    assert {*ProposalName.objects.values_list("record", flat=True)} == {kept.pk, process.pk}
    [role] = Proposal.objects.get().content["records"]
    assert role["fields"]["actor"] == kept.public_id
    absent = ActorFactory.build().public_id
    keys = (elsewhere.public_id, hidden.public_id, absent)
    assert len({str(proposer.errors(role_of(key))).replace(key, "") for key in keys}) == 1
