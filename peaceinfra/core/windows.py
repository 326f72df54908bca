"""Which migrations make readers and writers wait, said before they are run.

A migration that locks a table for long declares `window`: the seconds of its longest lock in a register of 100,000
linkages, as `bench/upgrading.py` measures them. `tests/core/test_windows.py` asks it of each that could.
"""

from django.db import connections

MEASURED_LINKAGES = 100_000
#: Whoever reads waits so long without noticing much.
SHORT_SECONDS = 1
#: A register of fewer rows is upgraded in a moment.
FEW = 1_000


def say_windows(sender, using, plan=(), stdout=None, verbosity=1, **kwargs):
    """Receiver of pre_migrate."""
    linkages = _estimated_linkages(using)
    if not (plan and stdout and verbosity) or linkages < FEW:
        return
    if any(is_backwards for _migration, is_backwards in plan):
        stdout.write(
            "  Going back rewrites tables, and takes longer than going forward did: stop the service first"
            " (docs/operation.md#upgrade)."
        )
        return
    waits = [
        (str(migration), window * linkages / MEASURED_LINKAGES)
        for migration, _is_backwards in plan
        if (window := getattr(migration, "window", 0))
    ]
    long = [(name, seconds) for name, seconds in waits if seconds >= SHORT_SECONDS]
    if long:
        stdout.write(
            "  Who reads or saves waits while these rewrite tables: stop the service, or let it be a quiet hour"
            " (docs/operation.md#upgrade)."
        )
        for name, seconds in long:
            stdout.write(f"    {name}: about {seconds:.0f} s")


def _estimated_linkages(using) -> int:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(reltuples), 0)::bigint FROM pg_class WHERE oid = to_regclass('tracks_linkage')"
        )
        return cursor.fetchone()[0]
