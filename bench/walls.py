"""What the two walls cost: selectors and pages with both off, wall one, wall two, and both; interleaved.

    python bench/walls.py --linkages 100000

The same code runs each time; a wall is switched off from outside. First the ids under wall one, wall two and
both are asserted equal. "Limit" is PostgreSQL giving the same rows as one JSON text, under both walls. Columns
are medians in ms, with the ratio to both walls off. The reader has clearance 2 and 10 teams. With the walls
off there are more rows to choose from, so a ratio below 1 is possible.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import register as registers  # noqa: E402 - the path is set first

PATIENCE = 10  # seconds for one address; each mode is asked three times at least

MODES = {"off": (False, False), "wall one": (True, False), "wall two": (False, True), "both": (True, True)}


def walls(one: bool, two: bool) -> ExitStack:
    """Inside, only these walls stand: wall one is the filter, wall two the role that the policies bind."""
    from django.db.models import Q  # noqa: PLC0415
    from django.test.utils import override_settings  # noqa: PLC0415

    from peaceinfra.core.visibility import Visibility  # noqa: PLC0415

    stack = ExitStack()
    if not one:
        stack.enter_context(patch.object(Visibility, "q", lambda self, viewer, prefix="": Q()))
    if not two:
        stack.enter_context(override_settings(WEB_ROLE="none"))
    return stack


def selectors(register) -> dict:
    """{what is asked: function that gives the rows, as a queryset}."""
    from processes.models import Actor  # noqa: PLC0415
    from tracks.models import Linkage  # noqa: PLC0415

    def linkages():
        return Linkage.objects.shown_to(register.viewer)

    columns = ("pk", "modality", "start_min", "end_max", "source__name", "target__name", "process__name")
    ends = ("source", "target", "process")
    actor = Actor.objects.filter(effective_level=0).order_by("pk").first().pk
    return {
        "list of 100, columns, 3 joins": lambda: linkages().order_by("pk").values(*columns)[:100],
        "list of 100, objects": lambda: linkages().order_by("pk").select_related(*ends)[:100],
        "process page, 200 linkages": lambda: (
            linkages().filter(process=register.process).order_by("pk").values(*columns)[:200]
        ),
        "one actor by key": lambda: Actor.objects.shown_to(register.viewer).filter(pk=actor),
        "actors by part of a name, 20": lambda: (
            Actor.objects.shown_to(register.viewer)
            .named("kalu", register.viewer)
            .order_by("folded", "pk")[:20]
        ),
    }


def keys(rows) -> list[int]:
    return [row["pk"] if isinstance(row, dict) else row.pk for row in rows]


def ask(register, rows, mode) -> tuple[float, list[int]]:
    """(ms, keys) of one evaluation inside the reader's context."""
    from peaceinfra.core.visibility import viewing  # noqa: PLC0415

    with walls(*MODES[mode]), viewing(register.viewer):
        began = perf_counter()
        found = list(rows())
        return (perf_counter() - began) * 1000, keys(found)


def ask_limit(register, rows) -> float:
    """ms for PostgreSQL to give the same rows as one JSON text."""
    from django.db import connection  # noqa: PLC0415

    from peaceinfra.core.visibility import viewing  # noqa: PLC0415

    with viewing(register.viewer), connection.cursor() as cursor:
        sql, values = rows().query.sql_with_params()
        began = perf_counter()
        cursor.execute(f"SELECT json_agg(answer)::text FROM ({sql}) answer", values)
        cursor.fetchone()
        return (perf_counter() - began) * 1000


def price_of_selectors(register, times: int):
    for label, rows in selectors(register).items():
        same = [ask(register, rows, mode)[1] for mode in ("wall one", "wall two", "both")]
        assert same[0] == same[1] == same[2], f"the walls disagree: {label}"
        taken = {mode: [] for mode in (*MODES, "limit")}
        for _ in range(times):
            for mode in MODES:
                taken[mode].append(ask(register, rows, mode)[0])
            taken["limit"].append(ask_limit(register, rows))
        show(label, taken, len(same[0]))


def price_of_pages(register, times: int):
    from django.test import Client  # noqa: PLC0415

    from bench import addresses  # noqa: PLC0415

    client = Client(raise_request_exception=False)
    client.force_login(register.account)
    for label, address in addresses.of(register).items():
        if client.get(address).status_code != 200:
            continue
        taken, started = {mode: [] for mode in MODES}, perf_counter()
        for turn in range(times):
            if turn >= 3 and perf_counter() - started > PATIENCE:
                break
            for mode, standing in MODES.items():
                with walls(*standing):
                    began = perf_counter()
                    client.get(address)
                    taken[mode].append((perf_counter() - began) * 1000)
        show(label, taken)


def show(label, taken, rows=""):
    off = median(taken["off"])
    cells = [f"{median(values):.1f} ({median(values) / off:.2f})" for values in taken.values()]
    print("|", " | ".join([label, str(rows), *cells]), "|", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--linkages", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=25, help="how often each is asked")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    options = parser.parse_args()
    register = registers.opened(options.linkages, options.fresh)
    print(f"\n{options.linkages:,} linkages, ms (ratio to off)\n")
    print("| selectors | rows |", " | ".join([*MODES, "limit"]), "|\n|---|---|---|---|---|---|---|")
    price_of_selectors(register, options.times)
    print("\n| over HTTP | |", " | ".join(MODES), "|\n|---|---|---|---|---|---|")
    price_of_pages(register, options.times)


if __name__ == "__main__":
    main()
