"""The tests: they log in as the owner, make their records, and let requests step down to the web role."""

import os

from peaceinfra.database import addresses
from peaceinfra.settings.base import *  # noqa: F403
from peaceinfra.settings.base import CHECKOUT

DEBUG = False
SECRET_KEY = "a key of the tests, which guards nothing that lasts"
FACTORS_KEYS = ["YSBrZXkgb2YgdGhlIHRlc3RzLCBndWFyZGluZyBub24="]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

DATABASES = {"default": addresses.for_development(CHECKOUT, "owner")}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PEACEINFRA_TEST_DB", "test_peaceinfra")}
# A test database need not survive a power cut.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A test asks the database for all that it is shown, and finds nothing that another left.
KEPT_ANSWERS = 0
# Answers of two registers are compared byte for byte; tests/core/test_request_ids.py puts it back.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith("RequestIdMiddleware")]  # noqa: F405
