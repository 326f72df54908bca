"""The search at two sizes of register: ms in the server, and how often a mistyped name is found.

    python bench/search.py --actors 10000 100000

Names are made as in every generated register, in eight scripts, with the markings of one; linkages are left out. The
reader has clearance 2 and 10 teams. Each of these is asked in turn in one process, for the same words:

What is measured is the time of the processor, of this process and of its process of the database together: what other
programs do at the same time does not count (on Linux; elsewhere it is the time of the clock). Each search is asked
twice and the lesser time is taken; shown are the median and the 95th of a hundred searches.

    page     the page of results through the test client: middleware, both walls, view, template
    search   what the page asks for, `collect_found`: two searches at most, and what is shown of the records
    limit    the bare query by the trigram index, over the names of actors alone, as the owner and without a wall
    peer     Django REST framework's SearchFilter (`icontains`) over names and other names of actors, without a wall

Recall is the share of whole names with one letter wrong whose record stands among the first ten, of names that at most
ten records have.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import register as registers  # noqa: E402 - the path is set first

EACH = 20
FEW = 10


def asked(viewer, random: Random) -> dict[str, list[tuple[str, int]]]:
    """{kind of search: [(what is typed, the key of the record that is meant)]}"""
    from peaceinfra.core.text import words_as_typed  # noqa: PLC0415 - needs the settings
    from processes.models import Actor, ActorName  # noqa: PLC0415

    labels = list(Actor.objects.shown_to(viewer).values_list("folded", "pk"))
    aliases = list(ActorName.objects.shown_to(viewer).values_list("folded", "actor"))
    holders = Counter(name for name, _key in {*labels, *aliases})
    known = sorted((name, key) for name, key in {*labels, *aliases} if holders[name] <= FEW and " " in name)
    drawn = random.sample(known, EACH)
    return {
        "whole name": drawn,
        "words turned round": [(" ".join(reversed(words_as_typed(name))), key) for name, key in drawn],
        "beginning of the last word": [(name[: name.index(" ") + 4], key) for name, key in drawn],
        "one letter wrong": [(mistyped(name, random), key) for name, key in random.sample(known, 4 * EACH)],
        "a word that very many have": [
            (word, 0) for word in ("association", "society", "elders", "asociation")
        ]
        * 5,
        "nothing": [("".join(random.choices("bcdfghjklmnpqrstvwxz", k=9)), 0) for _ in range(EACH // 3)],
    }


def mistyped(name: str, random: Random) -> str:
    """One letter of a word of four letters or more changed, left out, doubled, or exchanged with the next."""
    starts = [at for at in range(len(name)) if at == 0 or name[at - 1] == " "]
    words = [(at, len(name[at:].split(" ", 1)[0])) for at in starts]
    at, size = random.choice([word for word in words if word[1] > 3] or words)
    place = at + random.randrange(size - 1)
    match random.randrange(4):
        case 0:
            letter = random.choice([letter for letter in name.replace(" ", "") if letter != name[place]])
            return name[:place] + letter + name[place + 1 :]
        case 1:
            return name[:place] + name[place + 1 :]
        case 2:
            return name[: place + 1] + name[place:]
        case _:
            return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def ways(register) -> dict:
    """{way: function of a text, which gives the keys of records in order}"""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from peaceinfra.analysis.collect import collect_found  # noqa: PLC0415
    from peaceinfra.core.text import words_as_typed  # noqa: PLC0415

    client = Client()
    client.force_login(register.account)

    def page(text):
        assert client.get("/search/", {"q": text}).status_code == 200
        return []

    def search(text):
        found = collect_found(text, register.viewer)
        return [hit.subject.key for hit in (*found.exact, *found.near)]

    def limit(text):
        likes = [f"%{word}%" for word in words_as_typed(text)]
        condition = " AND ".join(["folded LIKE %s"] * len(likes))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM processes_actor WHERE {condition} UNION ALL"
                f" SELECT actor_id FROM processes_actorname WHERE {condition} LIMIT 50",
                likes * 2,
            )
            return [key for (key,) in cursor.fetchall()]

    return {"page": page, "search": search, "limit": limit, "peer": peer()}


def peer():
    from rest_framework import filters, pagination, renderers, serializers, viewsets  # noqa: PLC0415 - needs the settings
    from rest_framework.test import APIRequestFactory  # noqa: PLC0415

    from processes.models import Actor  # noqa: PLC0415

    class Plain(serializers.ModelSerializer):
        class Meta:
            model = Actor
            fields = ("id", "name", "kind")

    class Cursor(pagination.CursorPagination):
        page_size, ordering = 50, "id"

    class Actors(viewsets.ReadOnlyModelViewSet):
        queryset = Actor.objects.all()
        serializer_class, pagination_class = Plain, Cursor
        filter_backends = (filters.SearchFilter,)
        search_fields = ("name", "names__name")
        authentication_classes, permission_classes, renderer_classes = (), (), (renderers.JSONRenderer,)

    view, requests = Actors.as_view({"get": "list"}), APIRequestFactory()

    def ask(text):
        response = view(requests.get("/", {"search": text}))
        response.render()
        return [row["id"] for row in response.data["results"]]

    return ask


def measured(register, searches) -> None:
    from peaceinfra.core.visibility import viewing  # noqa: PLC0415

    asking = ways(register)
    print(
        "| searched | "
        + " | ".join(asking)
        + " | found among the first ten |\n|---"
        + "|---" * (len(asking) + 1)
        + "|"
    )
    everything = {way: [] for way in asking}
    for kind, texts in searches.items():
        taken, found = {way: [] for way in asking}, 0
        for text, key in texts:
            for way, ask in asking.items():
                if way == "search":
                    with viewing(register.viewer):
                        milliseconds, keys = timed(ask, text)
                    found += key in keys[:10]
                else:
                    milliseconds, keys = timed(ask, text)
                taken[way].append(milliseconds)
        for way, times in taken.items():
            everything[way] += times
        cells = [f"{median(times):.1f} / {p95(times):.1f}" for times in taken.values()]
        recall = f"{found / len(texts):.2f}" if texts[0][1] else "–"
        print("|", " | ".join([kind, *cells, recall]), "|", flush=True)
    print(
        "|",
        " | ".join(["all", *(f"{median(t):.1f} / {p95(t):.1f}" for t in everything.values()), ""]),
        "|",
        flush=True,
    )


def timed(ask, text) -> tuple[float, list[int]]:
    taken = []
    for _ in range(2):
        began = spent()
        keys = ask(text)
        taken.append((spent() - began) * 1000)
    return min(taken), keys


def spent() -> float:
    """Seconds of processor time since some moment."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    process = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return process_time() + int(process.read_text().split()[0]) / 1e9 if process.exists() else perf_counter()


def p95(times) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--actors", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--fresh", action="store_true", help="make the database anew")
    options = parser.parse_args()
    for number in options.actors:
        register = registers.opened(10 * number, options.fresh, ties=False)
        print(f"\n{number:,} actors; ms of processor time, median / p95\n")
        measured(register, asked(register.viewer, Random(registers.SEED)))
        registers.closed()


if __name__ == "__main__":
    main()
