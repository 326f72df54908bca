"""Lists and the changes of the API beside a peer and beside the limit, in one run, at several sizes of register.

    python bench/lists.py --linkages 10000 100000 1000000

All are asked in turn, in one process, through the same middleware. The peer is a Django REST framework list of
linkages as one writes it first: `ModelSerializer` with nested names and intermediaries, `CursorPagination`, no walls.
"Limit" is PostgreSQL giving the columns of which ours is made as one JSON text, under both walls. The reader has
clearance 2 and 10 teams. Times are of the processor, in the web process and in its process of the database, which
other work on the machine disturbs less, and by the clock. The log of changes has a million rows, and a hundred
thousand that the reader may not see stand between two pages.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import changes, processor  # noqa: E402 - the path is set first
from bench import register as registers  # noqa: E402
from bench.process_page import without_walls  # noqa: E402

LIST = "/api/v1/linkages/?limit=100"
BODIES = "/api/v1/bodies/?limit=100"
PEER = "peer: plain DRF, 100 linkages"


@dataclass(frozen=True)
class Turn:
    """Milliseconds of one question: of the processor here and in the database, and by the clock."""

    web: float
    database: float
    clock: float


def peer_urls():
    """The peer's list beside the addresses of the register."""
    from django.urls import path  # noqa: PLC0415 - needs the settings

    from bench.peer import Full  # noqa: PLC0415
    from peaceinfra import urls as own  # noqa: PLC0415

    urls = ModuleType("peer_urls")
    urls.urlpatterns = [path("plain/", Full.as_view()), *own.urlpatterns]
    return urls


def questions(client, register) -> dict:
    """{what is asked: function that asks it}"""
    deep = middle(client)

    def peer():
        with without_walls():
            return client.get("/plain/")

    def unchanged(address):
        tag = client.get(address).headers["ETag"]
        return lambda: client.get(address, headers={"if-none-match": tag})

    return {
        PEER: peer,
        "limit: json_agg, 100 linkages": lambda: json_agg(register.viewer),
        "100 linkages": lambda: client.get(LIST),
        "100 linkages, in the middle of the list": lambda: client.get(deep),
        "100 linkages, unchanged (304)": unchanged(LIST),
        "100 linkages, id and label": lambda: client.get(f"{LIST}&fields=id,label"),
        "100 linkages, in short": lambda: client.get("/api/v1/linkages/brief/?limit=100"),
        "100 bodies": lambda: client.get(BODIES),
        "100 bodies, unchanged (304)": unchanged(BODIES),
    } | changes.questions(client, register)


def middle(client) -> str:
    """The address of a page half of the list away."""
    from tracks.models import Linkage  # noqa: PLC0415

    address = "/api/v1/linkages/?limit=500&fields=id"
    for _page in range(min(Linkage.objects.count() // 1000, 100)):
        address = client.get(address).json()["next"] or address
    return address.replace("limit=500", "limit=100").replace("&fields=id", "")


def query_of(viewer):
    """The query of the columns of a linkage, and the keys of the first hundred."""
    from peaceinfra.api import serializers  # noqa: PLC0415
    from peaceinfra.api.reader import reading  # noqa: PLC0415
    from peaceinfra.core.prepared import prepared  # noqa: PLC0415
    from tracks.filters import LinkageFilterSet  # noqa: PLC0415
    from tracks.models import Linkage  # noqa: PLC0415

    reader = reading.reader_of(serializers.LinkageSerializer, Linkage, False)
    rows = LinkageFilterSet.shown(viewer).order_by("pk").values_list("pk", flat=True)
    return prepared(reading._records, viewer, reader, LinkageFilterSet), list(reader.columns), rows


def json_agg(viewer):
    """The same rows and columns as one text, with the intermediaries as a list."""
    from django.db import connection  # noqa: PLC0415

    from peaceinfra.core.prepared import Keys  # noqa: PLC0415
    from peaceinfra.core.visibility import viewing  # noqa: PLC0415

    with viewing(viewer, of_one_moment=True), connection.cursor() as cursor:
        query, columns, rows = query_of(viewer)
        keys = list(rows[:100])
        params = [keys if isinstance(param, Keys) else param for param in query.params]
        names = ", ".join(f"c{place}" for place in range(len(columns)))
        cursor.execute(
            "SELECT json_agg(answer)::text FROM (SELECT q.*, (SELECT json_agg(v) FROM tracks_intermediary v"
            f" WHERE v.linkage_id = q.c0 AND NOT v.retired) AS via FROM ({query.sql}) AS q({names})) answer",
            params,
        )
        return cursor.fetchone()


def timed(by_size, times) -> dict:
    """{(size, question): its turns}. All sizes are asked in turn."""
    taken = {(size, label): [] for size, (_stand, asked) in by_size.items() for label in asked}
    for turn in range(times + 1):
        for size, (stand, asked) in by_size.items():
            stand()
            for label, ask in asked.items():
                began = perf_counter()
                web, database = processor.spent_on(ask)
                if turn:  # the first is to make everything ready
                    taken[size, label].append(Turn(web, database, (perf_counter() - began) * 1000))
    return taken


def queries_of(asked) -> dict[str, int]:
    """{question: its queries}, without those for session, account and teams."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = {}
    for label, ask in asked.items():
        with CaptureQueriesContext(connection) as captured:
            ask()
        of_reader = ("core_account", "django_session", "core_teamgrant", "set_config")
        counts[label] = sum(
            "SELECT" in query["sql"] and not any(name in query["sql"] for name in of_reader)
            for query in captured
        )
    return counts


def print_size(size, asked, taken, counts):
    print(f"\n{size:,} linkages, medians in ms\n")
    print("| asked | web | database | both | clock | to the peer (web) | to the peer (both) | queries |")
    print("|---" * 8 + "|")

    def middle_of(label):
        turns = taken[size, label]
        web, database, clock = (
            median(getattr(turn, name) for turn in turns) for name in ("web", "database", "clock")
        )
        return web, database, median(turn.web + turn.database for turn in turns), clock

    peer = middle_of(PEER)
    for label in asked:
        found = middle_of(label)
        cells = [f"{each:.1f}" for each in found] + [f"{found[0] / peer[0]:.2f}", f"{found[2] / peer[2]:.2f}"]
        print("|", " | ".join([label, *cells, str(counts[label])]), "|")


def print_growth(sizes, labels, taken):
    """The median of each at every size, to that of the smallest."""
    print("\n| asked (web and database) |", " | ".join(f"{size:,}" for size in sizes), "|")
    print("|---" * (len(sizes) + 1) + "|")
    for label in labels:
        found = [median(turn.web + turn.database for turn in taken[size, label]) for size in sizes]
        print("|", " | ".join([label, *(f"{each:.1f} ({each / found[0]:.2f})" for each in found)]), "|")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--linkages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--times", type=int, default=15, help="how often each is asked")
    parser.add_argument("--fresh", action="store_true", help="make the databases anew")
    options = parser.parse_args()
    by_size, counts = {}, {}
    for size in options.linkages:
        register, stand = registers.opened_beside(size, options.fresh)
        by_size[size] = stand, register
    for size, (stand, register) in by_size.items():
        stand()
        asked = questions(registers.client_of(register, peer_urls()), register)
        by_size[size], counts[size] = (stand, asked), queries_of(asked)
    processor.settle()
    taken = timed(by_size, options.times)
    for size, (_stand, asked) in by_size.items():
        print_size(size, asked, taken, counts[size])
    print_growth(list(by_size), asked, taken)


if __name__ == "__main__":
    main()
