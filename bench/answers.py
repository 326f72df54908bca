"""Whether a change left the answers as they were: those of many addresses, for several readers and days, compared.

    python bench/answers.py save DIR       # before the change
    python bench/answers.py compare DIR    # after it: names what differs, and where

Asked are the sub-pages of the processes of the demonstration data and of a generated register, each for its whole life
and on several days, their networks in three formats, differences, briefs, the first page and each question. The readers
are somebody signed out, the reader of the measurements, and one who is cleared for everything and in every team.
"""

import argparse
import gzip
import hashlib
import re
import sys
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import process_page  # noqa: E402 - the path is set first
from bench import register as registers  # noqa: E402

DAYS = ("", "?as_of=1998-03-01", "?as_of=2004-06-30", "?as_of=2008-06-01", "?as_of=2012", "?as_of=2021-11-15")
#: Of a large register fewer are asked.
FEW_DAYS = DAYS[::3]
#: What is made anew for each request.
_OF_ONE_REQUEST = re.compile(rb'(csrfmiddlewaretoken" value=|nonce[-=])"?[^"]+"')


def demonstration(fresh: bool):
    """Opens the register of the fixtures, in a database of its own."""
    registers.set_up()
    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.core.management import call_command  # noqa: PLC0415

    from processes.models import Actor  # noqa: PLC0415

    registers.made("bench_demonstration", fresh)
    if not Actor.objects.exists():
        call_command("import_dataset", settings.CHECKOUT / "fixtures", verbosity=0)


def processes_of_fixtures() -> list[str]:
    from processes.models import PeaceProcess  # noqa: PLC0415 - needs the settings

    return [process.public_id for process in PeaceProcess.objects.order_by("pk")]


def asked(processes: list[str], days: tuple[str, ...]) -> Iterator[str]:
    """The addresses."""
    from peaceinfra.analysis.questions import QUESTIONS  # noqa: PLC0415 - needs the settings

    yield from (f"/{day}" for day in days)
    for process, day in product(processes, days):
        base = f"/processes/{process}/"
        yield from (f"{base}{page}{day}" for page in process_page.SUB_PAGES)
        yield f"/api/v1{base}network/{day}"
    for process in processes:
        base = f"/processes/{process}/"
        yield from (f"/api/v1{base}network/{form}/" for form in ("graphml", "gexf"))
        yield f"/api/v1{base}network/?as_of=2008-06-01&ties=linkage,channel"
        yield f"{base}difference/?from=2004-06-30&to=2012-01-01"
    yield f"/processes/{processes[0]}/brief/"
    yield f"/processes/{processes[0]}/?recorded={date.today()}&as_of=2008-06-01"
    yield from (f"/questions/{question.slug}/" for question in QUESTIONS)


def parts_in(page: bytes, address: str) -> list[str]:
    """The addresses of the pictures that folded marks of a page open."""
    found = sorted(set(re.findall(rb'href="\?((?:as_of=[\d-]+&amp;)?part=[^"#]+)', page)))
    return [f"{address.partition('?')[0]}?{part.decode().replace('&amp;', '&')}" for part in found[:2]]


def accounts() -> list:
    from peaceinfra.core.models import Account  # noqa: PLC0415 - needs the settings

    cleared, _viewer = registers.cleared()
    reader, _new = Account.objects.get_or_create(username="bench", defaults={"clearance": 2})
    return [None, reader, cleared]


def answers(processes: list[str], days: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    from django.test import Client  # noqa: PLC0415 - needs the settings

    for account in accounts():
        client = Client(raise_request_exception=True)
        if account:
            client.force_login(account)
        addresses = [*asked(processes, days)]
        for address in addresses:
            response = client.get(address)
            body = response.getvalue() if hasattr(response, "getvalue") else response.content
            yield f"{account} {address}", b"%d\n" % response.status_code + _OF_ONE_REQUEST.sub(b"", body)
            # The list grows while it is walked through.
            if "part=" not in address and "/processes/" in address and "/api/" not in address:
                addresses += parts_in(body, address)


def told(before: bytes, after: bytes) -> str:
    """Where two answers differ first."""
    place = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )
    return f"at {place}:\n    {before[place - 60 : place + 90]!r}\n    {after[place - 60 : place + 90]!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["save", "compare"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--linkages", type=int, default=10_000, help="size of the generated register")
    parser.add_argument("--only", choices=["generated", "demonstration"], help="of one register alone")
    parser.add_argument("--fresh", action="store_true", help="make the databases anew")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    number, differ = 0, []
    for name, addressed in registers_of(options):
        for asked_of, body in addressed:
            number += 1
            kept = options.folder / hashlib.sha256(f"{name} {asked_of}".encode()).hexdigest()
            if options.what == "save":
                kept.write_bytes(gzip.compress(body, 1))
            elif not kept.exists():
                differ.append(f"{name} {asked_of}: was not asked before")
            elif (before := gzip.decompress(kept.read_bytes())) != body:
                differ.append(f"{name} {asked_of}: {told(before, body)}")
    print("\n".join(differ[:40]))
    print(f"{number:,} answers, {len(differ):,} differ" if options.what == "compare" else f"{number:,} saved")
    sys.exit(bool(differ))


def registers_of(options) -> Iterator[tuple[str, Iterator[tuple[str, bytes]]]]:
    """(name of a register, the answers of it); each is open while its own are read."""
    if options.only != "demonstration":
        registers.opened(options.linkages, options.fresh)
        generated = [process.public_id for process in process_page.processes().values()]
        yield "generated", answers(generated, FEW_DAYS)
        registers.closed()
    if options.only != "generated":
        demonstration(options.fresh)
        yield "demonstration", answers(processes_of_fixtures(), DAYS)


if __name__ == "__main__":
    main()
