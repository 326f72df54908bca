"""Where each kind of record is found: its page or whose page, its list. Pages, the API and subjects all read this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a kind of record is found.

    name       one of it in addresses and in the names of routes; "" where no address has it
    endpoint   its list in the API; "" for a kind that is shown as a part of others
    home       the path to the record on whose page it stands; "" where it has its own, or stands on none
    """

    name: str = ""
    endpoint: str = ""
    home: str = ""
    has_page: bool = False


def _page(name: str, endpoint: str) -> Place:
    return Place(name, endpoint, has_page=True)


def _part(home: str) -> Place:
    return Place(home=home)


#: {kind: where it is found}
PLACES = {
    "pro": _page("process", "processes"),
    "cfl": _page("conflict", "conflicts"),
    "cfa": Place("conflict-party", "conflict-parties", "conflict"),
    "act": _page("actor", "actors"),
    "rol": Place("role", "roles", "process"),
    "stn": Place("stance", "stances", "actor"),
    "man": Place("mandate", "mandates", "body"),
    "fun": Place("function", "functions", "body"),
    "mbr": Place("membership", "memberships", "body"),
    "pst": Place("post", "posts", "body"),
    "lnk": _page("linkage", "linkages"),
    "chn": _page("channel", "channels"),
    "rch": Place("reach", "reach", "actor"),
    "csn": Place("consent", "consents", "actor"),
    "saf": Place("safe-contact", "safe-contacts", "actor"),
    "thr": Place("threat-note", "threat-notes", "actor"),
    "inc": Place("inclusion", "inclusion", "process"),
    "dep": Place("deployment", "deployments", "giver"),
    "evt": _page("event", "events"),
    "agr": _page("agreement", "agreements"),
    "com": _page("community", "communities"),
    "plc": _page("place", "places"),
    "cov": Place("coverage-note", "coverage-notes", "process"),
    "src": _page("source", "sources"),
    "clm": Place("claim", "claims", "source"),
    "cit": Place("citation", "citations", "source"),
    "ext": Place("external-id", "external-ids"),
    "rel": Place("relative-bound", "relative-bounds"),
    "not": Place("remark", "remarks"),
    "dvn": Place("derivation", "derivations", "source"),
    "nam": _part("actor"),
    "lng": _part("actor"),
    "lst": _part("actor"),
    "cfp": _part("process"),
    "geo": _part("place"),
    "pha": _part("process"),
    "mom": _part("process"),
    "sid": _part("process"),
    "ptn": _part("event"),
    "evp": _part("event"),
    "evc": _part("event"),
    "sig": _part("agreement"),
    "agc": _part("agreement"),
    "agl": _part("agreement"),
    "sea": _part("body"),
    "frm": _part("body"),
    "prn": _part("body"),
    "brl": _part("body"),
    "lif": _part("body"),
    "apt": _part("post.body"),
    "mea": _part("body"),
    "suc": _part("predecessor"),
    "arc": _part("body"),
    "che": _part("channel"),
    "chc": _part("channel"),
    "via": _part("linkage"),
}

#: {kind with a page of its own: its name in addresses}; every other stands on the page of a record it belongs to.
PAGES = {kind: place.name for kind, place in PLACES.items() if place.has_page}
#: {kind with a list in the API: the list's name in addresses}
ENDPOINTS = {kind: place.endpoint for kind, place in PLACES.items() if place.endpoint}


def home_path(kind: str) -> str:
    """The fields that lead to the record on whose page the kind stands, joined by dots; "" for none."""
    return PLACES[kind].home if kind in PLACES else ""
