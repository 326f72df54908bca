"""The first page of every question, and the list of them, beside a peer: a plain list of 100 linkages.

    python bench/questions.py --linkages 100000

All are asked in turn, in one run and one process; the peer is that of `bench/process_page.py`. Shown is the least ms of
the processor's time, of this process and of its process of the database together: what other programs do at the same
time does not count (on Linux; elsewhere it is the time of the clock). The reader has clearance 2 and 10 teams, or with
`--cleared` clearance 4 and all teams.
Columns: ms, its ratio to the peer; of these the ms in the database; queries; bytes (compressed).
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import process_page, processor  # noqa: E402 - the path is set first
from bench import register as registers  # noqa: E402


def asked(client, viewer, only: str) -> dict:
    """{what is asked: function that asks it}"""
    from peaceinfra.analysis.questions import questions_for  # noqa: PLC0415 - needs the settings

    addresses = {"list of questions": "/questions/"} | {
        f"{question.number} {question.slug}": f"/questions/{question.slug}/"
        for question in questions_for(viewer)
    }
    return {
        label: lambda address=address: client.get(address)
        for label, address in addresses.items()
        if only in label
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--linkages", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=7, help="how often each is asked")
    parser.add_argument("--only", default="", help="those whose name holds this")
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    parser.add_argument("--cleared", action="store_true", help="as a reader cleared for all, in every team")
    options = parser.parse_args()
    register = registers.opened(options.linkages, options.fresh)
    account, viewer = registers.cleared() if options.cleared else (register.account, register.viewer)

    from django.db import connection  # noqa: PLC0415 - needs the settings
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, view = Client(raise_request_exception=False), process_page.peer()
    client.force_login(account)
    questions = {"peer": lambda: process_page.ask_peer(view)} | asked(client, viewer, options.only)
    notes = {
        label: (cold, weighed)
        for label, ask in questions.items()
        for cold, _warm, weighed in [process_page.noted(label, ask, CaptureQueriesContext(connection))]
    }
    processor.settle()
    taken = {label: [] for label in questions}
    for _turn in range(options.times):
        for label, ask in questions.items():
            taken[label].append(processor.spent_on(ask))
    print(
        "| asked | ms | to the peer | of these in the database | queries | bytes (compressed) |\n"
        + "|---" * 6
        + "|"
    )
    least = {label: min(times, key=sum) for label, times in taken.items()}
    for label, (web, database) in least.items():
        ratio = (web + database) / sum(least["peer"])
        cells = [label, f"{web + database:.1f}", f"{ratio:.1f}", f"{database:.1f}", *map(str, notes[label])]
        print("|", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
