"""Proposes what a file says, once, and tells what became of it. Run it again to ask again.

    TOKEN=pit_… python3 propose.py https://register.example/api/v1/ proposal.json

The file is what docs/api.md describes under “Propose”. A stored record in it may say its `kind` and its `id` alone: its
version is asked for and added. Exit code 1: refused, with what is wrong and where. Python 3.11 is all it needs.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urljoin
from urllib.request import Request, urlopen

HEADERS = {"Authorization": f"Bearer {os.environ['TOKEN']}", "Content-Type": "application/json"}


def ask(address, body=None, **headers):
    """(the answer as JSON, its headers)"""
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data, HEADERS | headers)) as answer:
        return json.load(answer), answer.headers


def send(root, text):
    """The address of the proposal. The same text is taken once, however often it is sent: its hash is its key."""
    proposal = json.loads(text)
    for record in proposal["records"]:
        if "id" in record and not record["id"].startswith("#"):
            address = f"{root}{record['kind']}/{quote(record['id'])}/"
            record.setdefault("if_match", ask(address)[1]["ETag"])
    key = hashlib.sha256(text.encode()).hexdigest()
    return urljoin(root, ask(f"{root}proposals/", proposal, **{"Idempotency-Key": key})[1]["Location"])


def main(root, path):
    text, sent = Path(path).read_text(encoding="utf-8"), Path(f"{path}.sent")
    try:
        if not sent.exists():
            sent.write_text(send(root, text), encoding="utf-8")
        proposal, _headers = ask(sent.read_text(encoding="utf-8"))
    except HTTPError as refused:
        for place, words in json.load(refused)["errors"].items():
            print(f"{place or 'all'}: {' '.join(words)}", file=sys.stderr)
        return 1
    print(proposal["status"], proposal["answer"] or "")
    for record in proposal["records"]:
        print(f"- {record['kind']}: {record['fate']['status']} {record['fate']['id'] or ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
