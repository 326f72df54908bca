"""Pulls every list through the client that openapi-python-client made, and compares it with what was sent.

`pull.py ADDRESS`, in the environment of `.ci/partners`; the folder of the client is on PYTHONPATH. TOKEN is optional.
"""

import json
import os
import re
import sys
from importlib import import_module
from urllib.parse import parse_qs, urlsplit

import httpx
from peaceinfra_client import Client
from peaceinfra_client.types import UNSET

UNKNOWN = "a_code_of_tomorrow"


class Recorder(httpx.HTTPTransport):
    """Keeps what was sent; on demand puts a code that no client knows into each row that has this field."""

    def __init__(self, field=None):
        super().__init__()
        self.field, self.sent = field, []

    def handle_request(self, request):
        response = super().handle_request(request)
        response.read()
        if self.field:
            answer = response.json()
            for row in answer["results"]:
                row[self.field] = UNKNOWN
            headers = {"content-type": "application/json"}
            response = httpx.Response(response.status_code, headers=headers, json=answer)
        self.sent.append(response.json())
        return response


def client_of(address, recorder):
    token = os.environ.get("TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = Client(base_url=address, raise_on_unexpected_status=True)
    return client.set_httpx_client(
        httpx.Client(base_url=address, transport=recorder, headers=headers, timeout=120)
    )


def pulled(client, list_of):
    """All rows of a list as the client gives them, as dictionaries."""
    rows, cursor = [], UNSET
    while True:
        page = list_of.sync(client=client, cursor=cursor, limit=500)
        rows += [row.to_dict() for row in page.results]
        if not page.next_:
            return rows
        cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0]


def plain(value):
    """Times in one form: the client writes +00:00 for Z, and leaves out parts of a second that are none."""
    text = json.dumps(value, sort_keys=True)
    return json.loads(re.sub(r"(T\d\d:\d\d:\d\d(?:\.\d+)?)\+00:00", r"\1Z", text))


def main(address):
    names = sorted(
        name for name in httpx.get(f"{address}/api/v1/").json() if name not in {"questions", "releases"}
    )
    lists, lost, total = {}, [], 0
    for name in names:
        name = name.replace("-", "_")
        try:
            lists[name] = import_module(f"peaceinfra_client.api.{name}.{name}_list")
        except ModuleNotFoundError:
            continue  # no list
    for name, list_of in lists.items():
        recorder = Recorder()
        rows = pulled(client_of(address, recorder), list_of)
        sent = [row for page in recorder.sent for row in page["results"]]
        total += len(sent)
        if plain(rows) != plain(sent):
            lost.append(name)
            print(name, next((a, b) for a, b in zip(plain(rows), plain(sent), strict=False) if a != b))
    for name, field in {"actors": "kind", "linkages": "modality", "claims": "polarity"}.items():
        try:
            rows = pulled(client_of(address, Recorder(field)), lists[name])
        except ValueError as error:
            print(f"{name}: a {field} that is not known is an error: {error}")
        else:
            assert rows and all(row[field] == UNKNOWN for row in rows), (
                f"{name}: rows were lost without a word"
            )
            print(f"{name}: rows with a {field} that is not known are kept whole")
    print(
        f"Python: {total} records of {len(lists)} lists; not as they were sent: {', '.join(lost) or 'none'}"
    )
    return 1 if lost or len(lists) < 20 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
