import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgres://web:x@db.example/register",
    "ALLOWED_HOSTS": "register.example, www.register.example",
}
SHOW = (
    "import peaceinfra.settings.production as s;"
    "print(s.DATABASES['default']['USER'], s.ALLOWED_HOSTS, s.DEBUG, s.SECURE_SSL_REDIRECT)"
)


def started(**changes):
    """What Python says when it reads the production settings with this environment."""
    environment = {"PATH": os.defpath, **GOOD, **changes}
    command = [sys.executable, "-c", SHOW]
    return subprocess.run(command, cwd=settings.CHECKOUT, env=environment, capture_output=True, text=True)


def test_production_starts_as_the_web_login():
    done = started()
    assert done.stdout == "web ['register.example', 'www.register.example'] False True\n"


def test_production_commands_of_the_owner_use_the_owners_address():
    done = started(PEACEINFRA_LOGIN="owner", DATABASE_OWNER_URL="postgres://owner:x@db.example/register")
    assert done.stdout.startswith("owner ")


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
    ],
)
def test_production_refuses_what_is_missing_or_unsafe(changes, words):
    done = started(**changes)
    assert done.returncode == 1
    assert words in done.stderr.splitlines()[-1]
