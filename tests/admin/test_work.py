"""The home shows an analyst's own work, over what they may see."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.admin.screens import address, words


def work(client):
    lists = client.get("/admin/").context["work_lists"]
    return {one["name"]: [(item.label, item.why) for item in one["items"]] for one in lists}


def test_a_record_that_is_due_to_be_reviewed_is_shown_with_the_note(desk):
    actor = factories.ActorFactory(name="Valley Council")
    factories.NoteFactory(subject=actor, kind="review", text="Still there?", review_due=date(2020, 1, 31))
    factories.NoteFactory(subject=actor, kind="internal")
    assert work(desk)["review"] == [("Valley Council", "was due 31 Jan 2020: Still there?")]


def test_a_field_that_one_source_holds_and_another_denies_is_contested(desk):
    actor = factories.ActorFactory(name="Valley Council")
    factories.ClaimFactory(subject=actor, field="start", value="2004")
    factories.ClaimFactory(
        subject=actor, field="start", value="2004", polarity="contradicts", status="proposed"
    )
    factories.ClaimFactory(subject=factories.ActorFactory(), field="start", value="2004")
    why = "start: one source says it, one denies it"
    assert work(desk)["contested"] == [("Valley Council", why)]


def test_what_is_contested_is_named_in_words_also_where_no_field_holds_it(desk):
    process = factories.PeaceProcessFactory(name="Valley talks")
    for polarity in ("supports", "contradicts"):
        factories.ClaimFactory(
            subject=process, field="support_structures_of_2003", value="An office", polarity=polarity
        )
    [(_label, why)] = work(desk)["contested"]
    assert why.startswith("support structures of 2003: ")


def test_a_field_of_which_sources_give_values_that_cannot_both_hold_is_contested(desk):
    actor = factories.ActorFactory(name="Valley Council")
    for day in ("2004", "2005-03"):
        factories.ClaimFactory(subject=actor, field="start", value=day)
    why = "start: 2 sources give values that cannot all be true"
    assert work(desk)["contested"] == [("Valley Council", why)]


def test_statements_that_are_proposed_wait_for_who_may_decide(signed_in, steward):
    process = factories.PeaceProcessFactory(name="Valley talks")
    paper = factories.SourceFactory(name="A paper", reliability="B")
    claim = factories.ClaimFactory(
        subject=process, field="start", value="2004~", status="proposed", source=paper, credibility=2
    )
    for status in ("accepted", "rejected", "superseded", "disputed"):
        factories.ClaimFactory(subject=process, field="end", status=status)
    client = signed_in(steward)
    assert work(client)["to-decide"] == [("Valley talks", "Start: 2004~ – A paper (B2) supports it")]
    link = f'<a href="{address(claim)}?queue=kind%3Dclaims">Valley talks</a>'
    assert link in words(client.get("/admin/")) and link in words(client.get("/admin/waiting/to-decide/"))


def test_statements_are_decided_by_stewards_alone(desk):
    factories.ClaimFactory(status="proposed")
    assert "to-decide" not in work(desk) and desk.get("/admin/waiting/to-decide/").status_code == 404


def test_a_statement_that_a_steward_may_not_see_waits_nowhere(signed_in, steward):
    client, team = signed_in(steward), factories.TeamFactory()
    public = factories.ActorFactory()
    for more in (
        {"team": team, "subject": public},
        {"source": factories.SourceFactory(team=team), "subject": public},
        {"subject": factories.ActorFactory(team=team)},
        {"subject": factories.ActorFactory(retired=True)},
    ):
        factories.ClaimFactory(status="proposed", value="SECRET", **more)
    assert work(client)["to-decide"] == []
    assert "SECRET" not in words(client.get("/admin/waiting/to-decide/"))


def test_a_linkage_without_a_sighting_in_its_interval_is_not_confirmed(desk):
    ends = {"source": factories.ActorFactory(name="Team"), "target": factories.ActorFactory(name="Village")}
    factories.LinkageFactory(last_evidence="2020-03", **ends)
    factories.LinkageFactory(end_kind="ongoing", end=str(date.today().year + 1), **ends)
    assert work(desk)["not-confirmed"] == [("Team – Village", "last seen Mar 2020")]


def test_what_rests_on_no_citation_or_claim_is_without_a_source(desk):
    cited, claimed, bare = (factories.ActorFactory(name=name) for name in ("Cited", "Claimed", "Bare"))
    factories.CitationFactory(subject=cited)
    factories.ClaimFactory(subject=claimed)
    assert work(desk)["unsourced"] == [("Bare", "")]


def test_a_state_that_is_not_known_waits_for_no_source_and_others_are_told_apart_by_their_dates(desk):
    process = factories.PeaceProcessFactory(name="Valley talks")
    factories.CitationFactory(subject=process)
    for position, (status, day) in enumerate(
        (("active", "2004"), ("unknown", ""), ("active", "2006-02"), ("unknown", "2007")), start=1
    ):
        factories.MomentumChangeFactory(process=process, position=position, status=status, date=day)
    assert sorted(work(desk)["unsourced"]) == [
        ("Valley talks: active", "2004"),
        ("Valley talks: active", "Feb 2006"),
    ]


def test_work_on_what_may_not_be_seen_is_nobodys_work(signed_in, db):
    client = signed_in(factories.AnalystFactory(clearance=2))
    without = words(client.get("/admin/"))
    hidden = factories.ActorFactory(name="SECRET broker", level=3)
    factories.NoteFactory(subject=hidden, kind="review", text="SECRET", review_due=date(2020, 1, 31), level=2)
    for polarity in ("supports", "contradicts"):
        factories.ClaimFactory(subject=hidden, polarity=polarity)
    factories.LinkageFactory(
        source=hidden, target=factories.ActorFactory(retired=True), last_evidence="2020", level=3
    )
    assert "SECRET" not in words(client.get("/admin/"))
    assert work(client)["not-confirmed"] == [] and "Not confirmed" in without


def test_the_home_shows_ten_of_each_and_leads_to_the_rest(desk):
    for _number in range(11):
        factories.ActorFactory()
    assert len(work(desk)["unsourced"]) == 10
    assert "/admin/waiting/unsourced/" in words(desk.get("/admin/"))
    page = desk.get("/admin/waiting/unsourced/")
    assert (len(page.context["items"]), desk.get("/admin/waiting/unsourced/?p=x").status_code) == (11, 404)
    assert desk.get("/admin/waiting/nothing/").status_code == 404


def test_the_home_asks_no_more_queries_at_five_rows_than_at_one(signed_in, steward):
    desk = signed_in(steward)

    def add():
        actor = factories.ActorFactory()
        factories.NoteFactory(subject=actor, kind="review", review_due=date(2020, 1, 31))
        factories.ClaimFactory(subject=actor, status="disputed")
        factories.ClaimFactory(subject=actor, status="proposed")
        principal = factories.PrincipalFactory()
        factories.ClaimFactory(subject=principal, field="principal", value_record=actor, status="proposed")
        factories.LinkageFactory(last_evidence="2020")
        factories.AppointmentFactory()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get("/admin/")
        return len(captured)

    add()
    queries()
    few = queries()
    for _number in range(4):
        add()
    assert queries() <= few


def test_administrators_have_no_such_work(signed_in, db):
    client = signed_in(factories.AccountFactory(role="administrator"))
    assert client.get("/admin/").context["work_lists"] == []
    assert client.get("/admin/waiting/review/").status_code == 404


def test_what_goes_beyond_the_life_of_an_end_has_dates_to_check(desk):
    life = {"start_kind": "actual", "start": "2010-01-01", "end_kind": "actual", "end": "2015-02-02"}
    body = factories.BodyActorFactory(name="Peace Desk", **life)
    front = factories.ActorFactory(name="Front")
    early = factories.PrincipalFactory(body=body, principal=front, start_kind="actual", start="2004-05-01")
    factories.PrincipalFactory(body=body, principal=front, start_kind="actual", start="2010")
    factories.MembershipFactory(
        body=body, member=factories.ActorFactory(retired=True, **life), start_kind="actual", start="2010"
    )
    [(_label, why)] = work(desk)["dates"]
    assert why == "from 1 May 2004; end not known: beyond Peace Desk (from 1 Jan 2010; until 2 Feb 2015)"
    page = words(desk.get(address(early)))
    assert "It goes beyond the recorded dates of Peace Desk." in page


def test_an_end_that_may_not_be_seen_has_no_dates_to_check(desk):
    body = factories.BodyActorFactory(start_kind="actual", start="2010", team=factories.TeamFactory())
    factories.PrincipalFactory(body=body, start_kind="actual", start="2004")
    assert work(desk)["dates"] == []
