"""A hidden row comes into the middle of what is public, moves and goes: whoever may not see it is told nothing.

By a screen, by a service and by files. What is compared are the bytes, headers and queries of every page, list,
file and history that tells of the rows beside it, and the versions that are stored of them.
"""

import csv
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.test import Client

from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.places import places_between
from peaceinfra.core.registry import models_by_kind
from peaceinfra.datasets import tables
from peaceinfra.datasets.exporting import export_dataset
from peaceinfra.datasets.importing import import_dataset
from processes.models import Actor, MomentumChange, PeaceProcess, PhaseChange, Side
from processes.services import retire_records, save_record
from processes.services.relative_dates import follow_dates
from secretariats.models import BodyActor, Channel, ChannelChange, LifecycleChange, Mandate
from tests import factories as make
from tests.admin.screens import address, opened, save
from tests.test_non_interference import answers
from tests.test_non_interference_of_writes import TOKEN
from tests.two_worlds import CHANNEL, HIDDEN, IDS, LATER_STATE, PROCESS, SECRETARIAT, build_public, stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECRET = HIDDEN


class Ordered(NamedTuple):
    """Rows in an order: on which screen they stand, under which prefix, and what a hidden one says."""

    model: type
    parent: Callable
    prefix: str
    says: dict

    @property
    def place(self):
        return numbering_of(self.model).place

    def rows(self):
        return list(self.model.objects.live().filter(**self.of_parent()).order_by(self.place, "pk"))

    def of_parent(self):
        return {numbering_of(self.model).within: self.parent().pk}

    def hidden(self):
        return self.model.objects.live().get(**self.of_parent(), **self.says)


def process():
    return stored(PeaceProcess, PROCESS)


def body():
    return stored(BodyActor, SECRETARIAT)


LOGGED = {"status": "unknown", "decided_by": SECRET}
ORDERS = [
    Ordered(PhaseChange, process, "phases", LOGGED),
    Ordered(MomentumChange, process, "momenta", LOGGED),
    Ordered(Side, process, "sides", {"name": "Secret side", "level": 3}),
    Ordered(LifecycleChange, body, "lifecycle", LOGGED),
    Ordered(Mandate, body, "mandates", {"instrument": "Secret decree", "level": 3}),
    Ordered(ChannelChange, lambda: stored(Channel, CHANNEL), "states", LOGGED),
]  # fmt: skip
# An end of a channel or a carrier of a linkage that is hidden hides the whole: it has no place among public ones.


def renumbered(order, numbers):
    """What a person types on the screen who gives the rows these numbers; None: takes the row off."""
    typed = {}
    for index, number in enumerate(numbers):
        name = f"{order.prefix}-{index}"
        typed |= {f"{name}-DELETE": "on"} if number is None else {f"{name}-{order.place}": str(number)}
    return typed


def by_screen(writer):
    """Insert, move and remove: one screen each."""
    desk = Client()
    desk.force_login(writer)

    def write(order, numbers, new=None):
        url, base = address(order.parent()), None
        changes = renumbered(order, numbers)
        if new is not None:
            base = opened(desk, f"{url}?rows=1")
            number = len(numbers)
            typed = {f"{order.prefix}-{number}-{name}": value for name, value in order.says.items()}
            changes |= typed | {f"{order.prefix}-{number}-{order.place}": str(new)}
            changes[f"{order.prefix}-TOTAL_FORMS"] = str(number + 1)
        save(desk, url, changes, base=base)

    def insert(order):
        write(order, (1, *range(3, len(order.rows()) + 2)), new=2)

    def move(order):
        last = len(order.rows())
        write(order, (1, last, *range(2, last)))

    def remove(order):
        write(order, (*range(1, len(order.rows())), None))

    return insert, move, remove


def by_service(writer):
    def insert(order):
        first, second = order.rows()[:2]
        place = places_between(getattr(first, order.place), getattr(second, order.place), 1)[0]
        values = {order.model._meta.get_field(name).attname: value for name, value in order.says.items()}
        new = order.model(**{f"{name}_id": key for name, key in order.of_parent().items()}, **values)
        setattr(new, order.place, place)
        save_record(new, by=writer, reason="a secret")

    def move(order):
        hidden = order.hidden()
        (place,) = places_between(getattr(order.rows()[-1], order.place), None, 1)
        setattr(hidden, order.place, place)
        save_record(hidden, by=writer, reason="a secret")

    def remove(order):
        retire_records([order.hidden()], by=writer, reason="a secret")

    return insert, move, remove


def by_files(folder):
    """Somebody exports the register, works in the files of the rows as one does, and imports them."""

    def write(order, change):
        export_dataset(folder / "whole", viewer=None)
        table = tables.table_of(order.model)
        within = numbering_of(order.model).within
        with (folder / "whole" / table.file).open(newline="") as file:
            lines = list(csv.DictReader(file))
        mine = [line for line in lines if line[within] == order.parent().public_id]
        mine.sort(key=lambda line: int(line[order.place]))
        change(mine)
        for number, line in enumerate(mine, 1):
            line[order.place] = str(number)
        work = folder / "work"
        work.mkdir(exist_ok=True)
        for path in work.iterdir():
            path.unlink()
        with (work / table.file).open("w", newline="") as file:
            writer = csv.DictWriter(file, lines[0])
            writer.writeheader()
            writer.writerows(mine)
        import_dataset(work, by=None, reason="a secret")

    def insert(order):
        def change(mine):
            new = order.model(pk=SECRET + 100 + ORDERS.index(order))
            says = order.says | ({"decided_by": IDS["hidden_act"]} if "decided_by" in order.says else {})
            line = dict.fromkeys(mine[0], "") | {name: str(value) for name, value in says.items()}
            within = numbering_of(order.model).within
            line |= {"id": new.public_id, within: mine[0][within]}
            # What a row says at the least.
            for name in ("level", "start_kind", "end_kind"):
                line[name] = line.get(name) or mine[0].get(name, "")
            for name in ("notice",):
                line[name] = "not_recorded"
            mine.insert(1, {name: line[name] for name in mine[0]})

        write(order, change)

    def move(order):
        write(order, lambda mine: mine.append(mine.pop(1)))

    def remove(order):
        retire_records([order.hidden()], by=None, reason="a secret")

    return insert, move, remove


def addresses():
    """What tells of the rows, of what they belong to, and of both in lists and in numbers."""
    wholes = [f"/processes/{{pro}}/{slug}" for slug in ("", "time/", "bodies/", "evidence/", "brief/")]
    wholes += ["/secretariats/{sec}/", "/channels/{chn}/"]
    wholes += [
        "/",
        "/processes/",
        "/secretariats/",
        "/channels/",
        "/bodies/",
        "/processes.csv",
        "/bodies.csv",
        "/data/",
    ]
    lists = ("processes", "bodies", "secretariats", "channels", "mandates", "roles")
    wholes += [f"/api/v1/{name}/{end}" for name in lists for end in ("", "csv/")]
    wholes += ["/api/v1/processes/{pro}/", "/api/v1/bodies/{sec}/", "/api/v1/channels/{chn}/"]
    found = [path.format(**IDS) for path in wholes]
    records = [stored(PeaceProcess, PROCESS), stored(Actor, SECRETARIAT), stored(Channel, CHANNEL)]
    records += [row for order in ORDERS for row in order.rows()]
    return found + [
        path
        for record in records
        for path in (f"/records/{record.public_id}.csv", f"/records/{record.public_id}/history/")
    ]  # fmt: skip


def screens():
    parents = [process(), body(), stored(Channel, CHANNEL)]
    found = [address(parent, page) for parent in parents for page in ("change", "history")]
    return found + [address(row, "history") for order in ORDERS for row in order.rows()]


def readers():
    """{who: (their client, what they read)}: the public, a partner, and an analyst who is not cleared so far."""
    found = {"the public": (Client(), addresses())}
    for who, account, more in (
        ("a partner", make.AdviserFactory(clearance=1), []),
        ("an analyst", make.AnalystFactory(clearance=2), screens()),
    ):
        client = Client()
        client.force_login(account)
        found[who] = (client, addresses() + more)
    return found


def told(readers):
    found = {}
    for who, (client, paths) in readers.items():
        for path, (status, headers, said, queries) in answers(client, paths).items():
            found[who, path] = (status, headers, TOKEN.sub("", said.decode()), queries)
    return found


def traces(keys=None):
    """{(kind, key): what is stored of each record that was there before}."""
    found = {}
    for kind, model in models_by_kind().items():
        rows = model._base_manager.all() if keys is None else model._base_manager.filter(pk__in=keys)
        counted = (
            rows.order_by()
            .annotate(times=Count("events"))
            .values_list("pk", "version", "updated_at", "times")
        )
        found |= {(kind, key): said for key, *said in counted}
    return found


def changes(before):
    """{row: what is stored of it now} of those that were there before and are otherwise, or gone."""
    after = traces({key for _kind, key in before})
    return {row: after.get(row) for row, said in before.items() if after.get(row) != said}


def build():
    build_public()
    make.SideFactory(process=process(), name="Third side")
    # Each log such that its steps may be taken, and a hidden “not known” between any two.
    ChannelChange.objects.filter(pk=LATER_STATE).update(status="cut")
    make.ActorFactory(pk=SECRET, name="Secret mediator", level=3)
    for order in ORDERS:
        for number, row in enumerate(order.rows(), 1):
            order.model.objects.filter(pk=row.pk).update(**{order.place: number})
    follow_dates([])  # what the factories left to follow


def _first_difference(before, after):
    lines = zip(str(before).split("\\n"), str(after).split("\\n"), strict=False)
    return next(((line, other) for line, other in lines if line != other), ("", ""))


def test_a_hidden_row_that_comes_moves_and_goes_is_told_to_nobody_who_may_not_see_it(tmp_path):
    """In storage after each step; to readers while the rows of each way are there, and when those of all are gone.

    Rows that went leave the same behind whichever way they went, and stay: the last look is at those of all three.
    """
    build()
    writer, audience = make.StewardFactory(clearance=4), readers()
    # What is asked once in a process, and once in a session, and kept.
    ContentType.objects.get_for_models(*apps.get_models())
    told(audience | {who: (audience[who][0], ["/"]) for who in ("the public", "a partner")})
    before, stored_before = told(audience), traces()

    def check_silent_in_answers(*when):
        after = told(audience)
        for asked, answer in before.items():
            assert after[asked] == answer, (*when, asked, *_first_difference(answer, after[asked]))

    for way, steps in (
        ("screen", by_screen(writer)),
        ("service", by_service(writer)),
        ("files", by_files(tmp_path)),
    ):
        for step in steps:
            for order in ORDERS:
                places = [row.pk for row in order.rows()]
                step(order)
                assert [row.pk for row in order.rows()] != places, (way, order.prefix)
            assert changes(stored_before) == {}, (way, step.__name__)
            if step.__name__ == "move":
                check_silent_in_answers(way, "there")
    check_silent_in_answers("gone")


@pytest.mark.parametrize("way", ["screen", "files"])
def test_a_visible_row_that_changes_places_with_another_is_a_version_and_a_line_of_history(way, tmp_path):
    build()
    order = ORDERS[2]
    before = {row.pk: (row.version, row.events.count()) for row in order.rows()}
    if way == "screen":
        desk = Client()
        desk.force_login(make.StewardFactory(clearance=4))
        numbers = [*range(2, len(before) + 1), 1]
        save(desk, address(process()), renumbered(order, numbers))
    else:
        _insert, move, _remove = by_files(tmp_path)
        move(order)
    moved = [row for row in order.rows() if before[row.pk] != (row.version, row.events.count())]
    assert [(row.version, row.events.count()) for row in moved] == [
        tuple(number + 1 for number in before[moved[0].pk])
    ]


def check_silent_in_storage(steps):
    """A hidden row comes and moves in each order; for the seeded mistakes."""
    build()
    before = traces()
    for order in ORDERS:
        for step in steps[:2]:
            step(order)
            assert changes(before) == {}
