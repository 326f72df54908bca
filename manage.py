#!/usr/bin/env python3
"""The commands of the project. This file alone decides which login of the database a command uses."""

import gc
import os
import sys

from peaceinfra.management import starting

# These make, move or read whole tables. All others run as the web login, which the policies bind.
OWNER_COMMANDS = {
    "backup",
    "batch_undo",
    "batches",
    "bring_up",
    "changepassword",
    "check_dataset",
    "check_walls",
    "createcachetable",
    "demo_accounts",
    "dumpdata",
    "encipher_factors",
    "erase",
    "erase_versions",
    "erasures",
    "export_dataset",
    "factor_code",
    "flush",
    "forget_reads",
    "generate_world",
    "import_dataset",
    "import_mend",
    "import_paax",
    "import_pax",
    "import_ucdp",
    "loaddata",
    "make_account",
    "makemigrations",
    "match",
    "migrate",
    "prepare_database",
    "prune_changes",
    "release",
    "restore",
    "sqlflush",
    "sqlmigrate",
    "squashmigrations",
}

REFUSED = {
    "createsuperuser": "Nobody is a superuser here: each account has a role. See `manage.py make_account`.",
}


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in REFUSED:
        sys.exit(REFUSED[command])
    # What is imported stays: searching it for circles again and again took a fifth of the time of a start.
    gc.set_threshold(100_000)
    os.environ["PEACEINFRA_LOGIN"] = "owner" if command in OWNER_COMMANDS else "web"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceinfra.settings.development")
    if sys.argv[1:] == ["start"]:
        # Beside what follows, which takes as long.
        starting.bringing_up()

    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - to say what is missing
    except ImportError:
        sys.exit("Django is not installed here. `make run` makes the environment; then use .venv/bin/python.")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        if sys.argv[1:] == ["start"] and (failed := starting.bringing_up().wait()):
            # It read the same settings, and said it.
            sys.exit(failed)
        sys.exit(f"The settings need mending: {error}")


if __name__ == "__main__":
    main()
