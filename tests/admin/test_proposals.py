"""What partners propose stands in a queue: a steward sees each field as it was and would be, and decides about it."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.models import Proposal
from processes.choices import ClaimStatus
from processes.models import Actor, Citation, Claim, Event, PhaseChange, Source
from tests import factories as make
from tests.admin.screens import TOKENS, address, words
from tests.api.test_proposals import Proposer, actor, change
from tests.two_worlds import IDS, build_guarded_twice, build_public
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

QUEUE = "/admin/core/proposal/"


@pytest.fixture
def proposer():
    return Proposer(owner="Lake Institute")


@pytest.fixture
def client_of_steward(signed_in, steward):
    return signed_in(steward)


def page(proposal):
    return f"{QUEUE}{proposal.pk}/change/"


def decide(client, verb="accept", *taken, word="read the paper", proposal=None):
    """Opens the page and sends what is ticked there, or these instead."""
    proposal = proposal or Proposal.objects.get()
    shown = client.get(page(proposal)).context
    return client.post(
        page(proposal), {"word": word, "seen": shown["seen"], "take": taken or ticked(shown), verb: "1"}
    )


def ticked(context):
    found = []
    for place, record in enumerate(context["records"]):
        if record.is_new:
            found += [f"{place}:*"] if record.is_taken else []
        else:
            found += [f"{place}:{row.name}" for row in record.rows if row.is_taken]
    return found


def fate(proposer, made):
    return proposer.read(made["url"]).json()


def stored(proposer, **fields):
    """An event, and a proposal of a change of it."""
    event = make.EventFactory(**{"name": "Talks", "level": 0} | fields)
    tag = proposer.tag(f"/api/v1/events/{event.public_id}/")
    return event, proposer.made(change(event, tag, kind="events", name="Peace talks", outcome="a ceasefire"))


def test_what_is_accepted_is_the_stewards_own_change_and_its_history_names_the_proposal(
    client_of_steward, steward, proposer
):
    target = make.ActorFactory(name="Ministry", level=0)
    made = proposer.made(
        actor(name="မြစ်ဝှမ်း ကောင်စီ") | {"ref": "council"},
        {
            "kind": "linkages",
            "fields": {"source": "#council", "target": target.public_id, "modality": "hotline"},
        },
    )
    assert decide(client_of_steward, word="I know the paper").status_code == 302
    council, linkage, source = (
        Actor.objects.get(name__startswith="မြစ်"),
        Linkage.objects.get(),
        Source.objects.get(),
    )
    assert (linkage.source_id, linkage.target_id, linkage.level) == (council.pk, target.pk, 3)
    assert {row.subject_id for row in Citation.objects.filter(source=source)} == {council.pk, linkage.pk}
    context = council.events.get().pgh_context
    assert context == {"account": steward.pk, "reason": f"I know the paper ({made['id']})"}
    decided = words(client_of_steward.get(page(Proposal.objects.get())))
    for record in (council, linkage):
        assert f'<a href="{address(record)}">' in decided
    told = fate(proposer, made)
    assert (told["status"], told["answer"]) == ("accepted", "I know the paper")
    # The records are restricted, and the token reads what is public: it is told that they were taken, not where.
    assert [record["fate"]["status"] for record in told["records"]] == ["accepted", "accepted"]
    assert [record["fate"]["id"] for record in told["records"]] == [None, None]


def test_the_page_says_each_field_as_it_is_and_would_be_and_what_changed_since(client_of_steward, proposer):
    event, _made = stored(proposer, outcome="")
    shown = client_of_steward.get(page(Proposal.objects.get()))
    [record] = shown.context["records"]
    assert [(row.name, row.now, row.proposed, row.is_taken) for row in record.rows] == [
        ("name", "Talks", "Peace talks", True),
        ("outcome", "", "a ceasefire", True),
    ]
    assert "Lake Institute" in words(shown)
    [source] = shown.context["sources"]
    assert (source.title, source.is_new) == ("A paper (truth cannot be judged)", True)
    assert source.address == "https://paper.example/1"
    Event.objects.filter(pk=event.pk).update(name="Talks about talks", outcome="a ceasefire")
    [record] = client_of_steward.get(page(Proposal.objects.get())).context["records"]
    assert [(row.was, row.now, row.is_taken) for row in record.rows] == [
        ("Talks", "Talks about talks", False),
        ("", "a ceasefire", False),
    ]
    assert "holds this already" in record.rows[1].conflict


def test_some_fields_are_accepted_and_the_others_refused(client_of_steward, proposer):
    event, made = stored(proposer)
    assert decide(client_of_steward, "accept", "0:outcome").status_code == 302
    event.refresh_from_db()
    assert (event.name, event.outcome) == ("Talks", "a ceasefire")
    claim = Claim.objects.get(subject=event.pk)
    assert (claim.field, claim.status) == ("outcome", ClaimStatus.ACCEPTED)
    told = fate(proposer, made)
    assert told["status"] == "accepted_in_part"
    assert told["records"][0]["fate"] == {
        "status": "accepted_in_part",
        "fields": ["outcome"],
        "id": event.public_id,
    }


def test_what_names_a_new_record_is_accepted_with_it_or_not_at_all(client_of_steward, proposer):
    proposer.made(
        actor() | {"ref": "council"},
        {"kind": "actor_names", "fields": {"actor": "#council", "name": "The council", "kind": "alias"}},
    )
    answer = decide(client_of_steward, "accept", "1:*")
    assert "accept both or neither" in words(answer)
    assert (Actor.objects.count(), Proposal.objects.get().status) == (0, "waiting")
    assert decide(client_of_steward, "accept", "0:*").status_code == 302
    assert Actor.objects.get().names.count() == 0


@pytest.mark.parametrize(("verb", "status"), [("send_back", "sent_back"), ("refuse", "refused")])
def test_it_is_sent_back_or_refused_with_a_word(client_of_steward, proposer, verb, status):
    made = proposer.made(actor())
    assert decide(client_of_steward, verb, word="").status_code == 200
    assert decide(client_of_steward, verb, word="which valley?").status_code == 302
    told = fate(proposer, made)
    assert (told["status"], told["answer"], Actor.objects.count()) == (status, "which valley?", 0)
    assert told["records"][0]["fate"]["status"] == status
    again = proposer.change(
        made, {"records": [actor(name="Upper valley council")]}, proposer.tag(made["url"])
    )
    assert again.status_code == (200 if verb == "send_back" else 409)
    assert Proposal.objects.get().status == ("waiting" if verb == "send_back" else "refused")


def test_nothing_is_accepted_that_was_changed_since_it_was_looked_at(client_of_steward, proposer):
    event, made = stored(proposer)
    proposal = Proposal.objects.get()
    seen = client_of_steward.get(page(proposal)).context["seen"]
    sent = {"word": "yes", "take": ["0:name"], "accept": "1", "seen": seen}
    proposer.change(made, {"reason": "a better reason"})
    assert "Look again" in words(client_of_steward.post(page(proposal), sent))
    sent["seen"] = client_of_steward.get(page(proposal)).context["seen"]
    Event.objects.filter(pk=event.pk).update(outcome="none")
    assert "Look again" in words(client_of_steward.post(page(proposal), sent))
    assert Event.objects.get().name == "Talks"
    sent["seen"] = client_of_steward.get(page(proposal)).context["seen"]
    assert client_of_steward.post(page(proposal), sent).status_code == 302
    assert "does not wait any more" in words(client_of_steward.post(page(proposal), sent))


def test_a_steward_sees_the_proposals_of_what_they_are_cleared_for_alone(signed_in, proposer):
    secret = make.ActorFactory(level=0)
    source = {"id": make.SourceFactory(level=0).public_id}
    tag = proposer.tag(f"/api/v1/actors/{secret.public_id}/")
    proposer.made(change(secret, tag, description="of the valley"), sources=[source])
    proposal = Proposal.objects.get()
    reader = signed_in(make.StewardFactory(clearance=2))
    assert "Lake Institute" in words(reader.get("/admin/"))
    assert reader.get(page(proposal)).status_code == 200
    # Raised later, it takes the proposals about it along.
    Actor.objects.filter(pk=secret.pk).update(level=3)
    assert "Lake Institute" not in words(reader.get("/admin/")) + words(reader.get(QUEUE))
    assert reader.get(page(proposal)).status_code == 404
    assert reader.post(page(proposal), {"word": "x", "refuse": "1"}).status_code == 404
    assert signed_in(make.AnalystFactory()).get(page(proposal)).status_code == 404
    Actor.objects.filter(pk=secret.pk).update(team=make.TeamFactory())
    assert signed_in(make.StewardFactory()).get(page(proposal)).status_code == 404


def test_a_row_of_a_log_comes_after_the_one_that_is_named(client_of_steward, proposer):
    process = make.PeaceProcessFactory(level=0)
    first = make.PhaseChangeFactory(process=process, status="pre_negotiation", date="2001", position=1)
    make.PhaseChangeFactory(process=process, status="negotiation", date="2005", position=2)
    fields = {"process": process.public_id, "status": "exploration", "date": "2003"}
    proposer.made({"kind": "phase_changes", "after": first.public_id, "fields": fields})
    assert decide(client_of_steward).status_code == 302
    rows = PhaseChange.objects.order_by("position").values_list("date", flat=True)
    assert [*rows] == ["2001", "2003", "2005"]


def test_what_is_recorded_already_under_the_name_is_shown(client_of_steward, proposer):
    make.ActorFactory(name="Valley Council", level=3)
    proposer.made(actor(name="valley council"))
    assert "1 record has the name “valley council”" in words(
        client_of_steward.get(page(Proposal.objects.get()))
    )


def test_the_queue_names_what_is_new_and_a_page_the_actor_of_what_says_more(client_of_steward, proposer):
    stored_actor = make.ActorFactory(name="Old office", kind="body", level=0)
    state = make.ActorFactory(name="A state", level=0)
    tag = proposer.tag(f"/api/v1/actors/{state.public_id}/")
    proposer.made(
        actor(name="ငြိမ်းချမ်းရေးရုံး", kind="body") | {"ref": "office"},
        {"kind": "bodies", "id": "#office", "fields": {"form": "secretariat"}},
        {"kind": "bodies", "id": stored_actor.public_id, "fields": {"form": "office"}},
        change(state, tag, description="Moved."),
    )
    shown = words(client_of_steward.get(QUEUE))
    assert "New: actor “ငြိမ်းချမ်းရေးရုံး”, new: body, change: actor" in shown
    shown = words(client_of_steward.get(page(Proposal.objects.get())))
    assert "2. New: body “ငြိမ်းချမ်းရေးရုံး”" in shown
    assert "3. New: body “Old office”" in shown
    response = decide(client_of_steward, word="")
    assert "Write to the partner why you decide so." in words(response)


@pytest.mark.slow
def test_the_queue_and_a_page_ask_no_more_for_many(client_of_steward, proposer):
    def asked(url):
        client_of_steward.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client_of_steward.get(url).status_code == 200
        return len(captured)

    def ties(number):
        ends = [make.ActorFactory(level=0).public_id for _number in range(number)]
        fields = {"source": ends[0], "modality": "hotline"}
        return [{"kind": "linkages", "fields": fields | {"target": end}} for end in ends[1:]]

    proposer.made(*ties(2))
    first, home, queue = Proposal.objects.get(), asked("/admin/"), asked(QUEUE)
    of_one = asked(page(first))
    proposer.made(*ties(5))
    assert asked(page(Proposal.objects.exclude(pk=first.pk).get())) == of_one
    assert (asked("/admin/"), asked(QUEUE)) == (home, queue)


@pytest.mark.slow
def test_guarded_records_change_nothing_in_what_a_steward_sees_and_does_who_may_not_see_them(signed_in):
    """The same proposal in two registers: the same home, queue, page and acceptance, with as many queries."""
    register, proposer = build_public(), Proposer()
    changed = {"linkages": ("lnk", "purpose"), "processes": ("pro", "name"), "events": ("evt", "outcome")}
    records = [
        {
            "kind": kind,
            "id": IDS[id],
            "fields": {field: "Secret heir"},
            "if_match": proposer.tag(f"/api/v1/{kind}/{IDS[id]}/"),
        }
        for kind, (id, field) in changed.items()
    ]
    proposer.made(*records, sources=[{"id": IDS["src"]}])
    proposal, client = Proposal.objects.get(), signed_in(make.StewardFactory(clearance=2))
    seen = client.get(page(proposal)).context["seen"]
    taken = [f"{place}:{field}" for place, (_id, field) in enumerate(changed.values())]
    accepted = {"word": "read", "seen": seen, "take": taken, "accept": "1"}
    nothing = accepted | {"take": [], "word": ""}
    ContentType.objects.clear_cache()

    def answers():
        found = {}
        ways = [("get", "/admin/", {}), ("get", QUEUE, {}), ("get", page(proposal), {})]
        for verb, url, data in [*ways, ("post", page(proposal), accepted), ("post", page(proposal), nothing)]:
            with transaction.atomic():
                with CaptureQueriesContext(connection) as captured:
                    response = getattr(client, verb)(url, data)
                transaction.set_rollback(True)
            text = re.sub(TOKENS, "", words(response))
            found[verb, url, len(data.get("take", ()))] = response.status_code, text, len(captured)
        return found

    answers()
    without = answers()
    assert [status for status, *_rest in without.values()] == [200, 200, 200, 302, 200]
    build_guarded_twice(register)
    with_guarded = answers()
    for way, answer in without.items():
        assert with_guarded[way] == answer, way
