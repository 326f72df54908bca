"""Whether the time of an answer tells a hidden record from one that is not there.

    python bench/timing.py --linkages 1000 --requests 5000

Each pair of requests asks the same question once about a hidden record and once about an id of nothing, in an order
drawn by chance; the ids are drawn anew for each pair. What the machine does besides falls on both alike.

AUC is the chance that the answer about the hidden record takes longer than that about the absent one (Mann–Whitney,
ties as halves): 0.5 where the time tells nothing. Its interval of 95 % is that of DeLong. Times are by the clock, of
the whole request in this process, as somebody on the same machine could measure at best.
"""

import argparse
import logging
import sys
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random
from statistics import median, variance
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import processor  # noqa: E402 - the path is set first
from bench import register as registers  # noqa: E402

LEAST, MOST = 0.45, 0.55
#: An answer that took so many times the median is left out with its partner: something else had the machine.
FAR = 8


@dataclass(frozen=True)
class Told:
    """How well the time tells hidden from absent."""

    auc: float
    low: float
    high: float
    hidden: float
    absent: float
    pairs: int

    @property
    def is_silent(self) -> bool:
        return LEAST <= self.auc <= MOST


def told_by(hidden: list[float], absent: list[float]) -> Told:
    """AUC of two samples of times, with its interval by DeLong, and their medians."""
    ranks = mid_ranks([*hidden, *absent])
    m, n = len(hidden), len(absent)
    auc = (sum(ranks[:m]) - m * (m + 1) / 2) / (m * n)
    # The part of the other sample that lies below each (above, for the absent).
    of_hidden = [(whole - own) / n for whole, own in zip(ranks[:m], mid_ranks(hidden), strict=True)]
    of_absent = [1 - (whole - own) / m for whole, own in zip(ranks[m:], mid_ranks(absent), strict=True)]
    wide = 1.96 * sqrt(variance(of_hidden) / m + variance(of_absent) / n)
    return Told(auc, auc - wide, auc + wide, median(hidden), median(absent), min(m, n))


def mid_ranks(values: list[float]) -> list[float]:
    """The rank of each, from 1; those that are alike share the middle of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, start = [0.0] * len(values), 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            ranks[order[place]] = (start + end) / 2 + 1
        start = end + 1
    return ranks


def milliseconds(ask, key) -> float:
    began = perf_counter()
    ask(key)
    return (perf_counter() - began) * 1000


def compared(ask, hidden: list[int], requests: int, seed: int) -> Told:
    """So many requests, half about hidden records and half about none, interleaved."""
    random = Random(seed)
    times = {True: [], False: []}
    for _pair in range(requests // 2):
        pair = [(True, random.choice(hidden)), (False, random.randrange(1, 2**63))]
        random.shuffle(pair)
        for is_hidden, key in pair:
            times[is_hidden].append(milliseconds(ask, key))
    far = FAR * median([*times[True], *times[False]])
    kept = [pair for pair in zip(times[True], times[False], strict=True) if max(pair) < far]
    return told_by([hidden for hidden, _absent in kept], [absent for _hidden, absent in kept])


def questions(client) -> dict:
    """{what is asked: function of a key of an actor}; writes are refused, and taken back where they are not."""
    from django.db import transaction  # noqa: PLC0415 - needs the settings

    from peaceinfra.core.identity import public_id  # noqa: PLC0415

    def named(key):
        return public_id("act", key)

    def saved(key):
        with transaction.atomic():
            sent = {"name": "Typed", "reason": "read", "seen_version": "1"}
            client.post(f"/admin/processes/actor/{key}/change/", sent)
            transaction.set_rollback(True)

    def linked(key):
        """A new tie whose one end is the record."""
        with transaction.atomic():
            sent = {
                "source": str(key),
                "target": str(key),
                "modality": "hotline",
                "reason": "read",
                "level": "0",
            }
            client.post("/admin/tracks/linkage/add/", sent)
            transaction.set_rollback(True)

    return {
        "API: one record": lambda key: client.get(f"/api/v1/actors/{named(key)}/"),
        "page of a record": lambda key: client.get(f"/actors/{named(key)}/"),
        "history of a record": lambda key: client.get(f"/records/{named(key)}/history/"),
        "list of linkages of an actor": lambda key: client.get(f"/api/v1/linkages/?actor={named(key)}"),
        "search by id": lambda key: client.get(f"/search/?q={named(key)}"),
        "desk: a screen is opened": lambda key: client.get(f"/admin/processes/actor/{key}/change/"),
        "desk: a screen is saved": saved,
        "desk: a tie is entered": linked,
        "desk: a record is merged": lambda key: client.post(
            f"/admin/merge/?kept={named(key)}&merged={named(key)}", {"confirm": "1", "reason": "one"}
        ),
    }


def proposals(tool) -> dict:
    """A partner's tool proposes a change of the record."""
    from django.db import transaction  # noqa: PLC0415

    from peaceinfra.core.identity import public_id  # noqa: PLC0415

    def propose(key):
        record = {"kind": "actors", "id": public_id("act", key), "fields": {"name": "A"}, "if_match": 'W/"1"'}
        said = {"reason": "read", "records": [record]}
        with transaction.atomic():
            tool.post(
                "/api/v1/proposals/",
                said,
                content_type="application/json",
                headers={"Idempotency-Key": str(key)},
            )
            transaction.set_rollback(True)

    return {"API: a proposal": propose}


def keys_of(viewer):
    """(hidden, shown): the keys of actors that the viewer may not see, and of those that they may."""
    from processes.models import Actor  # noqa: PLC0415

    shown = set(Actor.objects.shown_to(viewer).values_list("pk", flat=True))
    every = set(Actor.objects.live().values_list("pk", flat=True))
    return sorted(every - shown), sorted(shown)


def clients(register):
    """An analyst of the clearance of the measurements, and the tool of a partner."""
    from django.test import Client  # noqa: PLC0415

    from peaceinfra.core.choices import AccountRole  # noqa: PLC0415
    from peaceinfra.core.models import Account  # noqa: PLC0415
    from tests.tokens import make_token, officer, tool  # noqa: PLC0415

    register.account.role = AccountRole.ANALYST
    register.account.save()
    account = Account.objects.get(pk=register.account.pk)
    client = Client(raise_request_exception=False)
    client.force_login(account)
    _token, text = make_token(officer(), level=2, scopes=["read", "propose"], daily_rows=10**8)
    partner = tool(text)
    partner.raise_request_exception = False
    return client, partner


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--linkages", type=int, default=1000)
    parser.add_argument(
        "--requests", type=int, default=5000, help="of each question, half hidden, half absent"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="questions whose words hold this")
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    register = registers.opened(options.linkages, options.fresh)
    logging.disable(logging.CRITICAL)  # of each refusal a line
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():  # accounts and tokens of the measurement are taken back
        client, partner = clients(register)
        hidden, shown = keys_of(register.viewer)
        print(
            f"{len(hidden):,} hidden and {len(shown):,} actors that are seen, {options.requests:,} requests each"
        )
        processor.settle()
        silent = True
        for words, ask in (questions(client) | proposals(partner)).items():
            if options.only not in words:
                continue
            for key in (*hidden[:20], *shown[:20]):
                ask(key)
            told = compared(ask, hidden, options.requests, options.seed)
            silent = silent and told.is_silent
            print(
                f"{words:32} AUC {told.auc:.3f} ({told.low:.3f}–{told.high:.3f})   hidden {told.hidden:7.2f} ms"
                f"   absent {told.absent:7.2f} ms   {told.pairs:,} pairs{'' if told.is_silent else '   OUTSIDE'}",
                flush=True,
            )
        transaction.set_rollback(True)
    return 0 if silent else 1


if __name__ == "__main__":
    sys.exit(main())
