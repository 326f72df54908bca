import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

KEY = "QSBrZXkgb2YgdGhlIHRlc3RzLCBub3RoaW5nIGVsc2U="
GOOD = {
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgres://web:x@db.example/register",
    "ALLOWED_HOSTS": "register.example, www.register.example",
    "FACTORS_KEYS": f"{KEY}, {KEY}",
}
OTHERS = (
    "PEACEINFRA_LOGIN",
    "SECRET_KEY_FALLBACKS",
    "DATABASE_REPLICA_URL",
    "DATABASE_OWNER_URL",
    "BEHIND_PROXY",
    "HSTS_SECONDS",
    "CONN_MAX_AGE",
)


@pytest.fixture
def settings_with(monkeypatch):
    """Reads the production settings afresh with this environment."""

    def read(**changes):
        for name in OTHERS:
            monkeypatch.delenv(name, raising=False)
        for name, value in {**GOOD, **changes}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_module("peaceinfra.settings.production")

    return read


def test_production_starts_as_the_web_login(settings_with):
    found = settings_with()
    assert found["DATABASES"]["default"]["USER"] == "web"
    assert found["ALLOWED_HOSTS"] == ["register.example", "www.register.example"]
    assert (found["DEBUG"], found["SECURE_SSL_REDIRECT"], found["SESSION_COOKIE_SECURE"]) == (
        False,
        True,
        True,
    )
    assert "SECURE_PROXY_SSL_HEADER" not in found


def test_limits_of_sessions_are_set(settings_with):
    found = settings_with(SESSION_IDLE_HOURS="24,4,1", SESSION_HOURS="168,24,12")
    assert found["SESSION_HOURS"] == {"public": (24, 168), "cleared": (4, 24), "restricted": (1, 12)}


def test_production_enciphers_second_factors_with_the_first_of_its_keys(settings_with):
    assert settings_with()["FACTORS_KEYS"] == [KEY, KEY]


def test_production_commands_of_the_owner_use_the_owners_address(settings_with):
    owner = "postgres://owner:x@db.example/register"
    found = settings_with(PEACEINFRA_LOGIN="owner", DATABASE_OWNER_URL=owner)
    assert found["DATABASES"]["default"]["USER"] == "owner"


def test_a_proxy_is_believed_only_when_it_is_said_to_be_there(settings_with):
    found = settings_with(BEHIND_PROXY="true")
    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is an example or under 50 characters"),
        ({"SECRET_KEY": "change-me" * 10}, "SECRET_KEY is an example or under 50 characters"),
        ({"SECRET_KEY": "django-insecure-" + "k" * 50}, "SECRET_KEY is an example or under 50 characters"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "sqlite:///x"}, "begin with postgres://"),
        ({"ALLOWED_HOSTS": " "}, "ALLOWED_HOSTS is not set"),
        ({"PEACEINFRA_LOGIN": "owner"}, "DATABASE_OWNER_URL is not set"),
        ({"SESSION_HOURS": "12,12"}, "three numbers"),
        ({"SESSION_IDLE_HOURS": "12,12,0"}, "three numbers"),
        ({"FACTORS_KEYS": ""}, "FACTORS_KEYS is not set"),
        ({"FACTORS_KEYS": "change-me"}, "Key 1 of FACTORS_KEYS is none"),
        ({"FACTORS_KEYS": f"{KEY},{KEY[:-8]}"}, "Key 2 of FACTORS_KEYS is none"),
    ],
)
def test_production_refuses_what_is_missing_or_unsafe(settings_with, changes, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        settings_with(**changes)


def test_a_replica_is_bound_by_the_same_limits_and_is_asked_before_all_else(settings_with):
    assert "REPLICA" not in settings_with()["DATABASES"]["default"]
    found = settings_with(DATABASE_REPLICA_URL="postgres://web:x@copy.example/register")
    replica = found["DATABASES"]["default"]["REPLICA"]
    assert (replica["HOST"], replica["SERVES"]) == ("copy.example", True)
    assert found["MIDDLEWARE"][0] == "peaceinfra.core.replica.ReplicaMiddleware"


def test_the_keys_before_are_taken_for_as_long_as_they_are_named(settings_with):
    assert settings_with()["SECRET_KEY_FALLBACKS"] == []
    found = settings_with(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS="k" * 50)
    assert (found["SECRET_KEY"], found["SECRET_KEY_FALLBACKS"]) == ("n" * 50, ["k" * 50])
