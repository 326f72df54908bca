"""A tool proposes: all that is wrong is said at once, nothing is written, and what it may not see is as absent."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from peaceinfra.core.models import Proposal, ProposalAnswer, ProposalName
from peaceinfra.core.partner_tokens import rotate_token
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor, Citation, Event, PhaseChange, Source
from tests import factories as make
from tests.tokens import make_token, officer, tool

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/proposals/"
SOURCE = {"name": "A paper", "kind": "report", "url": "https://paper.example/1"}


class Proposer:
    """Sends proposals by a token."""

    def __init__(self, maker=None, **fields):
        self.token, text = make_token(maker or officer(), **{"scopes": ["read", "propose"]} | fields)
        self.client, self.number = tool(text), 0

    def send(self, *records, key=None, headers=None, **said):
        self.number += 1
        body = {
            "reason": "read in the press",
            "sources": [{"fields": SOURCE}],
            "records": list(records),
        } | said
        headers = {"Idempotency-Key": key or f"key {self.number}"} | (headers or {})
        return self.client.post(ROOT, body, content_type="application/json", headers=headers)

    def made(self, *records, **said):
        response = self.send(*records, **said)
        assert response.status_code == 201, response.json()
        return response.json()

    def errors(self, *records, status=400, **said):
        response = self.send(*records, **said)
        assert response.status_code == status, response.content
        return response.json()["errors"]

    def change(self, proposal, said, tag='"1"'):
        return self.client.patch(
            f"{ROOT}{proposal['id']}/", said, content_type="application/json", headers={"If-Match": tag}
        )

    def read(self, address):
        response = self.client.get(address)
        assert response.status_code == 200, response.content
        return response

    def tag(self, address):
        return self.read(address)["ETag"]


def actor(**fields):
    return {"kind": "actors", "fields": {"name": "Valley council", "kind": "community_structure", **fields}}


def change(record, tag=None, kind="actors", **fields):
    sent = {"kind": kind, "id": record.public_id, "fields": fields}
    return sent | ({"if_match": tag} if tag else {})


@pytest.fixture
def proposer():
    return Proposer()


def test_a_country_is_proposed_by_its_code_or_its_name_and_what_is_neither_is_refused(proposer):
    made = proposer.made(actor(countries=["Sri Lanka", "no"]))
    errors = proposer.errors(actor(countries=["LK", "Nepalia"]))
    assert made["records"][0]["fields"]["countries"] == ["LK", "NO"]
    assert errors.keys() == {"/records/0/fields/countries"}


def test_a_new_record_waits_and_nothing_of_it_is_in_the_register(proposer):
    made = proposer.made(actor(name="مجلس الوادي", countries=["LK"], start="2004~", start_kind="actual"))
    assert (Actor.objects.count(), Source.objects.count(), Citation.objects.count()) == (0, 0, 0)
    assert made["status"] == "waiting"
    [record] = made["records"]
    assert record["fields"]["name"] == "مجلس الوادي"
    assert record["fields"]["level"] == 3
    assert record["fate"] == {"status": "waiting", "fields": [], "id": None}
    assert proposer.read(made["url"]).json() == made
    assert proposer.read(ROOT).json()["results"] == [made]


def test_every_fault_is_said_at_once_at_its_place(proposer):
    hidden, shown = make.ActorFactory(level=3), make.ActorFactory(name="Seen", level=0)
    errors = proposer.errors(
        {
            "kind": "actors",
            "fields": {"kind": "unheard", "countries": "LK", "start": "soon", "colour": "red"},
        },
        {"kind": "linkages", "fields": {"source": hidden.public_id, "target": "#nobody"}},
        {"kind": "dragons", "fields": {}},
        change(shown, name=""),
        {"kind": "phase_changes", "fields": {"process": "pro-0123456789abc", "status": "talks"}, "size": 4},
        reason=" ",
        sources=[{"fields": {"name": "A paper"}, "credibility": 9}],
    )
    assert sorted(errors) == [
        "/reason",
        "/records/0/fields/colour",
        "/records/0/fields/countries",
        "/records/0/fields/kind",
        "/records/0/fields/name",
        "/records/0/fields/start",
        "/records/0/fields/start_kind",
        "/records/1/fields/source",
        "/records/1/fields/target",
        "/records/2/kind",
        "/records/3/fields/name",
        "/records/4/fields/process",
        "/records/4/fields/status",
        "/records/4/size",
        "/sources/0/credibility",
        "/sources/0/fields/kind",
    ]
    assert not Proposal.objects.exists()


def test_a_refusal_says_what_to_send_instead(proposer):
    shown = make.ActorFactory(level=0)
    fields = {"name": "A council", "kind": "community_structure", "start": "2004"}
    without_kind_of_date = {"kind": "actors", "fields": fields}
    assert proposer.errors(without_kind_of_date, sources=[]) == {
        "/sources": ["Send the source: its “id”, or “fields” of a new one."],
        "/records/0/fields/start_kind": [
            "Say what kind of date “start” is. Write one of: actual, first_cited."
        ],
    }
    seen = change(shown, end="2009") | {"if_match": 'W/"another"'}
    assert [*proposer.errors(seen)] == ["/records/0/fields/end_kind"]
    seen["fields"]["end_kind"] = "actual"
    assert proposer.errors(seen, status=412) == {
        "/records/0/if_match": [
            "The record is not as you read it, or this is no ETag of its own address. What it is now stands under"
            " “versions”: look at it, read its ETag there, and send again."
        ]
    }
    assert proposer.errors(seen | {"if_match": ""}, status=428) == {
        "/records/0/if_match": [
            "Send here the ETag that the record's own address (its “url”) gave you, without parameters; of a part that"
            " of the record in which you read it."
        ]
    }


def test_what_is_hidden_is_refused_in_the_words_of_what_is_absent(proposer):
    hidden = make.ActorFactory(level=3)
    make.ExternalIdFactory(subject=hidden, scheme="paax", value="H1")
    retired = make.ActorFactory(level=0, retired=True)
    absent = "act-0123456789abc"
    said = {
        id: proposer.errors({"kind": "actors", "id": id, "fields": {"name": "A"}, "if_match": '"x"'})
        for id in (hidden.public_id, retired.public_id, absent)
    }
    assert {str(errors).replace(id, "id") for id, errors in said.items()} == {
        str(said[absent]).replace(absent, "id")
    }
    named = {
        text: str(
            proposer.errors({"kind": "actor_names", "fields": {"actor": text, "name": "A", "kind": "alias"}})
        )
        for text in (hidden.public_id, absent, "paax:H1", "paax:H2")
    }
    assert len({errors.replace(text, "id") for text, errors in named.items()}) == 1


def test_records_are_named_by_id_by_another_register_and_as_new_ones(proposer):
    known = make.ActorFactory(level=0)
    make.ExternalIdFactory(subject=known, scheme="PAAX", value="Con_81", level=0)
    made = proposer.made(
        actor() | {"ref": "council"},
        {
            "kind": "linkages",
            "fields": {"source": "#council", "target": "paax:CON_81", "modality": "back_channel"},
        },
    )
    fields = made["records"][1]["fields"]
    assert (fields["source"], fields["target"]) == ("#council", known.public_id)
    assert [name.record_id for name in ProposalName.objects.all()] == [known.pk]


def test_a_log_is_judged_with_what_stands_in_it(proposer):
    process = make.PeaceProcessFactory(level=0)
    first = make.PhaseChangeFactory(process=process, status="pre_negotiation", date="2001", position=1)
    make.PhaseChangeFactory(process=process, status="implementation", date="2005", position=2)
    row = {
        "kind": "phase_changes",
        "fields": {"process": process.public_id, "status": "negotiation", "date": "2003"},
    }
    assert "/records/0/fields/status" in proposer.errors(row)
    made = proposer.made(row | {"after": first.public_id})
    assert made["records"][0]["after"] == first.public_id
    assert PhaseChange.objects.count() == 2


def test_a_change_asks_for_the_version_that_was_read_and_tells_what_it_is_now(proposer):
    event = make.EventFactory(name="Talks", level=0)
    address = f"/api/v1/events/{event.public_id}/"
    tag = proposer.tag(address)
    errors = proposer.errors(change(event, kind="events", name="Peace talks"), status=428)
    assert list(errors) == ["/records/0/if_match"]
    made = proposer.made(change(event, tag, kind="events", name="Peace talks"))
    proposer.made(change(event, kind="events", outcome="none"), headers={"If-Match": tag})
    Event.objects.filter(pk=event.pk).update(name="Talks about talks")
    late = proposer.send(change(event, tag, kind="events", name="Peace talks"))
    assert late.status_code == 412
    [version] = late.json()["versions"]
    assert (version["pointer"], version["id"], version["based_on"]) == ("/records/0", event.public_id, None)
    assert version["now"] == proposer.read(address).json()
    # What was sent before is not sent anew over what is another since.
    again = proposer.change(made, {"reason": "once more"})
    assert again.status_code == 412
    [version] = again.json()["versions"]
    assert (version["based_on"], version["changed"]) == ({"name": "Talks"}, ["name"])
    assert Event.objects.get().name == "Talks about talks"


def test_a_part_is_changed_by_the_version_of_the_record_that_tells_it(proposer):
    process = make.PeaceProcessFactory(level=0)
    row = make.PhaseChangeFactory(process=process, status="pre_negotiation", date="2001", position=1)
    tag = proposer.tag(f"/api/v1/processes/{process.public_id}/")
    proposer.made(change(row, tag, kind="phase_changes", reason="both sides spoke of it"))
    assert proposer.errors(change(row, 'W/"0"', kind="phase_changes", reason="no"), status=412)


def test_what_is_new_is_marked_as_the_register_does_and_a_marking_is_never_lowered():
    maker = Proposer(level=3)
    restricted, public = make.ActorFactory(level=3, name="A"), make.ActorFactory(level=1, name="B")
    tags = {one: maker.tag(f"/api/v1/actors/{one.public_id}/") for one in (restricted, public)}
    assert maker.made(actor(level=0))["records"][0]["fields"]["level"] == 3
    assert maker.made(actor(level=4))["records"][0]["fields"]["level"] == 4
    assert list(maker.errors(change(restricted, tags[restricted], level=0))) == ["/records/0/fields/level"]
    maker.made(change(public, tags[public], level=4))
    assert sorted(Proposal.objects.values_list("effective_level", flat=True)) == [3, 4, 4]


def test_a_proposal_takes_the_marking_of_what_it_names_also_later(proposer):
    shown = make.ActorFactory(level=0)
    source = {"id": make.SourceFactory(level=0).public_id}
    tag = proposer.tag(f"/api/v1/actors/{shown.public_id}/")
    proposer.made(change(shown, tag, description="of the valley"), sources=[source])
    proposal = Proposal.objects.get()
    assert proposal.effective_level == 0
    team = make.TeamFactory()
    Actor.objects.filter(pk=shown.pk).update(level=4, team=team)
    proposal.refresh_from_db()
    assert (proposal.effective_level, proposal.effective_teams) == (4, [team.pk])


def test_a_key_is_asked_for_and_answers_as_the_first_time(proposer):
    bare = proposer.client.post(ROOT, {"reason": "a"}, content_type="application/json")
    assert (bare.status_code, list(bare.json()["errors"])) == (400, ["Idempotency-Key"])
    first = proposer.send(actor(), key="one")
    again = proposer.send(actor(), key="one")
    assert (again.status_code, again.content, again["Location"]) == (201, first.content, first["Location"])
    assert proposer.send(actor(name="Another"), key="one").status_code == 422
    assert Proposal.objects.count() == 1
    # Another token's key is another one; and one is free again after a day.
    assert Proposer().send(actor(), key="one").json()["id"] != first.json()["id"]
    ProposalAnswer.objects.update(made_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert proposer.send(actor(), key="one").json()["id"] != first.json()["id"]
    assert ProposalAnswer.objects.count() == 1


def test_what_was_refused_can_be_mended_under_the_same_key(proposer):
    assert proposer.send(actor(kind="unheard"), key="one").status_code == 400
    assert proposer.send(actor(), key="one").status_code == 201


def test_a_waiting_proposal_is_changed_by_its_own_token_alone(proposer):
    made, other = proposer.made(actor()), Proposer()
    assert other.change(made, {"reason": "mine"}).status_code == 404
    assert other.client.get(made["url"]).status_code == 404
    assert other.read(ROOT).json()["results"] == []
    assert proposer.client.patch(made["url"], {}, content_type="application/json").status_code == 428
    changed = proposer.change(made, {"records": [actor(name="Hill council")], "reason": "the name was wrong"})
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    told = changed.json()
    assert told["records"][0]["fields"]["name"] == "Hill council"
    assert told["sources"] == made["sources"]
    late = proposer.change(made, {"reason": "late"})
    assert (late.status_code, late.json()["now"]) == (412, told)
    Proposal.objects.update(status="refused")
    assert proposer.change(made, {"reason": "again"}, proposer.tag(made["url"])).status_code == 409


def test_who_has_no_token_for_it_proposes_nothing(client):
    assert client.post(ROOT, {}, content_type="application/json").status_code == 401
    client.force_login(make.StewardFactory())
    assert client.post(ROOT, {}, content_type="application/json").status_code == 403
    reader = Proposer(scopes=["read"])
    assert reader.send(actor()).status_code == 403
    assert reader.client.get(ROOT).status_code == 403


def test_what_is_sent_has_limits(proposer, monkeypatch):
    assert proposer.send(actor(description="a" * 300_000)).status_code == 413
    assert list(proposer.errors(*[actor()] * 51)) == ["/records"]
    monkeypatch.setattr("peaceinfra.core.proposals.MOST_WAITING", 1)
    proposer.made(actor())
    full = proposer.send(actor(), key="full")
    assert (full.status_code, full["Retry-After"]) == (429, "3600")
    poor = Proposer(daily_rows=3)
    poor.made(actor())
    assert poor.send(actor()).status_code == 429


def test_what_nobody_would_send_is_refused_as_anything_that_is_wrong(proposer):
    """Names that stand only in what is kept, letters that the database has not, and endless depth."""
    kept = {"key": {"a": 1}, "base": [], "version": "x"}
    assert sorted(proposer.errors(actor() | kept, sources=[{"fields": SOURCE} | kept])) == [
        f"/{place}/0/{name}" for place in ("records", "sources") for name in ("base", "key", "version")
    ]
    row = {
        "kind": "momentum_changes",
        "after": "x:\x00",
        "fields": {"process": "x:\x00", "status": "unknown"},
    }
    assert sorted(proposer.errors(row)) == ["/records/0/after", "/records/0/fields/process"]
    deep = json.loads("[" * 300 + "]" * 300)
    assert list(proposer.errors(actor(name=deep))) == ["request"]
    assert not Proposal.objects.exists()


def test_pages_of_proposals_lead_on_and_back(proposer):
    made = {proposer.made(actor(name=f"Council {number}"))["id"] for number in range(3)}
    first = proposer.read(f"{ROOT}?limit=2").json()
    second = proposer.read(first["next"]).json()
    assert {one["id"] for one in first["results"] + second["results"]} == made
    assert second["next"] is None
    assert proposer.read(second["previous"]).json()["results"] == first["results"]
    assert proposer.read(f"{ROOT}?status=accepted").json()["results"] == []
    assert proposer.client.get(f"{ROOT}?status=lost").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_two_of_one_key_at_once_make_one_proposal():
    proposer, ready, answers = Proposer(), Barrier(4), []

    def send():
        ready.wait()
        try:
            answers.append(proposer.send(actor(), key="one"))
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert Proposal.objects.count() == 1


def test_what_is_new_is_for_the_team_of_the_token_and_names_it_where_there_are_several():
    maker = officer()
    lake, hill = (make.TeamGrantFactory(account=maker, team__name=name).team for name in ("Lake", "Hill"))
    of_one = Proposer(maker, teams=[lake.pk])
    assert of_one.made(actor())["records"][0]["fields"]["team"] == "Lake"
    proposal = Proposal.objects.get()
    assert (proposal.effective_level, proposal.effective_teams) == (3, [lake.pk])
    assert list(of_one.errors(actor(team="Hill"))) == ["/records/0/fields/team"]
    of_both = Proposer(maker, teams=[lake.pk, hill.pk])
    assert set(of_both.errors(actor())) == {"/records/0/fields/team", "/sources/0/fields/team"}
    source = {"fields": SOURCE | {"team": "Hill"}}
    assert of_both.made(actor(team="Hill"), sources=[source])["records"][0]["fields"]["team"] == "Hill"


def test_a_token_in_the_place_of_another_goes_on_with_its_proposals():
    maker = officer()
    proposer = Proposer(maker)
    made = proposer.made(actor())
    with viewing(Viewer(account=maker.pk)):
        ends = {"expires_at": timezone.now() + timedelta(days=9), "overlap": timedelta(0)}
        _token, text = rotate_token(proposer.token, **ends, reason="a new one")
    assert proposer.client.get(made["url"]).status_code == 401
    proposer.client = tool(text)
    assert proposer.read(made["url"]).json() == made
    assert proposer.change(made, {"reason": "read again"}).status_code == 200


def test_a_statement_of_the_web_login_finds_no_way_to_a_proposal(proposer):
    proposer.made(actor())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_proposals_of('0', '0', '127.0.0.1', NULL, NULL, NULL, NULL, 9)")
        assert cursor.fetchall() == []
        cursor.execute("SELECT core_proposal_put('0', '0', '127.0.0.1', 1, NULL, '{}', '{}', 9)")
        assert cursor.fetchone() == ("no token",)
        cursor.execute("SELECT has_table_privilege('peaceinfra_web', 'core_proposal', 'INSERT')")
        assert cursor.fetchone() == (False,)
    assert json.loads(json.dumps(Proposal.objects.get().content))
