"""Reconfirm: several linkages at once, with a day and a source."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.admin.screens import listing, words
from tracks.models import Linkage

URL = "/admin/tracks/linkage/reconfirm/"


@pytest.fixture
def source(db):
    return factories.SourceFactory(name="A call")


def sent(source, *linkages, **more):
    chosen = [f"{linkage.pk}:{linkage.version}" for linkage in linkages]
    said = {
        "save": "1",
        "linkage": chosen,
        "source": source.public_id,
        "on": "2026-05-31",
        "credibility": "2",
    }
    return said | more


def messages(response):
    return [list(messages) for _linkage, messages in response.context["rows"]]


def test_ticked_linkages_go_to_a_page_that_asks_for_a_day_and_a_source(desk):
    linkages = [factories.LinkageFactory() for _number in range(3)]
    ticked = [str(linkage.pk) for linkage in linkages[:2]]
    response = desk.post(listing(Linkage), {"action": "reconfirm", "_selected_action": ticked})
    assert {linkage.pk for linkage, _messages in response.context["rows"]} == {one.pk for one in linkages[:2]}
    assert "Confirmed on" in words(response)
    # Or one, from its row of the list.
    of_row = desk.get(URL, {"linkage": ticked[0]})
    assert [linkage.pk for linkage, _messages in of_row.context["rows"]] == [linkages[0].pk]


def test_the_list_can_be_narrowed_to_what_is_to_be_confirmed(desk):
    due, fresh = (
        factories.LinkageFactory(),
        factories.LinkageFactory(last_evidence=str(timezone.now().date())),
    )
    page = words(desk.get(listing(Linkage), {"confirmation": "due"}))
    assert (due.source.name in page, fresh.source.name in page) == (True, False)


def test_linkages_are_confirmed_together_and_keep_the_source(desk, source):
    linkages = [factories.LinkageFactory(), factories.LinkageFactory(end_kind="last_cited", end="2020")]
    assert desk.post(URL, sent(source, *linkages)).url == listing(Linkage)
    for linkage in linkages:
        linkage.refresh_from_db()
        assert (linkage.end_kind, linkage.end, linkage.last_evidence) == (
            "ongoing",
            "2026-05-31",
            "2026-05-31",
        )
        claims = source.claims.filter(subject=linkage.pk).values_list(
            "field", "value", "status", "credibility"
        )
        assert set(claims) == {
            ("end_kind", "ongoing", "accepted", 2),
            ("end", "2026-05-31", "accepted", 2),
            ("last_evidence", "2026-05-31", "accepted", 2),
        }
        assert linkage.events.order_by("pgh_id").last().pgh_context["reason"] == "From A call"


def test_one_that_is_over_stops_all_and_says_so_at_its_row(desk, source):
    over = factories.LinkageFactory(end_kind="actual", end="2019")
    open_one = factories.LinkageFactory()
    response = desk.post(URL, sent(source, over, open_one))
    assert sum(messages(response), []) == [
        "It is recorded as over (start not known; until 2019)."
        " If it is not, correct its dates on its own screen."
    ]
    open_one.refresh_from_db()
    assert open_one.end_kind == "unknown"


def test_one_that_was_seen_later_is_not_taken_back(desk, source):
    later = factories.LinkageFactory(end_kind="ongoing", end="2026-06-30")
    assert "It was seen later already" in messages(desk.post(URL, sent(source, later)))[0][0]


def test_one_that_somebody_changed_meanwhile_is_refused_until_looked_at(desk, source):
    linkage = factories.LinkageFactory()
    stale = sent(source, linkage)
    Linkage.objects.filter(pk=linkage.pk).update(purpose="changed meanwhile")
    response = desk.post(URL, stale)
    assert "Somebody else saved a newer version" in messages(response)[0][0]
    linkage.refresh_from_db()
    assert desk.post(URL, sent(source, linkage)).status_code == 302


def test_a_day_to_come_is_refused(desk, source):
    tomorrow = str(timezone.now().date() + timedelta(days=2))
    response = desk.post(URL, sent(source, factories.LinkageFactory(), on=tomorrow))
    assert response.context["form"].errors["on"] == ["This day is still to come."]


def test_a_linkage_that_may_not_be_seen_is_left_out(signed_in, source):
    hidden = factories.LinkageFactory(level=3)
    response = signed_in(factories.AnalystFactory(clearance=2)).post(URL, sent(source, hidden))
    assert (response.context["rows"], response.context["form"].non_field_errors()) == (
        [],
        ["Choose at least one linkage."],
    )


def test_who_may_not_edit_does_not_reconfirm(signed_in, db):
    assert signed_in(factories.AccountFactory(role="administrator")).get(URL).status_code == 403


def test_a_form_that_is_sent_twice_confirms_once(desk, source):
    linkage = factories.LinkageFactory()
    ticked = {"action": "reconfirm", "_selected_action": [str(linkage.pk)]}
    shown = words(desk.post(listing(Linkage), ticked))
    assert f'id="draft" hidden data-account="{desk.session["_auth_user_id"]}"' in shown
    token = re.search(r'name="form_token" value="(\w+)"', shown).group(1)
    for _time in range(2):
        assert desk.post(URL, sent(source, linkage, form_token=token)).url == listing(Linkage)
    linkage.refresh_from_db()
    assert linkage.version == 2
    assert "Nothing was saved a second time" in words(desk.get(listing(Linkage)))
