"""How a proposal is kept: as it was sent, with ids in the place of other names and what each change was based on."""

from peaceinfra.proposals.reading import Item, Read
from peaceinfra.proposals.sent import check_form


def content_of(read: Read) -> dict:
    return {
        "sources": [_source(item) for item in read.sources],
        "records": [_record(item) for item in read.records],
    }


def _source(item: Item) -> dict:
    kept = {name: item.sent[name] for name in ("id", "ref", "locator", "credibility")}
    if item.sent["fields"] is not None:
        return kept | {"key": item.key, "fields": item.fields}
    return kept


def _record(item: Item) -> dict:
    kept = {"kind": item.table.name} | {name: item.sent[name] for name in ("id", "ref", "source")}
    kept["fields"] = item.fields
    if "after" in item.sent:
        kept["after"] = item.sent["after"]
    if item.stored is None:
        return kept | {"key": item.key}
    base = {name: kept_value(item.stored, name) for name in item.fields}
    return kept | {"version": item.stored.version, "base": base}


def kept_value(record, name: str) -> str | None:
    """What a field of a record holds, as a text by which it is compared and read again."""
    column = record._meta.get_field(name)
    value = getattr(record, column.attname)
    return None if value is None else column.value_to_string(record)


def as_sent(content: dict, faults) -> dict:
    """What was kept, in the form in which it is read."""
    return check_form({"reason": "-", **_told(content)}, faults, kept=True)


def _told(content):
    """Empty names are left out: a source has an id or fields, not both."""
    return {
        group: [{name: value for name, value in item.items() if value != ""} for item in items]
        for group, items in content.items()
    }
