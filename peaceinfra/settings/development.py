"""A developer's machine: the embedded PostgreSQL unless DATABASE_URL is set, and a secret made once."""

import os
from base64 import urlsafe_b64encode
from hashlib import sha256

import environ

from peaceinfra.database import addresses
from peaceinfra.settings import sign_in_provider
from peaceinfra.settings.base import *  # noqa: F403
from peaceinfra.settings.base import CHECKOUT

env = environ.Env()

DEBUG = env.bool("DEBUG", default=True)
DEMONSTRATION = env.bool("DEMONSTRATION", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or addresses.kept_secret(CHECKOUT, "secret-key")
FACTORS_KEYS = env.list("FACTORS_KEYS", default=[]) or [
    urlsafe_b64encode(sha256(addresses.kept_secret(CHECKOUT, "factors-key").encode()).digest()).decode()
]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

DATABASES = {"default": addresses.for_development(CHECKOUT, os.environ.get("PEACEINFRA_LOGIN", "web"))}

# WhiteNoise reads the sources themselves, so that a changed file shows at once.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

SIGN_IN_PROVIDER = sign_in_provider.from_environment(env, loopback=True)
REPORT_ADDRESS = env.str("REPORT_ADDRESS", default="")
API_ORIGINS = env.list("API_ORIGINS", default=[])
WEBHOOK_LOOPBACK = "EMBEDDED_IN" in DATABASES["default"]
