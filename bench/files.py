"""Files of the API beside `COPY` of the same columns under both walls: rows a second, first byte, memory.

    python bench/files.py --linkages 10000 1000000

The reader has clearance 2 and 10 teams. Rows a second of the processor, in the web process and with its process of
the database, and by the clock; the second of two runs. Memory is what the web process took more at its most while a
file was made than before it was begun.
"""

import argparse
import gc
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import processor  # noqa: E402 - the path is set first
from bench import register as registers  # noqa: E402


def print_files(register, extensions):
    """Rows a second of the whole list as files, beside COPY of the same columns."""
    from peaceinfra import urls  # noqa: PLC0415 - needs the settings

    client = registers.client_of(register, urls)
    files = {"limit: COPY": lambda: copied(register.viewer)}
    for extension in extensions:
        files[f"linkages, {extension}"] = lambda extension=extension: iter(
            client.get(f"/api/v1/linkages/{extension}/").streaming_content
        )
    print("| file | rows | first byte, ms | rows a second, web | web and database | clock | memory, MB |")
    print("|---" * 7 + "|", flush=True)
    for label, opened in files.items():
        for _portion in opened():  # makes everything ready
            pass
        gc.collect()
        memory_before = memory_now()
        began, began_clock = processor.spent(), perf_counter()
        portions, count, most, looked = opened(), 0, 0, 0
        for portion in portions:
            if not count:
                first = (perf_counter() - began_clock) * 1000
            count += bytes(portion).count(b"\n")
            if perf_counter() - looked > 0.05:  # the portions of COPY are single rows
                most, looked = max(most, memory_now()), perf_counter()
        web, database = (ended - start for ended, start in zip(processor.spent(), began, strict=True))
        rates = [count / seconds for seconds in (web, web + database, perf_counter() - began_clock)]
        cells = [f"{count:,}", f"{first:.0f}", *(f"{rate:,.0f}" for rate in rates)]
        print("|", " | ".join([label, *cells, f"{most - memory_before:.0f}"]), "|", flush=True)


def memory_now() -> float:
    """Megabytes that the process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


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
    parser.add_argument("--linkages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--files", nargs="+", default=["csv", "jsonl"], help="which are made")
    parser.add_argument("--fresh", action="store_true", help="make the databases anew")
    options = parser.parse_args()
    for size in options.linkages:
        register = registers.opened(size, options.fresh)
        processor.settle()
        print(f"\n{size:,} linkages\n")
        print_files(register, options.files)
        registers.closed()


if __name__ == "__main__":
    main()
