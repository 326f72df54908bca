"""16 people save over HTTP while gunicorn's workers and the whole database are killed (-9) under them.

    python bench/kills_over_http.py --kills 200 --saves 10000

Makes a server of its own in a folder under /tmp, with a real gunicorn before it, and ends both. Each save is a POST of
“Change several” by a signed-in analyst: one record of the writer's own or, each fourth time, two of eight that all
share. Every save writes a text that is written once, so that the history says afterwards what became of it: an
acknowledged one stands there in each of its records, as the version that was promised; one that was cut off stands in
all of them or in none.
"""

import argparse
import contextlib
import http.client
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["PEACEINFRA_LOGIN"] = "owner"
os.environ["DJANGO_SETTINGS_MODULE"] = "peaceinfra.settings.development"
# Sessions and proofs of who acts are signed by it, here and in gunicorn.
os.environ["SECRET_KEY"] = "a key of the drill, which guards nothing that lasts"

import psycopg  # noqa: E402 - the path is set first

from bench.killing import children, kill_database  # noqa: E402
from peaceinfra.database.cluster import LOGIN, OWNER, Cluster  # noqa: E402

WRITERS, SHARED, WORKERS = 16, 8, 4
PAGE = "/admin/processes/actor/"
CSRF = "c" * 32


class Drill:
    """What the writers and the killer share."""

    def __init__(self, cluster, server, keys, saves: int):
        self.cluster, self.server, self.keys, self.saves = cluster, server, keys, saves
        self.lock, self.done, self.until = threading.Lock(), 0, float("inf")
        self.found: Counter[str] = Counter()

    def count(self, name: str) -> None:
        with self.lock:
            self.found[name] += 1

    def is_over(self) -> bool:
        return self.done >= self.saves or time.monotonic() > self.until

    @contextlib.contextmanager
    def connected(self):
        """A connection of the owner, once the database is there."""
        while True:
            try:
                connection = self.cluster.connect(OWNER, "peaceinfra")
                break
            except psycopg.OperationalError:
                time.sleep(0.05)
        with connection:
            yield connection


class Writer(threading.Thread):
    """One person. `acknowledged` and `cut_off`: {text: {key: version that was seen}}."""

    def __init__(self, drill: Drill, number: int, cookie: str):
        super().__init__(daemon=True)
        self.drill, self.number, self.cookie = drill, number, cookie
        self.random = random.Random(number)
        self.acknowledged: dict[str, dict] = {}
        self.cut_off: dict[str, dict] = {}
        self.fault: BaseException | None = None

    def run(self):
        serial = 0
        try:
            while not self.drill.is_over():
                serial += 1
                shared = self.drill.keys[:SHARED]
                own = [self.drill.keys[SHARED + self.number]]
                self._save(
                    self.random.sample(shared, 2) if serial % 4 == 0 else own, f"{self.number}.{serial}"
                )
        except BaseException as fault:
            self.fault = fault

    def _save(self, keys, text):
        attempt = 0
        while not self.drill.is_over():
            attempt += 1
            word = f"{text}.{attempt}"
            seen = self._versions(keys)
            if seen is None:
                continue
            status, answer = self._post(seen, word)
            if status == 302:
                self.acknowledged[word] = seen
                with self.drill.lock:
                    self.drill.done += 1
                return
            if status == 200 and "Somebody else saved a newer version" in answer:
                self.drill.count("answered “somebody else saved a newer version”, and tried again")
                continue
            self.cut_off[word] = seen
            said = f"{status} “{title_of(answer)}”" if status else "by nobody: the connection broke"
            self.drill.count(f"answered {said}, and tried again")
            time.sleep(0.05)

    def _versions(self, keys):
        try:
            with self.drill.connected() as connection:
                query = "SELECT id, version FROM processes_actor WHERE id = ANY(%s)"
                return dict(connection.execute(query, [keys]).fetchall())
        except psycopg.OperationalError:
            return None

    def _post(self, seen, word):
        sent = [
            ("action", "edit_several"),
            ("index", "0"),
            ("change-description", "on"),
            ("description", word),
        ]
        sent += [("reason", "a drill"), ("save", "1"), ("csrfmiddlewaretoken", CSRF)]
        sent += [("_selected_action", str(key)) for key in seen]
        sent += [("seen", f"{key}:{version}") for key, version in seen.items()]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.cookie}; csrftoken={CSRF}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.drill.server.port, timeout=90)
        try:
            connection.request("POST", PAGE, urlencode(sent), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            # To the list again; who is sent to sign in has saved nothing.
            if answer.status == 302 and answer.headers["Location"] != PAGE:
                raise RuntimeError(f"sent to {answer.headers['Location']}")
            return answer.status, text
        except (OSError, http.client.HTTPException):
            return None, ""
        finally:
            connection.close()


def title_of(page: str) -> str:
    """What a page says in its title, or the beginning of an answer that is none."""
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return " ".join((found[1] if found else page[:300]).split())


class Killer(threading.Thread):
    """Kills at random moments, spread over the saves; each fourth time the database."""

    def __init__(self, drill: Drill, kills: int):
        super().__init__(daemon=True)
        self.drill, self.kills = drill, kills

    def run(self):
        for number in range(self.kills):
            at = self.drill.saves * (number + random.random()) / self.kills
            while self.drill.done < at:
                if self.drill.is_over():
                    return
                time.sleep(0.002)
            if number % 4:
                self._kill_worker()
            else:
                kill_database(self.drill.cluster)
                self.drill.cluster.ensure_running()
                self.drill.count("kills of the database")

    def _kill_worker(self):
        workers = children(self.drill.server.process.pid)
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)
                self.drill.count("kills of a worker")


def judge(drill: Drill, writers, first: dict) -> Counter:
    """Compares what was acknowledged with the history, and the history with the records."""
    found = drill.found
    with drill.connected() as connection:
        events = connection.execute(
            "SELECT pgh_obj_id, version, description FROM processes_actorevent"
        ).fetchall()
        records = connection.execute("SELECT id, version, description FROM processes_actor").fetchall()
    stored = defaultdict(list)
    for key, version, word in events:
        stored[word].append((key, version))
    newest = {key: max((v, w) for k, v, w in events if k == key) for key, _version, _word in records}
    for writer in writers:
        for word, seen in writer.acknowledged.items():
            promised = sorted((key, version + 1) for key, version in seen.items())
            found["acknowledged saves lost, or not as promised"] += sorted(stored[word]) != promised
        for word, seen in writer.cut_off.items():
            written = sorted(stored[word]) == sorted((key, version + 1) for key, version in seen.items())
            found["saves that were cut off and are whole"] += written
            found["half-written"] += bool(stored[word]) and not written
    words = {word for writer in writers for word in (*writer.acknowledged, *writer.cut_off)}
    for key, version, word in records:
        found["records that differ from their newest version"] += newest[key] != (version, word)
        written = sum(key == other for word in words for other, _version in stored[word])
        found["lost updates"] += abs(version - first[key] - written)
    found["acknowledged saves"] = sum(len(writer.acknowledged) for writer in writers)
    return found


def made_register(cluster: Cluster):
    """(keys of the records, cookies of the analysts) of a new register on the database that the variables name."""
    import django  # noqa: PLC0415 - the addresses are set first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from peaceinfra.core.models import Account  # noqa: PLC0415
    from tests.factories import ActorFactory, AnalystFactory  # noqa: PLC0415
    from tests.signed_in import count_as_with_factor  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with cluster.connect() as administrator:
        administrator.execute(f"GRANT peaceinfra_web TO {LOGIN}")
    keys = [
        ActorFactory(level=0, name=f"Actor {place}", kind="state").pk for place in range(SHARED + WRITERS)
    ]
    cookies = []
    count_as_with_factor()
    for _ in range(WRITERS):
        client = Client()
        client.force_login(Account.objects.get(pk=AnalystFactory().pk))
        cookies.append(client.cookies["sessionid"].value)
    return keys, cookies


def drilled(cluster: Cluster, folder: Path, options) -> Counter:
    from tests.serving import addresses, served  # noqa: PLC0415 - needs the path

    cluster.ensure_running()
    os.environ.update(addresses(cluster))
    keys, cookies = made_register(cluster)
    # What is killed is forked again at once, and need not load everything anew.
    with served(
        folder,
        workers=WORKERS,
        **addresses(cluster),
        PEACEINFRA_LOGIN="web",
        SECRET_KEY=os.environ["SECRET_KEY"],
    ) as server:
        drill = Drill(cluster, server, keys, options.saves)
        with drill.connected() as connection:
            first = dict(connection.execute("SELECT id, version FROM processes_actor").fetchall())
        if options.minutes:
            drill.until = time.monotonic() + options.minutes * 60
        writers = [Writer(drill, number, cookie) for number, cookie in enumerate(cookies)]
        killer = Killer(drill, options.kills)
        for thread in (*writers, killer):
            thread.start()
        while any(thread.is_alive() for thread in writers):
            time.sleep(options.every)
            print(
                f"{drill.done:,} saves, {sum(drill.found[n] for n in drill.found if n.startswith('kills'))} kills"
            )
            sys.stdout.flush()
        for writer in writers:
            if writer.fault:
                raise writer.fault
        killer.join()
        cluster.ensure_running()
        return judge(drill, writers, first)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--saves", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, help="end then, and judge what was done")
    parser.add_argument("--every", type=int, default=30, help="seconds between two lines about how far it is")
    options = parser.parse_args()
    folder, began = Path(tempfile.mkdtemp(prefix="kills-")), time.monotonic()
    folder.chmod(0o755)
    cluster = Cluster(folder)
    try:
        found = drilled(cluster, folder, options)
    finally:
        cluster.reset()
        shutil.rmtree(folder)
    print(f"{WRITERS} writers over HTTP ({time.monotonic() - began:.0f} s)")
    for name, count in sorted(found.items()):
        print(f"{count:>8,}  {name}")


if __name__ == "__main__":
    main()
