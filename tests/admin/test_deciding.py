"""A steward decides with everything at hand that they may see, and is told what was done."""

import pytest

from tests import factories
from tests.admin.screens import REASON, address, words

pytestmark = pytest.mark.django_db

LIST = "/admin/processes/claim/"


@pytest.fixture
def judge(signed_in, steward):
    return signed_in(steward)


def told(response):
    return [str(message) for message in response.context["messages"]]


def opened(claim):
    """The link that follows what is said of a decision."""
    url = f"/admin/processes/peaceprocess/{claim.subject_id}/change/"
    return f'<a href="{url}">Open the record</a>'


def proposed(value="2002-02", **more):
    process = more.pop("process", None) or factories.PeaceProcessFactory(
        name="Valley talks", start_kind="actual", start="2002"
    )
    return factories.ClaimFactory(subject=process, field="start", value=value, status="proposed", **more)


def test_the_screen_of_a_claim_shows_what_its_field_holds_and_what_else_is_said(judge):
    process = factories.PeaceProcessFactory(name="Valley talks", start_kind="actual", start="2002")
    claim = proposed(process=process)
    paper = factories.SourceFactory(name="A paper", reliability="B")
    earlier = factories.ClaimFactory(
        subject=claim.subject, field="start", value="2002", source=paper, credibility=2
    )
    page = words(judge.get(address(claim)))
    assert f'<a href="{address(process)}">Valley talks</a>' in page
    assert "<strong>Start: 2002 → 2002-02. The earlier statement is kept as superseded.</strong>" in page
    row = (
        f'<th scope="row"><a href="{address(earlier)}">2002</a></th><td>accepted</td><td>supports</td>'
        "<td>A paper</td><td>B2</td>"
    )
    assert row in page and row in words(judge.get(address(claim, "accept")))


def test_accepting_says_what_the_field_holds_now_and_goes_back_to_the_same_list(judge):
    claim = proposed()
    factories.ClaimFactory(subject=claim.subject, field="start", value="2002")
    kept = "?_changelist_filters=status__exact%3Dproposed"
    assert f'{address(claim, "accept")}{kept}"' in words(judge.get(address(claim) + kept))
    response = judge.post(address(claim, "accept") + kept, REASON, follow=True)
    assert response.redirect_chain == [(f"{LIST}?status__exact=proposed", 302)]
    assert told(response) == [
        f"Start of Valley talks is now 2002-02. The earlier statement is superseded. {opened(claim)}"
    ]


def test_what_was_accepted_before_is_superseded_wholly(judge):
    claim = proposed()
    both = [factories.ClaimFactory(subject=claim.subject, field="start", value="2002") for _one in "ab"]
    judge.post(address(claim, "accept"), REASON)
    for one in both:
        one.refresh_from_db()
    assert [one.status for one in both] == ["superseded", "superseded"]


def test_a_claim_against_the_value_changes_nothing_and_says_so(judge):
    claim = proposed("2003", polarity="contradicts")
    page = words(judge.get(address(claim, "accept")))
    assert "Start stays as it is: 2002. The statement is kept beside the others." in page
    assert told(judge.post(address(claim, "accept"), REASON, follow=True)) == [
        f"The statement is accepted beside the others. Start of Valley talks stays as it is: 2002. {opened(claim)}"
    ]


def test_rejecting_says_what_stays(judge):
    claim = proposed()
    response = judge.post(address(claim, "reject"), REASON, follow=True)
    words_of_it = f"The statement is rejected. Start of Valley talks stays as it is: 2002. {opened(claim)}"
    assert told(response) == [words_of_it]


def test_what_the_steward_may_not_see_stands_nowhere_beside_a_claim(judge):
    claim = proposed()

    def pages():
        return [judge.get(address(claim, name)).context["standing"] for name in ("change",)] + [
            judge.get(address(claim, "accept")).context["record"].standing
        ]

    without = pages()
    team = factories.TeamFactory()
    for source in (factories.SourceFactory(team=team), factories.SourceFactory()):
        factories.ClaimFactory(subject=claim.subject, field="start", value="SECRET", source=source, team=team)
    assert pages() == without and [one.beside for one in without] == [[], []]
    assert told(judge.post(address(claim, "accept"), REASON, follow=True)) == [
        f"Start of Valley talks is now 2002-02. {opened(claim)}"
    ]


def test_a_claim_without_dates_says_nothing_of_when_it_held(judge):
    assert "When it held" not in words(judge.get(address(proposed())))
    dated = proposed(start_kind="actual", start="2004")
    assert "When it held" in words(judge.get(address(dated)))


def test_what_was_decided_meanwhile_is_not_decided_again(judge):
    claim = proposed()
    judge.post(address(claim, "reject"), REASON)
    response = judge.post(address(claim, "accept"), REASON)
    assert response.context["form"].non_field_errors() == ["This was decided already: rejected."]
    claim.refresh_from_db()
    assert claim.status == "rejected"


def test_a_claim_that_was_decided_is_only_read_and_asks_for_no_reason(judge):
    claim = factories.ClaimFactory(status="accepted")
    page = judge.get(f"{LIST}{claim.pk}/change/").content.decode()
    assert "View claim" in page and 'id="id_reason"' not in page and 'name="_save"' not in page
