"""The page of a process and its network beside a peer: a plain list of 100 linkages with nested names, and no walls.

    python bench/process_page.py --linkages 10000

All are asked in turn, in one run and one process, over the same tables: the peer is a Django REST framework list of
linkages with the names of their ends and of their process, paged by 100, over the whole table, by the owner of the
tables. "Limit" is PostgreSQL giving the same hundred rows as one JSON text. The reader has clearance 2 and 10 teams.
"Cold" is the first look after a start: nothing is kept of the answer, nor of the places of its map. "Warm" is the
same address asked again by the same reader while nothing that they see changed. Columns of each: the least of the
processor's time in this process, which other work on the machine disturbs less, in ms, with its ratio to the peer;
the least of that of the process of the database; queries. Then bytes (compressed). The collector of garbage is set as
under gunicorn.
"""

import argparse
import gzip
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import register as registers  # noqa: E402 - the path is set first
from bench.processor import settle, spent_on  # noqa: E402

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


def forget() -> None:
    """Empties what is kept of answers and of the places of maps. The words of queries stay: a change leaves them."""
    from peaceinfra.analysis.drawing.map_lines import rounded  # noqa: PLC0415
    from peaceinfra.analysis.network import layout  # noqa: PLC0415
    from peaceinfra.core.kept import room  # noqa: PLC0415

    room.clear()
    layout._lay_out.cache_clear()
    rounded.cache_clear()


def noted(label, ask, captured) -> tuple:
    """Of a question: how many queries of its own it takes cold, how many warm, and the weight of the answer."""
    counts = []
    ask()
    forget()
    for _warm in range(2):
        with captured as queries:
            answer = ask()
        texts = (query["sql"] for query in queries)
        counts.append(sum(not text.startswith(("SAVEPOINT", "RELEASE", "SET", "RESET")) for text in texts))
    if getattr(answer, "status_code", 200) != 200:
        return f"answers {answer.status_code}", "", ""
    return *counts, weight(answer) if label != "limit" else ""


def timed(questions, times) -> dict[str, tuple[list, list]]:
    """{question: (milliseconds here and in the database of each turn, cold; the same, warm)}"""
    taken = {label: ([], []) for label in questions}
    for _turn in range(times):
        for label, ask in questions.items():
            forget()
            for turns in taken[label]:
                turns.append(spent_on(ask))
    return taken


def print_table(questions, notes, taken):
    heads = (f"{look}, ms | to the peer | in the database | queries" for look in ("cold", "warm"))
    print(f"| asked | {' | '.join(heads)} | bytes (compressed) |\n{'|---' * 10}|")
    peer = min(here for turns in taken["peer"] for here, _there in turns)
    for label in questions:
        *queries, weighed = notes[label]
        cells = [
            f"{here:.1f} | {here / peer:.1f} | {there:.1f} | {count}"
            for turns, count in zip(taken[label], queries, strict=True)
            for here, there in (map(min, zip(*turns, strict=True)),)
        ]
        print("|", " | ".join([label, *cells, weighed]), "|")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--linkages", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=15, help="how often each is asked")
    parser.add_argument("--only", default="", help="those whose name holds this")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    options = parser.parse_args()
    register = registers.opened(options.linkages, options.fresh)

    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from peaceinfra.settings.base import KEPT_ANSWERS  # noqa: PLC0415

    settings.KEPT_ANSWERS = KEPT_ANSWERS  # the settings of the tests keep none

    client, view = Client(raise_request_exception=False), peer()
    client.force_login(register.account)
    questions = {"peer": lambda: ask_peer(view), "limit": ask_limit} | {
        label: ask for label, ask in asked(client).items() if options.only in label
    }
    notes = {label: noted(label, ask, CaptureQueriesContext(connection)) for label, ask in questions.items()}
    settle()
    print_table(questions, notes, timed(questions, options.times))


if __name__ == "__main__":
    main()
