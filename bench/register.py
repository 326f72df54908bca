"""The register that is measured: a database of its own with a generated world, kept for the next run."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SEED = 1
LEVEL, TEAMS = 2, 10


@dataclass(frozen=True)
class Register:
    """A database, its largest process and a body of it, and the reader of the measurements."""

    viewer: object
    account: object
    process: object
    body: object


def opened(linkages: int, fresh: bool = False, ties: bool = True) -> Register:
    """Makes the database `bench_<linkages>` and its world, or takes the one of an earlier run unless `fresh`.

    Without `ties` it is `bench_names_<linkages>`: who and what there is in such a register, for searches of names.
    """
    set_up()
    # These can be imported only now: they read the settings.
    from django.db import connection  # noqa: PLC0415

    from peaceinfra.worlds.world import generate  # noqa: PLC0415
    from processes.models import Actor  # noqa: PLC0415

    name = f"bench_{linkages}" if ties else f"bench_names_{linkages}"
    made(name, fresh)
    if not Actor.objects.exists():
        print(f"Making the register of {linkages:,} linkages in the database {name} …", file=sys.stderr)
        generate(linkages, SEED, ties=ties)
        with connection.cursor() as cursor:
            # What autovacuum does within a minute on a real server.
            cursor.execute("VACUUM (ANALYZE)")
    return _register()


def set_up() -> None:
    """The settings of the tests."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceinfra.settings.test")
    import django  # noqa: PLC0415 - reads the settings

    django.setup()


def made(name: str, fresh: bool = False):
    """Opens the database of this name with all tables: the one of an earlier run unless `fresh`."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=not fresh, serialize=False)


def opened_beside(linkages: int, fresh: bool = False):
    """(the register, function that makes it the one that is asked), so that several can be asked in turn."""
    register = opened(linkages, fresh)
    from django.db import connections  # noqa: PLC0415 - needs the settings

    own = connections["default"]
    own.ensure_connection()
    own.settings_dict = {**own.settings_dict}

    def stand():
        connections["default"] = own

    # The next one is opened by a connection of its own.
    del connections["default"]
    return register, stand


def client_of(register, urls):
    """A client that is signed in as the reader, with these addresses."""
    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.test import Client  # noqa: PLC0415

    settings.ROOT_URLCONF = urls
    client = Client()
    client.force_login(register.account)
    return client


def cleared() -> tuple:
    """(account, viewer) of a reader who is cleared for everything and in every team."""
    from peaceinfra.core.models import Account, Team, TeamGrant  # noqa: PLC0415 - needs the settings
    from peaceinfra.core.visibility import Viewer  # noqa: PLC0415

    account, is_new = Account.objects.get_or_create(username="bench-cleared", defaults={"clearance": 4})
    teams = list(Team.objects.all())
    if is_new:
        TeamGrant.objects.bulk_create(
            TeamGrant(account=account, team=team, reason="measurement") for team in teams
        )
        # The grants made its sessions invalid: its new version is read.
        account.refresh_from_db()
    return account, Viewer(4, frozenset(team.pk for team in teams), account.pk)


def closed():
    """Lets go of the database, which stays. Call it before another one is opened."""
    from django.db import connection  # noqa: PLC0415

    connection.close()


def _register() -> Register:
    from django.db.models import Count  # noqa: PLC0415

    from peaceinfra.core.models import Account, Team, TeamGrant  # noqa: PLC0415
    from peaceinfra.core.visibility import Viewer  # noqa: PLC0415
    from processes.models import PeaceProcess  # noqa: PLC0415
    from secretariats.models import PeaceSecretariat  # noqa: PLC0415

    teams = sorted(Team.objects.all(), key=lambda team: int(team.name.split()[2]))[:TEAMS]
    account, is_new = Account.objects.get_or_create(username="bench", defaults={"clearance": LEVEL})
    if is_new:
        TeamGrant.objects.bulk_create(
            TeamGrant(account=account, team=team, reason="measurement") for team in teams
        )
        # The grants made its sessions invalid: its new version is read.
        account.refresh_from_db()
    public = PeaceProcess.objects.filter(effective_level=0)
    return Register(
        viewer=Viewer(LEVEL, frozenset(team.pk for team in teams)),
        account=account,
        process=public.annotate(number=Count("linkages")).order_by("-number").first(),
        body=PeaceSecretariat.objects.filter(effective_level=0, effective_teams=[]).order_by("pk").first(),
    )
