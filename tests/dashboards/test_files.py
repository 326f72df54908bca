"""Files that a page offers: a name mistyped, and a credential that does not count, are refused and never answered."""

import pytest
from django.urls import URLResolver, get_resolver

from tests import factories as make

pytestmark = pytest.mark.django_db

QUESTION = "/questions/links-not-confirmed/csv/"


@pytest.fixture
def files():
    """An address of each file that no list of the API makes, and each feed."""
    process = make.PeaceProcessFactory(name="The process")
    row = make.LifecycleChangeFactory(body=make.BodyActorFactory())
    of_process = f"/processes/{process.public_id}"
    return {
        "files": [
            QUESTION,
            f"{of_process}/difference/csv/",
            f"{of_process}/brief.pdf",
            f"{of_process}/brief.docx",
            f"/records/{row.public_id}.csv",
        ],
        "feeds": ["/feed.atom", f"{of_process}/feed.atom"],
    }


def statuses(client, addresses, **headers):
    return {client.get(address, headers=headers).status_code for address in addresses}


def test_a_name_mistyped_is_refused_where_the_answer_would_hold_more_than_was_meant(client, files):
    addresses = [f"{address}?contry=LK" for address in (*files["files"], *files["feeds"])]
    answer = client.get(f"{QUESTION}?contry=LK").content.decode()
    assert statuses(client, addresses) == {400}
    assert "“contry”" in answer and "country" in answer


@pytest.mark.parametrize("asked", ["audience=publik", "section=mandates", "section=map&section=x"])
def test_a_brief_for_another_public_than_is_known_is_refused(client, files, asked):
    pdf, word = files["files"][2:4]
    page = pdf.replace(".pdf", "/")
    assert statuses(client, [f"{address}?{asked}" for address in (pdf, word, page)]) == {400}


def test_a_file_is_not_given_as_public_to_who_thinks_to_be_signed_in(client, files):
    named, foreign, dead = (
        {"Authorization": "Bearer x"},
        {"X-Api-Key": "x"},
        {"Cookie": "sessionid=" + "d" * 32},
    )
    for headers in (named, foreign, dead):
        assert statuses(client, files["files"], **headers) == {401}
    refused = client.get(QUESTION, headers=dead | {"Accept": "text/html"})
    assert (refused.status_code, refused["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert "Your session has ended. Sign in again at" in refused.content.decode()
    # The feeds and the pages are the same for everybody, and public.
    assert statuses(client, [*files["feeds"], "/"], **dead) == {200}


def test_each_file_of_a_page_is_declared_as_one():
    def views(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from views(pattern.url_patterns)
            elif pattern.callback.__module__.startswith("peaceinfra.dashboards"):
                yield pattern.callback, str(pattern.pattern)

    files = (".csv", "csv/", ".pdf", ".docx", ".xlsx", ".geojson")
    named = {view for view, route in views(get_resolver().url_patterns) if route.endswith(files)}
    made_here = {view.__name__ for view in named if not getattr(view, "is_file", False)}
    # Which the API makes, and refuses itself.
    assert made_here == {"record_file"}
