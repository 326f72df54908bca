"""The matching of incoming names: seconds and memory, and precision and recall on files of the field.

    python bench/matching.py speed --actors 100000 --incoming 10000
    python bench/matching.py duplicates --actors 100000
    python bench/matching.py accuracy --ucdp-actors FILE.csv --paax FILE.xlsx [--mend-actors FILE.csv]

speed: a register with names as in every generated one, in eight scripts. A third of the incoming names are names of
it as they stand, a third with one letter wrong, a third others. The time is that of the processor, of this process and
of its process of the database together; memory is the most that this process took.

duplicates: the pairs inside such a register, in which every hundredth actor was entered twice, the second time with one
letter wrong; what was entered is taken back.

accuracy: UCDP's actors are the register, those of PAA-X come in: where PAA-X gives a `ucdp_id` it is known whom each
means. Once they come without it: recall is the share whose actor is the first candidate, or among the first five. Once
they come with it: what is identified by itself, and by which names, is listed where nobody would by the names. Then the
actors of PAA-X are the register, and those of MEND come in, without the ids of PAA-X and with them.
"""

import argparse
import csv
import resource
import sys
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import register as registers  # noqa: E402 - the path is set first
from bench.processor import spent  # noqa: E402

ABSENT = {"", "n/a", "na", "none", "-99"}
# UCDP writes where it fought, and with two names for one country.
UCDP_STATE = "4"


def names_to_come(number: int, random: Random) -> list[tuple[str, str, int | None]]:
    """(sort, name, the key of the actor that is meant) in any order."""
    from bench.search import mistyped  # noqa: PLC0415 - needs the settings
    from processes.models import Actor  # noqa: PLC0415

    known = list(Actor.objects.order_by("pk").values_list("name", "pk"))
    drawn = [random.choice(known) for _ in range(number)]
    sorts = ["as it stands", "one letter wrong", "another"]
    found = []
    for place, (name, key) in enumerate(drawn):
        sort = sorts[place % 3]
        if sort == "one letter wrong":
            name = mistyped(name, random)
        if sort == "another":
            name, key = " ".join(random.sample(name + "aeiouklm", len(name))), None
        found.append((sort, name, key))
    return found


def speed(options) -> None:
    registers.opened(10 * options.actors, options.fresh, ties=False)
    from processes.matching import Incoming, identities  # noqa: PLC0415
    from processes.models import Actor, ActorName  # noqa: PLC0415

    coming = names_to_come(options.incoming, Random(registers.SEED))
    things = [Incoming("bench", str(n), "act", (name,)) for n, (_sort, name, _key) in enumerate(coming)]
    before, began, clock = _memory(), spent(), perf_counter()
    found = identities(things)
    ended = spent()
    rows = Actor.objects.count() + ActorName.objects.count()
    print(f"{options.incoming:,} incoming names against {rows:,} names of {Actor.objects.count():,} actors")
    print(f"processor: {ended[0] - began[0]:.1f} s here, {ended[1] - began[1]:.1f} s in the database;")
    print(f"clock: {perf_counter() - clock:.1f} s; memory: {_memory() - before:.0f} MB more than before")
    for sort in sorted({sort for sort, _name, _key in coming}):
        keys = [(str(n), key) for n, (of_sort, _name, key) in enumerate(coming) if of_sort == sort]
        ranks = [_rank(found["bench", value], key) for value, key in keys]
        proposed = sum(bool(found["bench", value].candidates) for value, _key in keys)
        _tell(sort, ranks, proposed)


def duplicates(options) -> None:
    """Every hundredth actor stands a second time, with one letter wrong: how many of these pairs are found."""
    registers.opened(10 * options.actors, options.fresh, ties=False)
    from django.db import transaction  # noqa: PLC0415

    from bench.search import mistyped  # noqa: PLC0415
    from processes.matching.pairs import find_pairs  # noqa: PLC0415
    from processes.models import Actor  # noqa: PLC0415

    random = Random(registers.SEED)
    with transaction.atomic():
        twins = {}
        for actor in list(Actor.objects.order_by("pk"))[:: 100 if options.actors >= 1_000 else 10]:
            twin = Actor(
                name=mistyped(actor.name, random), kind=actor.kind, countries=actor.countries, level=0
            )
            twins[twin.pk] = actor.pk
            twin.save(force_insert=True)
        before, began, clock = _memory(), spent(), perf_counter()
        found = {frozenset((pair.first, pair.second)) for pair in find_pairs("act")}
        ended = spent()
        made = {frozenset(pair) for pair in twins.items()}
        print(f"{Actor.objects.count():,} actors: {len(found):,} pairs may be the same")
        print(f"of {len(made):,} that are, with one letter wrong: {len(made & found):,} are among them")
        print(f"processor: {ended[0] - began[0]:.1f} s here, {ended[1] - began[1]:.1f} s in the database;")
        print(f"clock: {perf_counter() - clock:.1f} s; memory: {_memory() - before:.0f} MB more than before")
        # The register is as it was for the next run.
        transaction.set_rollback(True)


def accuracy(options) -> None:
    registers.opened(1000, ties=False)
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        _empty()
        _registered(ucdp_actors(options.ucdp_actors))
        paax = paax_actors(options.paax)
        _compared("PAA-X against UCDP", paax, "ucdp_actor")
        transaction.set_rollback(True)
    if options.mend_actors:
        with transaction.atomic():
            _empty()
            _registered(
                [("paax", row["value"], row["names"], row["category"], row["countries"]) for row in paax]
            )
            _compared("MEND against PAA-X", mend_actors(options.mend_actors), "paax")
            transaction.set_rollback(True)


def ucdp_actors(path) -> list[tuple]:
    """(scheme, value, names, category, countries)"""
    found = []
    for row in _csv(path):
        columns = (
            "NameData",
            "NameOrigFullEng",
            "NameOrig",
            "NameOrigFull",
            "NewName",
            "NewNameFullEng",
            "NewNameFullMotherTongue",
        )
        is_state = row["Org"].strip() == UCDP_STATE
        countries = () if is_state else _codes(row["Location"].split(","))
        names = _present(row.get(column) for column in columns)
        category = "state" if is_state else "armed_organisation"
        found.append(("ucdp_actor", row["ActorId"].strip(), names, category, countries))
    return found


def paax_actors(path) -> list[dict]:
    from openpyxl import load_workbook  # noqa: PLC0415 - for this measurement alone

    rows = load_workbook(path, read_only=True)["actors"].iter_rows(values_only=True)
    header = next(rows)
    found = []
    for row in (dict(zip(header, cells, strict=True)) for cells in rows):
        is_state = row["actor_type"] == "Country/State"
        found.append(
            {
                "value": row["id_paax"],
                "names": _present((row["actor_name"], row["abbreviation"])),
                "category": "state" if is_state else "",
                "countries": () if is_state else _codes([row["actor_country"] or ""]),
                "means": str(row["ucdp_id"]) if row["ucdp_id"] else None,
            }
        )
    return found


def mend_actors(path) -> list[dict]:
    return [
        {
            "value": row["MEND_ID"],
            "names": _present([row["ActorName"]]),
            "category": "state" if row["actor_classification"] == "Country/State" else "",
            "countries": (),
            "means": row["PAAX_ID"] if row["PAAX_ID"].strip().casefold() not in ABSENT else None,
        }
        for row in _csv(path)
    ]


def _compared(title, rows, scheme):
    from processes.models import Actor, ExternalId  # noqa: PLC0415

    ids = dict(ExternalId.objects.filter(scheme=scheme).values_list("value", "subject"))
    labels = dict(Actor.objects.values_list("pk", "name"))
    rows = sorted({row["value"]: row for row in rows}.values(), key=lambda row: row["value"])
    known = [row for row in rows if row["means"] in ids]
    nobody = [row for row in rows if row["means"] is None]
    print(f"\n{title}: {len(known)} of which it is known whom they mean, {len(nobody)} without")
    _by_name(known, ids, labels)
    _of_nobody(nobody, labels)
    _by_id(known, scheme, ids, labels)


def _identified(rows, scheme=""):
    """What the matcher makes of the rows, in their order; with a scheme it is told their ids in it."""
    from processes.matching import Incoming, identities  # noqa: PLC0415

    things = [
        Incoming(
            "bench",
            row["value"],
            "act",
            row["names"],
            row["countries"],
            category=row["category"],
            external_ids=((scheme, row["means"]),) if scheme else (),
        )
        for row in rows
    ]
    return [identity for _key, identity in sorted(identities(things).items())]


def _by_name(known, ids, labels):
    for label, group in (
        ("all", known),
        ("states", [row for row in known if row["category"] == "state"]),
        ("others", [row for row in known if row["category"] != "state"]),
    ):
        answers = _identified(group)
        ranks = [_rank(answer, ids[row["means"]]) for row, answer in zip(group, answers, strict=True)]
        _tell(label, ranks, sum(bool(answer.candidates) for answer in answers))
    for row, answer in zip(known, _identified(known), strict=True):
        if _rank(answer, ids[row["means"]]) != 1:
            said = [
                f"{labels[c.record]} ({c.score}: {', '.join(r.ground for r in c.reasons)})"
                for c in answer.candidates
            ]
            print("   not the first:", row["names"], "means", labels[ids[row["means"]]], "proposed", said)


def _of_nobody(nobody, labels):
    answers = _identified(nobody)
    print(
        f"without a known one: candidates for {sum(bool(one.candidates) for one in answers)} of {len(nobody)}"
    )
    for row, answer in zip(nobody, answers, strict=True):
        if answer.candidates:
            said = [f"{labels[c.record]} {c.score}" for c in answer.candidates]
            print("   ", row["names"], "proposed", said)


def _by_id(known, scheme, ids, labels):
    answers = _identified(known, scheme)
    certain = [row for row, answer in zip(known, answers, strict=True) if answer.record]
    print(f"with the id: {len(certain)} of {len(known)} are certain; the others, by the id alone:")
    for row, answer in zip(known, answers, strict=True):
        if not answer.record:
            print("   left to a person:", row["names"], "|", labels[ids[row["means"]]])
    for row in certain:
        if row["category"] != "state":
            print("   certain:", row["names"], "|", labels[ids[row["means"]]])


def _tell(label, ranks, proposed):
    number = len(ranks) or 1
    first, five = sum(rank == 1 for rank in ranks), sum(bool(rank) for rank in ranks)
    print(
        f"{label}: {len(ranks)}; first {first / number:.3f}, among five {five / number:.3f}, proposed for {proposed}"
    )


def _rank(identity, key) -> int:
    keys = [candidate.record for candidate in identity.candidates]
    return 1 if identity.record == key and key else keys.index(key) + 1 if key in keys else 0


def _registered(rows):
    from processes.models import Actor, ActorName, ExternalId  # noqa: PLC0415

    actors = [
        Actor(name=names[0], kind=category or "armed_organisation", countries=list(countries), level=0)
        for _scheme, _value, names, category, countries in rows
    ]
    Actor.objects.bulk_create(actors)
    ActorName.objects.bulk_create(
        ActorName(actor=actor, name=name[:300], level=0)
        for actor, row in zip(actors, rows, strict=True)
        for name in row[2][1:]
    )
    ExternalId.objects.bulk_create(
        ExternalId(subject_id=actor.pk, scheme=row[0], value=row[1], level=0)
        for actor, row in zip(actors, rows, strict=True)
    )


def _empty():
    from processes.models import Actor, ActorName  # noqa: PLC0415

    for model in (ActorName, Actor):
        model.objects.update(retired=True)


def _present(texts) -> tuple[str, ...]:
    kept = [" ".join(text.split()) for text in texts if text and text.strip().casefold() not in ABSENT]
    return tuple(dict.fromkeys(kept))


def _codes(places) -> tuple[str, ...]:
    from peaceinfra.core.countries import code_named  # noqa: PLC0415

    found = (code_named(place.split("(")[0].strip()) for place in places)
    return tuple(dict.fromkeys(code for code in found if code))


def _csv(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ways = parser.add_subparsers(required=True)
    of_speed = ways.add_parser("speed")
    of_speed.add_argument("--actors", type=int, default=100_000)
    of_speed.add_argument("--incoming", type=int, default=10_000)
    of_speed.add_argument("--fresh", action="store_true", help="make the database anew")
    of_speed.set_defaults(run=speed)
    of_pairs = ways.add_parser("duplicates")
    of_pairs.add_argument("--actors", type=int, default=100_000)
    of_pairs.add_argument("--fresh", action="store_true", help="make the database anew")
    of_pairs.set_defaults(run=duplicates)
    of_accuracy = ways.add_parser("accuracy")
    of_accuracy.add_argument("--ucdp-actors", required=True)
    of_accuracy.add_argument("--paax", required=True)
    of_accuracy.add_argument("--mend-actors")
    of_accuracy.set_defaults(run=accuracy)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
