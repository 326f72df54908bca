"""What a hostile text, address or header does to a page: nothing."""

import pytest

from peaceinfra.core.identity import public_id
from processes.models import Source
from tests import factories as make
from tests.two_worlds import build_public

pytestmark = pytest.mark.django_db

HOSTILE = """"'><script>alert(1)</script><img src=x onerror=alert(2)>"""
PAGES = ["/", "/processes/{pro}/", "/processes/{pro}/?as_of=2003-01-01", "/actors/{act}/", "/secretariats/{sec}/",
         "/sources/{src}/", "/search/?q=script", "/records/{act}/history/", "/records/{pro}/history/"]  # fmt: skip


@pytest.fixture
def register():
    rows = build_public()
    for row in rows:
        fields = [
            f.name
            for f in row._meta.concrete_fields
            if f.name in {"name", "boundary", "description", "authors"}
        ]
        type(row).objects.filter(pk=row.pk).update(**dict.fromkeys(fields, HOSTILE))
    process, government, _movement, secretariat, _facilitator, source = rows
    for kind, model in (
        ("sides", process.sides),
        ("linkages", process.linkages),
        ("events", process.events_held),
    ):
        fields = {"sides": "name", "linkages": "purpose", "events": "name"}[kind]
        model.update(**{fields: HOSTILE[:80]})
    return {
        "pro": process.public_id, "act": government.public_id, "sec": secretariat.public_id, "src": source.public_id,
    }  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_markup_in_a_name_is_text(client, register, page):
    client.force_login(make.StewardFactory())
    response = client.get(page.format(**register))
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert "<img src=x" not in response.content.decode()


def test_an_address_that_would_run_is_no_address():
    source = make.SourceFactory.build(url="javascript:alert(1)")
    with pytest.raises(Exception, match="valid URL"):
        source.full_clean()
    assert not Source.objects.exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_host(client, target):
    make.AnalystFactory(username="ana", clearance=1)
    response = client.post(
        f"/account/sign-in/?next={target}",
        {"username": "ana", "password": "a password of the tests", "next": target},
    )
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get(f"/admin/login/?next={target}")["Location"].startswith(("/account/sign-in/", "/admin/"))


def test_signing_in_gives_a_new_session(client):
    make.AnalystFactory(username="ana")
    client.session["x"] = 1
    session = client.session
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/account/sign-in/", {"username": "ana", "password": "a password of the tests"})
    assert client.cookies["sessionid"].value != before


def test_signing_out_and_deciding_ask_for_a_token(client):
    from django.test import Client  # noqa: PLC0415 - the one that checks tokens

    checking = Client(enforce_csrf_checks=True)
    account = make.StewardFactory()
    checking.force_login(account)
    claim = make.ClaimFactory(status="proposed")
    assert checking.get("/account/sign-out/").status_code == 405
    assert checking.post("/account/sign-out/").status_code == 403
    assert checking.post(f"/admin/processes/claim/{claim.pk}/accept/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    "page", ["/", "/search/", "/how-to-read/", "/account/sign-in/", "/api/v1/", "/admin/"]
)
def test_what_an_account_was_shown_is_not_kept(client, page):
    client.force_login(make.AnalystFactory())
    assert "no-store" in client.get(page)["Cache-Control"]


def test_a_page_of_an_account_that_is_absent_is_not_kept_either(client):
    client.force_login(make.AnalystFactory())
    response = client.get(f"/actors/{public_id('act', 5)}/")
    assert (response.status_code, response["Cache-Control"]) == (404, "private, no-store")
