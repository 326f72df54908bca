"""Settings of a worker that a test starts: those of development, on the database of the test."""

import os

from peaceinfra.settings.development import *  # noqa: F403
from peaceinfra.settings.development import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
