"""A server that people reach: everything from the environment, and a plain refusal of what is unsafe."""

import os

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from peaceinfra.database import addresses
from peaceinfra.settings import base, sign_in_provider
from peaceinfra.settings.base import *  # noqa: F403

env = environ.Env()

EXAMPLE_SECRET = "change-me"  # the one that docs/deployment.md shows
SECRET_LENGTH = 50


def required(name: str, how: str) -> str:
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {how} See docs/deployment.md.")
    return value


def secret_key() -> str:
    how = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'."
    value = required("SECRET_KEY", how)
    if EXAMPLE_SECRET in value or value.startswith("django-insecure") or len(value) < SECRET_LENGTH:
        raise ImproperlyConfigured(f"SECRET_KEY is an example or under {SECRET_LENGTH} characters. {how}")
    return value


def factors_keys() -> list[str]:
    """The keys of the secrets of second factors; none of them is quoted."""
    how = (
        "Make one with: python3 -c 'import base64, secrets;"
        " print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'."
    )
    keys = [key.strip() for key in required("FACTORS_KEYS", how).split(",")]
    for number, key in enumerate(keys, 1):
        try:
            Fernet(key)
        except ValueError:
            raise ImproperlyConfigured(f"Key {number} of FACTORS_KEYS is none. {how}") from None
    return keys


def session_hours() -> dict:
    """`SESSION_IDLE_HOURS` and `SESSION_HOURS`: three numbers each, as those of `base.SESSION_HOURS`."""
    idle, total = (
        env.list(name, cast=int, default=[pair[place] for pair in base.SESSION_HOURS.values()])
        for place, name in enumerate(("SESSION_IDLE_HOURS", "SESSION_HOURS"))
    )
    if not (len(idle) == len(total) == len(base.SESSION_HOURS) and min(idle + total) > 0):
        raise ImproperlyConfigured(
            "SESSION_IDLE_HOURS and SESSION_HOURS are three numbers above 0 each, with commas between. See"
            " docs/signing-in.md."
        )
    return dict(zip(base.SESSION_HOURS, zip(idle, total, strict=True), strict=True))


def database() -> dict:
    if os.environ.get("PEACEINFRA_LOGIN", "web") == "owner":
        entry = addresses.of(
            required("DATABASE_OWNER_URL", "This command needs the login that owns the tables.")
        )
    else:
        url = required("DATABASE_URL", "It is the address of the login that serves.")
        entry = addresses.serving(addresses.of(url))
    return {**entry, "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}


DEBUG = False
SECRET_KEY = secret_key()
FACTORS_KEYS = factors_keys()
# The ones before, for as long as what they signed (sessions, places in the feed) is to be taken.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = [
    name.strip() for name in required("ALLOWED_HOSTS", "Name the hosts, with commas between.").split(",")
]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATABASES = {"default": database()}

if replica := env.str("DATABASE_REPLICA_URL", default=""):
    DATABASES["default"]["REPLICA"] = addresses.serving(addresses.of(replica))
    MIDDLEWARE = ["peaceinfra.core.replica.ReplicaMiddleware", *base.MIDDLEWARE]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=base.WEBHOOK_PORTS)
WEBHOOK_PRIVATE_HOSTS = env.list("WEBHOOK_PRIVATE_HOSTS", default=[])
SESSION_HOURS = session_hours()
SIGN_IN_PROVIDER = sign_in_provider.from_environment(env)
READ_LOG_DAYS = env.int("READ_LOG_DAYS", default=base.READ_LOG_DAYS)
KEPT_ANSWERS = env.int("KEPT_ANSWERS_MB", default=base.KEPT_ANSWERS // 2**20) * 2**20

# Short at first: what a browser was told it keeps for so long. The way up is in docs/deployment.md.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    # Only behind a proxy that always sets this header itself: else anybody may claim to have come by HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

REPORT_ADDRESS = env.str("REPORT_ADDRESS", default="")
API_ORIGINS = env.list("API_ORIGINS", default=[])
