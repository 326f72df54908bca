"""Lists and files of the API beside a peer and beside the limit, in one run, over the same tables.

    python bench/lists.py --linkages 10000

All are asked in turn, in one process, through the same middleware. The peer is a Django REST framework list of linkages
as one writes it first: `ModelSerializer` with nested names and intermediaries, `CursorPagination`, no walls. "Limit" is
PostgreSQL giving the columns of which ours is made as one JSON text, or as `COPY` for a file, under both walls. The
reader has clearance 2 and 10 teams. Times are of the processor in the web process, which other work on the machine
disturbs less, and by the clock; of each the least and the median.
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import register as registers  # noqa: E402 - the path is set first
from bench.process_page import without_walls  # noqa: E402

LIST = "/api/v1/linkages/?limit=100"
BODIES = "/api/v1/bodies/?limit=100"


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
        "peer: plain DRF, 100 linkages": peer,
        "limit: json_agg, 100 linkages": lambda: json_agg(register.viewer),
        "100 linkages": lambda: client.get(LIST),
        "100 linkages, in the middle of the list": lambda: client.get(deep),
        "100 linkages, unchanged (304)": unchanged(LIST),
        "100 linkages, id and label": lambda: client.get(f"{LIST}&fields=id,label"),
        "100 linkages, in short": lambda: client.get("/api/v1/linkages/brief/?limit=100"),
        "100 bodies": lambda: client.get(BODIES),
        "100 bodies, unchanged (304)": unchanged(BODIES),
    }


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


def timed(asked, times) -> dict:
    """{question: (milliseconds of the processor, by the clock) of each turn}"""
    taken = {label: [] for label in asked}
    for ask in asked.values():
        ask()
    for _turn in range(times):
        for label, ask in asked.items():
            began, began_work = perf_counter(), process_time()
            ask()
            taken[label].append(((process_time() - began_work) * 1000, (perf_counter() - began) * 1000))
    return taken


def print_lists(client, register, times):
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    asked = questions(client, register)
    counts = {}
    for label, ask in asked.items():
        ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        counts[label] = sum(
            "FROM" in query["sql"] and "core_account" not in query["sql"] for query in captured
        )
    print("| asked | CPU ms, least / median | clock ms, least / median | to the peer (CPU) | queries |")
    print("|---" * 5 + "|")
    taken = timed(asked, times)
    worked = {label: [cpu for cpu, _clock in turns] for label, turns in taken.items()}
    clock = {label: [by for _cpu, by in turns] for label, turns in taken.items()}
    peer = median(worked[next(iter(asked))])
    for label in asked:
        ratio = f"{median(worked[label]) / peer:.2f}"
        cells = [f"{min(each[label]):.1f} / {median(each[label]):.1f}" for each in (worked, clock)]
        print("|", " | ".join([label, *cells, ratio, str(counts[label])]), "|")


def print_files(client, register):
    """Rows a second of the whole list as files, beside COPY of the same columns."""
    print("| file | rows | first byte, ms | rows a second, CPU | rows a second, clock |")
    print("|---" * 5 + "|")
    files = {"limit: COPY": lambda: copied(register.viewer)}
    for extension in ("csv", "jsonl"):
        files[f"linkages, {extension}"] = lambda extension=extension: iter(
            client.get(f"/api/v1/linkages/{extension}/").streaming_content
        )
    for label, opened in files.items():
        for _again in range(2):
            began, began_work = perf_counter(), process_time()
            portions = opened()
            count = bytes(next(portions)).count(b"\n")
            first = (perf_counter() - began) * 1000
            count += sum(bytes(portion).count(b"\n") for portion in portions)
            rates = [count / (process_time() - began_work), count / (perf_counter() - began)]
        print(f"| {label} | {count:,} | {first:.0f} | {rates[0]:,.0f} | {rates[1]:,.0f} |")


def copied(viewer):
    from django.db import connection  # noqa: PLC0415

    from peaceinfra.api import serializers  # noqa: PLC0415
    from peaceinfra.api.reader import reading  # noqa: PLC0415
    from peaceinfra.core.visibility import viewing  # noqa: PLC0415
    from tracks.filters import LinkageFilterSet  # noqa: PLC0415
    from tracks.models import Linkage  # noqa: PLC0415

    with viewing(viewer, of_one_moment=True), connection.cursor() as cursor:
        columns = reading.reader_of(serializers.LinkageSerializer, Linkage, False).columns
        rows = LinkageFilterSet.shown(viewer).order_by("pk").values_list(*columns)
        sql, params = rows.query.sql_with_params()
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copy:
            yield from copy


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--linkages", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=15, help="how often each is asked")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    options = parser.parse_args()
    register = registers.opened(options.linkages, options.fresh)

    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.test import Client  # noqa: PLC0415

    settings.ROOT_URLCONF = peer_urls()
    client = Client()
    client.force_login(register.account)
    print_lists(client, register, options.times)
    print_files(client, register)


if __name__ == "__main__":
    main()
