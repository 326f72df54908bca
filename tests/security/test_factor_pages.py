"""A security key set up and used in a browser, under the strict policy of contents; the pages serve everybody."""

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from peaceinfra.core.models import Account
from peaceinfra.management.passwords import give_factor_code
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


TAMPER = """() => {
  const submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () {
    const answer = JSON.parse(this.elements.credential.value);
    answer.response.signature = answer.response.signature.replace(/.$/, "A").replace(/^(.{30})./, "$1_");
    this.elements.credential.value = JSON.stringify(answer);
    submit.call(this);
  };
}"""


def sign_in(page, live_server, account):
    page.goto(f"{live_server.url}/account/sign-in/?next=/how-to-read/")
    page.fill("#id_username", account.username)
    page.fill("#id_password", "a password of the tests")
    page.click("main button")


def faults(page):
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_a_security_key_is_set_up_and_signs_in(page, live_server):
    account = make.AnalystFactory()
    code = give_factor_code(account)
    blocked = []
    page.on("console", lambda said: blocked.append(said.text) if "Security Policy" in said.text else None)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]

    sign_in(page, live_server, account)
    assert page.url.endswith("/account/second-factor/")
    seen = {"list": faults(page)}
    page.click("text=An app that shows codes")
    seen["app"] = faults(page)
    page.goto(f"{live_server.url}/account/second-factor/key/")
    seen["key"] = faults(page)
    page.fill("#id_officers_code", code)
    page.click(".keyform button")
    page.wait_for_url("**/codes/")
    page.click("main button")
    page.wait_for_selector(".codes li")
    assert page.locator(".codes li").count() == 10
    seen["codes"] = faults(page)

    page.context.clear_cookies()
    sign_in(page, live_server, account)
    assert page.url.endswith("/account/second-factor/sign-in/")
    seen["step"] = faults(page)
    page.click(".keyform button")
    page.wait_for_url("**/how-to-read/")
    assert account.username in page.inner_text(".who")

    # What was changed on its way is refused.
    page.context.clear_cookies()
    sign_in(page, live_server, account)
    page.evaluate(TAMPER)
    page.click(".keyform button")
    page.wait_for_selector("text=The security key was not recognised")

    # A key that the account has not is refused.
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    page.context.clear_cookies()
    sign_in(page, live_server, account)
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.click(".keyform button")
    page.wait_for_selector(".keyform [role=alert]:not([hidden])")
    assert (seen, blocked) == (dict.fromkeys(seen, []), [])
    assert Authenticator.objects.filter(user=account, type="webauthn").count() == 1


def test_an_answer_of_a_key_that_is_none_is_refused(client):
    account = make.AccountFactory()
    client = Client()
    client.post("/account/sign-in/", {"username": account.username, "password": "a password of the tests"})
    client.get("/account/second-factor/key/")
    for credential in ("{}", "[]", "x", '{"id": "AA", "response": {}}', ""):
        page = client.post("/account/second-factor/key/", {"name": "k", "credential": credential})
        assert page.status_code == 200, credential
    assert not Authenticator.objects.exists() and Account.objects.exists()
