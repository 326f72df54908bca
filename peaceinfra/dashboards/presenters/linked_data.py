"""Pages of public records for machines that read pages: schema.org as JSON-LD.

It is said to who is signed out alone, so that a page which somebody kept who may see more holds no more of it than its
own words do. It says what fits the vocabulary, and no date that a source does not give as it stands. What is invented
is not said at all: no machine would read its mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from peaceinfra.analysis.collect.actor import ActorFacts
from peaceinfra.analysis.collect.record import RecordFacts
from peaceinfra.analysis.facts import Dates
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.choices import INVENTED
from peaceinfra.dashboards.data_catalogue import CatalogueEntry
from processes.choices import ActorKind
from processes.models import Source

CONTEXT = "https://schema.org"
# A date that is certain as it is typed: a year, a month or a day.
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
# {kind of record: (type, name of the start, name of the end)}; what has no type in the vocabulary is left out.
_TYPES = {
    "evt": ("Event", "startDate", "endDate"),
    "agr": ("CreativeWork", "dateCreated", ""),
    "com": ("Place", "", ""),
    "plc": ("Place", "", ""),
}

# The same of actors that are no organisation, or of whom that is not known.
_OF_ACTOR = {
    ActorKind.INDIVIDUAL: ("Person", "", ""),
    ActorKind.OTHER: ("Thing", "", ""),
    ActorKind.NOT_RECORDED: ("Thing", "", ""),
}


def linked_data(facts, address: str) -> dict | None:
    """What the page of these facts says; None where the vocabulary has nothing for it.

    address    the absolute address of the page
    """
    if isinstance(facts, ActorFacts):
        found = _actor(facts)
    elif isinstance(facts, ProcessFacts):
        found = _process(facts)
    elif isinstance(facts, RecordFacts):
        found = _record(facts)
    elif isinstance(facts, Source):
        found = _source(facts)
    else:
        found = None
    return found and {"@context": CONTEXT, "@id": address, "url": address, **_given(found)}


def dataset(lists: Sequence[CatalogueEntry], absolute: Callable[[str], str]) -> dict:
    """The register as a data set, so that searches for data find it. It holds no record.

    absolute    makes an absolute address
    """
    every = _download(_("All lists"), absolute(reverse("api:export")), "application/zip")
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": absolute(reverse("data")),
        "url": absolute(reverse("data")),
        "name": _("peaceinfra, the register of peace-process infrastructure"),
        "description": _(
            "The support structures of peace processes: secretariats and other bodies, their mandates and lives, and"
            " how the official teams and local peacemakers are linked, or are not. Dated, sourced and graded."
        ),
        "keywords": [
            _("peace process"),
            _("mediation"),
            _("peace secretariat"),
            _("insider mediator"),
            _("ceasefire"),
        ],
        "isAccessibleForFree": True,
        "creditText": _(
            "Name the source of a statement, and this register with the day on which you read it."
        ),
        "conditionsOfAccess": _("Public records can be read by everybody. Others are guarded."),
        "creator": {"@type": "Organization", "name": "peaceinfra", "url": absolute(reverse("home"))},
        "distribution": [
            every,
            *(_download(entry.name, absolute(entry.csv), "text/csv") for entry in lists if entry.csv),
        ],
    }


def _download(name: str, address: str, kind: str) -> dict:
    return {"@type": "DataDownload", "name": name, "contentUrl": address, "encodingFormat": kind}


def _actor(facts: ActorFacts) -> dict | None:
    actor = facts.actor
    if actor.is_fictional:
        return None
    kind, start, end = _OF_ACTOR.get(actor.kind, ("Organization", "foundingDate", "dissolutionDate"))
    return {
        "@type": kind,
        "name": actor.name,
        "identifier": [actor.public_id, *(f"{one.scheme}:{one.value}" for one in facts.external_ids)],
        "description": facts.more.get("description"),
        **_dates(actor.dates, start, end),
    }


def _process(facts: ProcessFacts) -> dict | None:
    if INVENTED in facts.countries:
        return None
    return {
        "@type": "Event",
        "name": facts.name,
        "identifier": facts.public_id,
        "location": [{"@type": "Country", "identifier": code} for code in facts.countries],
        **_dates(facts.dates, "startDate", "endDate"),
    }


def _record(facts: RecordFacts) -> dict | None:
    part = facts.part
    if part.prefix not in _TYPES or facts.is_fictional:
        return None
    kind, start, end = _TYPES[part.prefix]
    process = part.named.get("process")
    whole = {"@type": "Event", "name": process.name, "identifier": process.public_id} if process else None
    return {
        "@type": kind,
        "name": facts.name,
        "identifier": part.public_id,
        "description": getattr(part.values, "description", ""),
        "superEvent" if kind == "Event" else "about": whole,
        "sameAs": getattr(part.values, "url", ""),
        "geo": [
            {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
            for point in (one.values for one in facts.parts.get("coordinates", ()))
        ],
        **_dates(part.dates, start, end),
    }


def _source(source: Source) -> dict:
    return {
        "@type": "CreativeWork",
        "name": source.title,
        "identifier": source.public_id,
        "author": source.authors,
        "publisher": source.publisher and {"@type": "Organization", "name": source.publisher},
        "datePublished": _date(source.published),
        "sameAs": source.url,
    }


def _dates(dates: Dates | None, start: str, end: str) -> dict:
    if dates is None:
        return {}
    return {name: _date(text) for name, text in ((start, dates.start), (end, dates.end)) if name}


def _date(text: str) -> str:
    return text if _DATE.fullmatch(text) else ""


def _given(found: dict) -> dict:
    return {name: value for name, value in found.items() if value}
