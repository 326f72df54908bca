"""Derived facts have one name each, and follow from the records that the reader may see."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    ActorFactory,
    BodyActorFactory,
    ChannelChangeFactory,
    ClaimFactory,
    LinkageFactory,
    MembershipFactory,
    PrincipalFactory,
    ReachFactory,
    RoleFactory,
)


def only(reader, address, **parameters):
    [record] = reader.read(address, **parameters)["results"]
    return record


def test_a_body_of_states_and_ngos_is_hybrid(anybody):
    body = MembershipFactory(member_class="state", member__name="Japan").body
    assert only(anybody, "bodies/")["hybrid"] is False
    member = MembershipFactory(body=body, member_class="ngo", role="chair", start_kind="actual", start="2009")
    told = only(anybody, "bodies/")
    assert told["hybrid"] is True
    [chair] = [one for one in told["memberships"] if one["role"] == "chair"]
    assert (chair["id"], chair["member"]["id"]) == (member.public_id, member.member.public_id)
    assert (chair["member_class"], chair["validity"]["start"]) == ("ngo", "2009")
    assert only(anybody, "bodies/", as_of="2005-01-01")["hybrid"] is False


def test_a_hidden_member_makes_no_body_hybrid(anybody, cleared):
    body = MembershipFactory(member_class="state").body
    MembershipFactory(body=body, member_class="ngo", member__level=3)
    assert only(anybody, "bodies/")["hybrid"] is False
    assert only(cleared, "bodies/")["hybrid"] is True


@pytest.mark.parametrize(
    ("levels", "sides", "orientation"),
    [
        (("top", "top"), ("", ""), "horizontal"),
        (("top", "grassroots"), ("", ""), "vertical"),
        (("top", "grassroots"), ("government", "government"), "vertical"),
        (("top", "grassroots"), ("government", "movement"), "diagonal"),
        (("top", "unknown"), ("", ""), "unknown"),
    ],
)
def test_a_linkage_has_an_orientation_by_the_levels_and_sides_of_its_ends(
    anybody, levels, sides, orientation
):
    linkage = LinkageFactory(source__usual_level=levels[0], target__usual_level=levels[1])
    for actor, side in zip((linkage.source, linkage.target), sides, strict=True):
        RoleFactory(actor=actor, process=linkage.process, side=side)
    assert only(anybody, "linkages/")["orientation"] == orientation
    [edge] = anybody.read(f"processes/{linkage.process.public_id}/network/")["edges"]
    assert edge["orientation"] == orientation


def test_the_side_of_a_body_is_that_of_the_party_it_serves(anybody):
    body = BodyActorFactory(usual_level="top")
    linkage = LinkageFactory(source=body, target__usual_level="middle")
    role = RoleFactory(process=linkage.process, side="government")
    PrincipalFactory(body=body, principal=role.actor, process=linkage.process)
    RoleFactory(process=linkage.process, actor=linkage.target, side="movement")
    assert only(anybody, "linkages/")["orientation"] == "diagonal"


def test_a_hidden_role_gives_no_side(anybody, cleared):
    linkage = LinkageFactory(source__usual_level="top", target__usual_level="middle")
    RoleFactory(actor=linkage.source, process=linkage.process, side="government")
    RoleFactory(actor=linkage.target, process=linkage.process, side="movement", level=2)
    assert only(anybody, "linkages/")["orientation"] == "vertical"
    assert only(cleared, "linkages/")["orientation"] == "diagonal"


@pytest.mark.parametrize(
    ("day", "freshness"),
    [
        ("2017-06-01", None),
        ("2020-03-01", "fresh"),
        ("2020-10-01", "ageing"),
        ("2021-06-01", "stale"),
        ("2025-06-01", None),
    ],
)
def test_freshness_is_the_age_of_the_evidence_on_the_day_that_is_asked(anybody, day, freshness):
    dates = {"start_kind": "actual", "start": "2018", "end_kind": "ended", "end": "2024"}
    linkage = LinkageFactory(last_evidence="2020-02-01", review_days=365, **dates)
    address = f"linkages/{linkage.public_id}/"
    assert anybody.read(address, as_of=day)["freshness"] == freshness


def test_without_a_day_freshness_is_that_of_today(anybody):
    LinkageFactory(last_evidence=(date.today() - timedelta(days=3)).isoformat())
    assert only(anybody, "linkages/")["freshness"] == "fresh"


def test_the_freshness_of_reach_is_by_its_last_confirmation(insider):
    ReachFactory(start_kind="first_cited", start="2019", end_kind="ongoing", end="2020-02-01")
    assert only(insider, "reach/", as_of="2020-03-01")["freshness"] == "fresh"
    assert only(insider, "reach/", as_of="2022-03-01")["freshness"] == "stale"


def test_contested_names_the_fields_on_which_sources_disagree(anybody, cleared):
    actor = ActorFactory()
    ClaimFactory(subject=actor, field="start", value="2009-09-15")
    assert only(anybody, "actors/")["contested"] == []
    ClaimFactory(subject=actor, field="start", value="2009-12", polarity="contradicts", level=2)
    assert only(anybody, "actors/")["contested"] == []
    assert only(cleared, "actors/")["contested"] == ["start"]
    ClaimFactory(subject=actor, field="kind", value="state", status="disputed")
    assert anybody.read(f"actors/{actor.public_id}/")["contested"] == ["kind"]


def test_a_channel_answers_by_its_log(anybody):
    channel = ChannelChangeFactory(status="open", date="2002").channel
    ChannelChangeFactory(channel=channel, position=2, status="cut")
    told = only(anybody, "channels/", as_of="2004-01-01")
    assert told["current_status"] == "cut"
    assert told["as_of"]["possible_statuses"] == ["open", "cut"]
    assert anybody.labels("channels/", status="open", as_of="2001-06-01") == set()
    assert anybody.labels("channels/", status="cut") == {channel.name}
