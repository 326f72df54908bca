"""A provider of sign-in is set by the environment alone, whole or not at all."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from peaceinfra.settings.sign_in_provider import SignInProvider, from_environment

WHOLE = {"OIDC_ISSUER": "https://login.example/realms/a", "OIDC_CLIENT_ID": "us", "OIDC_CLIENT_SECRET": "s"}


@pytest.fixture
def read(monkeypatch):
    def read(loopback=False, **variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return from_environment(environ.Env(), loopback=loopback)

    return read


def test_without_an_issuer_there_is_none(read):
    assert read(OIDC_CLIENT_ID="us", OIDC_CLIENT_SECRET="s") is None


def test_what_is_not_said_is_usual(read):
    provider = read(**WHOLE)
    assert provider == SignInProvider(WHOLE["OIDC_ISSUER"], "us", "s", "login.example", "sub", frozenset())
    more = {"OIDC_NAME": "Our login", "OIDC_IDENTIFIER": "oid", "OIDC_FACTORS": "amr=mfa, acr=urn:a=b"}
    assert read(**WHOLE | more)[3:] == ("Our login", "oid", {("amr", "mfa"), ("acr", "urn:a=b")})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"OIDC_ISSUER": "http://login.example"}, "OIDC_ISSUER is the address"),
        ({"OIDC_ISSUER": "http://127.0.0.1:8000"}, "OIDC_ISSUER is the address"),
        ({"OIDC_ISSUER": "https://login.example/?a"}, "OIDC_ISSUER is the address"),
        ({"OIDC_ISSUER": "login.example"}, "OIDC_ISSUER is the address"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET beside it"),
        ({"OIDC_IDENTIFIER": "email"}, "identifies nobody"),
        ({"OIDC_FACTORS": "mfa"}, "OIDC_FACTORS names"),
        ({"OIDC_FACTORS": "email=a"}, "OIDC_FACTORS names"),
    ],
)
def test_half_of_it_and_what_is_unsafe_is_refused_in_words(read, change, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        read(**WHOLE | change)


def test_on_a_developers_machine_it_may_be_there_without_https(read):
    assert read(loopback=True, **WHOLE | {"OIDC_ISSUER": "http://127.0.0.1:8000"}).name == "127.0.0.1"
    with pytest.raises(ImproperlyConfigured):
        read(loopback=True, **WHOLE | {"OIDC_ISSUER": "http://login.example"})
