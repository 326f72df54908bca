"""Pages and endpoints at three sizes of register: median ms, bytes, bytes compressed, number of queries.

    python bench/pages.py --sizes 1 30 10000

Asked in process through the test client: middleware, both walls, view, template or serializer; no network.
"""

import argparse
import gzip
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import addresses  # noqa: E402 - the path is set first
from bench import register as registers  # noqa: E402


def measured(client, address: str, times: int) -> str:
    """“12.3 ms, 45,678 B (7,890), 9 q”: of one address."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    query_count = len(queries)
    if response.status_code != 200:
        return f"answers {response.status_code}"
    taken = []
    for _ in range(times):
        began = perf_counter()
        client.get(address)
        taken.append((perf_counter() - began) * 1000)
    body = response.getvalue()
    return f"{median(taken):.1f} ms, {len(body):,} B ({len(gzip.compress(body)):,}), {query_count} q"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 30, 10_000], help="numbers of linkages")
    parser.add_argument("--times", type=int, default=11, help="how often each is asked")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    options = parser.parse_args()
    found = {}
    for size in options.sizes:
        register = registers.opened(size, options.fresh)
        from django.test import Client  # noqa: PLC0415 - needs the settings

        client = Client(raise_request_exception=False)
        client.force_login(register.account)
        for label, address in addresses.of(register).items():
            found.setdefault(label, {})[size] = measured(client, address, options.times)
        registers.closed()
    print("| asked |", " | ".join(f"{size:,} linkages" for size in options.sizes), "|")
    print("|---" * (len(options.sizes) + 1) + "|")
    for label, cells in found.items():
        print("|", " | ".join([label, *(cells.get(size, "–") for size in options.sizes)]), "|")


if __name__ == "__main__":
    main()
