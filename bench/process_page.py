"""The page of a process and its network beside a peer: a plain list of 100 linkages with nested names, and no walls.

    python bench/process_page.py --linkages 10000

All are asked in turn, in one run and one process, over the same tables: the peer is a Django REST framework list of
linkages with the names of their ends and of their process, paged by 100, over the whole table, by the owner of the
tables. "Limit" is PostgreSQL giving the same hundred rows as one JSON text. The reader has clearance 2 and 10 teams.
Columns: median ms with its ratio to the peer; the least of the processor's time in this process, which other work on
the machine disturbs less and which leaves PostgreSQL's out, with its ratio; queries; bytes (compressed). The collector
of garbage is set as under gunicorn.
"""

import argparse
import gc
import gzip
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import register as registers  # noqa: E402 - the path is set first

#: Processes of about so many linkages are measured.
SIZES = (20, 200, 2_200)
SUB_PAGES = ("", "time/", "bodies/", "agreements/", "evidence/")


def peer():
    """A view of the plain list."""
    from bench.peer import Plain  # noqa: PLC0415 - needs the settings

    return Plain.as_view()


@contextmanager
def without_walls():
    """Inside, the owner of the tables asks: the policies do not bind him."""
    from django.test.utils import override_settings  # noqa: PLC0415

    with override_settings(WEB_ROLE="none"):
        yield


def ask_peer(view):
    from django.test import RequestFactory  # noqa: PLC0415

    with without_walls():
        response = view(RequestFactory().get("/plain/"))
        response.render()
    return response


def ask_limit():
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT json_agg(answer)::text FROM (SELECT l.*, s.name AS s, t.name AS t, p.name AS p"
            " FROM tracks_linkage l"
            " JOIN processes_actor s ON s.id = l.source_id JOIN processes_actor t ON t.id = l.target_id"
            " JOIN processes_peaceprocess p ON p.id = l.process_id ORDER BY l.id LIMIT 100) answer"
        )
        return cursor.fetchone()


def processes() -> dict[int, object]:
    """{number of its linkages that the reader's level may see: a process}, the nearest to each size."""
    from django.db.models import Count, Q  # noqa: PLC0415

    from processes.models import PeaceProcess  # noqa: PLC0415

    seen = Q(linkages__effective_level__lte=registers.LEVEL, linkages__retired=False)
    public = PeaceProcess.objects.filter(effective_level=0).annotate(number=Count("linkages", filter=seen))
    found = list(public)
    nearest = (min(found, key=lambda process: abs(process.number - size)) for size in SIZES)
    return {process.number: process for process in nearest}


def asked(client) -> dict:
    """{what is asked: function that asks it}"""
    found = {"start page": "/", "start page on a day": "/?as_of=2008-06-01"}
    for number, process in processes().items():
        base = f"/processes/{process.public_id}/"
        for slug in SUB_PAGES:
            found[f"{slug or 'picture/'} {number:,} linkages"] = base + slug
        found[f"picture/ on a day, {number:,} linkages"] = f"{base}?as_of=2008-06-01"
        found[f"network JSON, {number:,} linkages"] = f"/api/v1{base}network/"
    return {label: lambda address=address: client.get(address) for label, address in found.items()}


def weight(response) -> str:
    body = response.getvalue() if hasattr(response, "getvalue") else response.content
    return f"{len(body):,} ({len(gzip.compress(body)):,})"


def noted(label, ask, captured) -> tuple:
    """Of a question asked a second time: how many queries of its own, and the weight of the answer."""
    ask()
    with captured as queries:
        answer = ask()
    if getattr(answer, "status_code", 200) != 200:
        return f"answers {answer.status_code}", ""
    own = [
        query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SET", "RESET"))
    ]
    return len(own), weight(answer) if label != "limit" else ""


def timed(questions, times) -> tuple[dict, dict]:
    """{question: milliseconds of each turn} by the clock, and of the processor; all are asked in each turn."""
    taken, worked = ({label: [] for label in questions} for _kind in range(2))
    for _turn in range(times):
        for label, ask in questions.items():
            began, began_work = perf_counter(), process_time()
            ask()
            taken[label].append((perf_counter() - began) * 1000)
            worked[label].append((process_time() - began_work) * 1000)
    return taken, worked


def print_table(questions, notes, taken, worked):
    print(
        "| asked | ms | to the peer | CPU ms | to the peer | queries | bytes (compressed) |\n"
        + "|---" * 7
        + "|"
    )
    for label in questions:
        cells = [
            f"{one(times[label]):.1f} | {one(times[label]) / one(times['peer']):.1f}"
            for one, times in ((median, taken), (min, worked))
        ]
        print("|", " | ".join([label, *cells, *map(str, notes[label])]), "|")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--linkages", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=15, help="how often each is asked")
    parser.add_argument("--only", default="", help="those whose name holds this")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    options = parser.parse_args()
    register = registers.opened(options.linkages, options.fresh)

    from django.db import connection  # noqa: PLC0415 - needs the settings
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, view = Client(raise_request_exception=False), peer()
    client.force_login(register.account)
    questions = {"peer": lambda: ask_peer(view), "limit": ask_limit} | {
        label: ask for label, ask in asked(client).items() if options.only in label
    }
    notes = {label: noted(label, ask, CaptureQueriesContext(connection)) for label, ask in questions.items()}
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    taken, worked = timed(questions, options.times)
    print_table(questions, notes, taken, worked)


if __name__ == "__main__":
    main()
