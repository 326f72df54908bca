"""The form of a proposal: what is a list, an object or a text, and which names it has. Nothing is looked up here."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peaceinfra.core.text import check_readable

MOST_RECORDS = 50
MOST_SOURCES = 20
LONGEST_REASON = 2000
LONGEST_LOCATOR = 200
LONGEST_REF = 40
NAMES = ("reason", "records", "sources")
NAMES_OF_RECORD = ("after", "fields", "id", "if_match", "kind", "ref", "source")
NAMES_OF_SOURCE = ("credibility", "fields", "id", "locator", "ref")
#: What stands beside these where a proposal is kept: the key of a new record, and what a change was based on.
KEPT_NAMES = ("base", "key", "version")


class Faults(defaultdict):
    """{place in what was sent, as a JSON pointer: [what is wrong there]}"""

    def __init__(self):
        super().__init__(list)

    def add(self, pointer: str, message) -> None:
        if str(message) not in self[pointer]:
            self[pointer].append(str(message))


def check_form(sent, faults: Faults, *, names=NAMES, kept: bool = False) -> dict:
    """The proposal with everything in its place and of its type; what is not is left out and named in the faults."""
    if not isinstance(sent, dict):
        faults.add("", _("Send an object with “reason”, “sources” and “records”."))
        return {"reason": "", "records": [], "sources": []}
    _check_names("", sent, names, faults)
    return {
        "reason": _text("/reason", sent.get("reason"), LONGEST_REASON, faults, is_needed=True),
        "sources": _objects("/sources", sent.get("sources", []), 0, MOST_SOURCES, _source, faults, kept),
        "records": _objects("/records", sent.get("records"), 1, MOST_RECORDS, _record, faults, kept),
    }


def _objects(pointer, items, least, most, read, faults, kept):
    if not isinstance(items, list) or not least <= len(items) <= most:
        words = _("Send a list of %(least)s to %(most)s objects.")
        faults.add(pointer, words % {"least": least, "most": most})
        return []
    return [read(f"{pointer}/{place}", item, faults, kept) for place, item in enumerate(items)]


def _record(pointer, item, faults, kept):
    item = _object(pointer, item, NAMES_OF_RECORD + (KEPT_NAMES if kept else ()), faults)
    read = {name: item[name] for name in ("after", *(KEPT_NAMES if kept else ())) if name in item}
    for name in ("kind", "id", "ref", "source", "if_match"):
        read[name] = _text(f"{pointer}/{name}", item.get(name), 200, faults, is_needed=name == "kind")
    return read | {"fields": _fields(pointer, item, faults)}


def _source(pointer, item, faults, kept):
    item = _object(pointer, item, NAMES_OF_SOURCE + (KEPT_NAMES if kept else ()), faults)
    read = {name: item[name] for name in KEPT_NAMES if kept and name in item}
    read["id"] = _text(f"{pointer}/id", item.get("id"), 200, faults)
    read["ref"] = _text(f"{pointer}/ref", item.get("ref"), LONGEST_REF, faults)
    read["locator"] = _text(f"{pointer}/locator", item.get("locator"), LONGEST_LOCATOR, faults)
    read["credibility"] = item.get("credibility", 6)
    if type(read["credibility"]) is not int or not 1 <= read["credibility"] <= 6:
        faults.add(f"{pointer}/credibility", _("Write a number from 1 (confirmed) to 6 (cannot be judged)."))
        read["credibility"] = 6
    if bool(read["id"]) == ("fields" in item):
        faults.add(
            pointer, _("Write “id” for a source of the register, or “fields” for a new one; not both.")
        )
    return read | {"fields": _fields(pointer, item, faults) if "fields" in item else None}


def _object(pointer, item, names, faults):
    if not isinstance(item, dict):
        faults.add(pointer, _("Send an object."))
        return {}
    _check_names(pointer, item, names, faults)
    return item


def _check_names(pointer, item, names, faults):
    for name in item.keys() - set(names):
        known = ", ".join(sorted(set(names) - set(KEPT_NAMES)))
        words = _("This name is not known here. Known are: %(known)s.")
        faults.add(f"{pointer}/{token(name)}", words % {"known": known})


def _fields(pointer, item, faults):
    fields = item.get("fields", {})
    if isinstance(fields, dict):
        return fields
    faults.add(f"{pointer}/fields", _("Send an object: values by the names of the fields."))
    return {}


def _text(pointer, text, longest, faults, *, is_needed=False):
    if text is None and not is_needed:
        return ""
    if not isinstance(text, str) or "\x00" in text or len(text) > longest or (is_needed and not text.strip()):
        faults.add(pointer, _("Write a text of at most %(longest)s characters.") % {"longest": longest})
        return ""
    try:
        check_readable(text)
    except ValidationError as error:
        faults.add(pointer, " ".join(error.messages))
    return text.strip()


def token(name: str) -> str:
    """A name in a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
