"""What protects a person, on the desk and on their page: rows, warnings, work, and the words of who lowers."""

from datetime import date

import pytest
from django.utils import timezone

from processes.models import Consent, SafeContact, ThreatNote
from processes.services import Change, request_lowering
from tests import factories as make
from tests.admin.screens import address, listing, save, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make.StewardFactory(clearance=4))
    return client


@pytest.fixture
def elder():
    actor = make.ActorFactory(kind="individual", level=3, name="Elder of the ford")
    make.ConsentFactory(actor=actor, expires_on=date(2020, 1, 1))
    make.SafeContactFactory(actor=actor, instructions="ask at the ferry")
    make.ThreatNoteFactory(actor=actor, threat="watched at home", review_by=date(2020, 2, 1))
    return actor


def page_of(client, actor):
    return words(client.get(f"/actors/{actor.public_id}/"))


def test_a_persons_page_shows_who_is_cleared_how_they_are_protected_and_warns(desk, elder):
    text = page_of(desk, elder)
    for part in (
        "The consent to be recorded ended on",
        "ask at the ferry",
        "watched at home",
        "Ask them, or have",
    ):
        assert part in text
    elder.level = 0
    elder.save()
    desk.force_login(make.AdviserFactory(clearance=2))
    text = page_of(desk, elder)
    assert "Elder of the ford" in text
    for part in ("consent", "ferry", "watched", "Protection"):
        assert part not in text.lower()


@pytest.mark.parametrize(
    ("role", "erases", "tells"),
    [("analyst", False, False), ("steward", True, False), ("security", True, True)],
)
def test_the_warning_leads_to_what_the_reader_may_do_about_it(client, elder, role, erases, tells):
    client.force_login(make.AccountFactory(role=role, clearance=4))
    text = page_of(client, elder)
    erase, exposure = (f"/admin/{name}/?record={elder.public_id}" for name in ("erasures", "exposure"))
    assert (f'href="{erase}"' in text, f'href="{exposure}"' in text) == (erases, tells)
    if erases:
        assert client.get(erase)["Location"] == f"/admin/erase/{elder.public_id}/"
    Consent.objects.update(expires_on=None)
    assert "/admin/erasures/?record=" not in page_of(client, elder)


def test_the_desk_lists_whom_to_ask_and_which_threats_to_assess_to_the_cleared_alone(desk, elder):
    home = words(desk.get("/admin/"))
    assert "Consents to ask for" in home and "Threats to assess again" in home
    assert "The consent to be recorded ended on" in words(desk.get("/admin/waiting/consents/"))
    assert "was to be assessed by" in words(desk.get("/admin/waiting/threats/"))
    desk.force_login(make.AnalystFactory(clearance=2))
    assert "Elder of the ford" not in words(desk.get("/admin/waiting/consents/"))


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        (Consent, {"scope": "team", "manner": "written", "given": "2025-03", "taken_by": "An officer"}),
        (SafeContact, {"means": "radio", "instructions": "channel four"}),
        (ThreatNote, {"threat": "arrest", "assessed_on": "2026-01-02", "assessed_by": "An officer"}),
    ],
)
def test_each_is_entered_on_a_screen_of_its_own_restricted_unless_said_otherwise(desk, elder, model, typed):
    save(desk, listing(model, "add"), {"actor": str(elder.pk), **typed})
    row = model.objects.exclude(pk__in=elder.consents.filter(scope="recorded")).latest("updated_at")
    assert (row.actor_id, row.level) == (elder.pk, 3)


def test_a_withdrawal_typed_on_the_screen_restricts_the_person(desk):
    known = make.ActorFactory(kind="individual", level=0)
    consent = make.ConsentFactory(actor=known, scope="public")
    today = str(timezone.now().date())
    save(desk, address(consent), {"withdrawn_on": today, "withdrawn_why": "word came"})
    known.refresh_from_db()
    assert known.level == 3
    assert "was withdrawn on" in page_of(desk, known)


def test_who_confirms_is_shown_whom_nobody_asked_and_has_to_say_why(desk, elder):
    elder.level = 0
    change = Change(elder, elder.version)
    request = request_lowering([change], by=make.AnalystFactory(clearance=4), reason="published")
    shown = desk.post(address(request), {"show": "1"})
    assert "Elder of the ford (to be named in public: none recorded)" in words(shown)
    seen = {"confirm": "1", "seen": shown.context["effect"].fingerprint, "reason": "published"}
    refused = words(desk.post(address(request), seen))
    assert "did not agree" in refused
    desk.post(address(request), seen | {"unasked": "they are dead"})
    elder.refresh_from_db()
    assert elder.level == 0
    assert "they are dead" in words(desk.get(address(request)))
