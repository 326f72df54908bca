"""A sheet as a browser would send it: the source, and rows of any kind."""

import json

SHEET = "/admin/sheet/"


def sheet(source, *rows, **more) -> dict:
    """What is sent: rows as (kind, {column: text})."""
    sent = {
        "known": source.public_id if source else "",
        "level": "0",
        "reliability": "F",
        "licence": "none_known",
    }
    for place, (kind, cells) in enumerate(rows):
        sent |= {f"c.{place}.{kind}.{name}": text for name, text in cells.items()}
    return sent | more


def check(client, sent):
    return client.post(SHEET, sent | {"check": "1"})


def save(client, sent):
    """Looks at what would be saved, and saves it."""
    looked = check(client, sent)
    assert looked.context["seen"], faults(looked)
    saved = client.post(SHEET, sent | {"save": "1", "seen": looked.context["seen"]})
    assert saved.status_code == 302, faults(saved)
    return saved


def faults(response) -> list[tuple[str, str]]:
    return [(fault.where, fault.message) for fault in response.context["faults"]]


def typed(sent) -> dict:
    """The same as a page with its script sends it: all boxes as one."""
    boxes = {name: text for name, text in sent.items() if name.startswith("c.")}
    return {name: text for name, text in sent.items() if name not in boxes} | {"typed": json.dumps(boxes)}
