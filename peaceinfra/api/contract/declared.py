"""The version of the API, and what was declared to leave it: said in headers and in the description."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.urls import reverse
from django.utils.http import http_date
from rest_framework.schemas.generators import EndpointEnumerator

#: Major: a promise is broken. Minor: something is added. Patch: it is only said in other words. docs/api-changelog.md.
VERSION = "3.3.0"
#: So long before it ends what leaves is declared.
NOTICE = timedelta(days=180)
_OPERATION = re.compile(r"(?P<method>[A-Z]+) (?P<path>\S+)(?: \?(?P<parameter>\w+)(?:=(?P<code>.+))?)?")


@dataclass(frozen=True)
class Deprecated:
    """Something that will leave, or has left.

    what            as in `facts`: `GET /api/v1/linkages/`; with ` ?kind` a parameter of it, with `=code` a code of it;
                    `Linkage.kind` a field; `Modality=code` a code
    since, sunset   from which day it is declared, and from which it may be gone
    replaced_by     what to use instead, in words
    """

    what: str
    since: date
    sunset: date
    replaced_by: str

    def __post_init__(self):
        if self.sunset < self.since + NOTICE:
            raise ValueError(f"{self.what} is declared for less than {NOTICE.days} days.")

    @property
    def words(self) -> str:
        return f"Deprecated since {self.since}, gone from {self.sunset} on. Instead: {self.replaced_by}"

    def covers(self, promise: str) -> bool:
        """Whether the promise is about this, or about a part of it."""
        return promise == self.what or promise.startswith(
            (f"{self.what} ", f"{self.what}=", f"{self.what}: ")
        )

    def is_met_by(self, method: str, path: str, parameters: Iterable[str], schemas: Iterable[str]) -> bool:
        """Whether a request to this address uses it, or its answer is told by one of these schemas."""
        found = _OPERATION.fullmatch(self.what)
        if not found:
            return self.what.partition(".")[0] in schemas  # a code is told by no schema alone
        is_here = found["method"] == method and found["path"] == path
        return is_here and (not found["parameter"] or found["parameter"] in parameters)


#: What leaves. An entry stays as long as the API has its major version.
DECLARED: tuple[Deprecated, ...] = ()
#: {promise, as in `facts`: why it was taken back at once}: only with a new major version, and docs/api-changelog.md
#: says so. For what the world does not keep to, and no notice mends.
TAKEN_BACK: dict[str, str] = {
    f"{kind}.process: {promise}": "Events and agreements outside of any process are recorded."
    for kind in ("Event", "Agreement")
    for promise in ("Reference", "never null")
} | {
    f"GET /api/v1/{path}/ 200: string": "The answer always was an object; the description said that it is a text."
    for path in (
        *(f"{name}/geojson" for name in ("agreements", "communities", "events", "places")),
        "processes/{id}/network/kumu",
    )
}


def headers_for(request, view) -> dict[str, str]:
    """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` of what this request used."""
    if not DECLARED:
        return {}
    method = "GET" if request.method == "HEAD" else request.method
    told_by = getattr(view, "serializer_class", None)
    schemas = {told_by.__name__.removesuffix("Serializer")} if told_by else set()
    path = _path(f"/{request.resolver_match.route}")
    met = [each for each in DECLARED if each.is_met_by(method, path, request.GET.keys(), schemas)]
    if not met:
        return {}
    changelog = request.build_absolute_uri(reverse("api:docs"))
    return {
        "Deprecation": f"@{int(_midnight(min(each.since for each in met)).timestamp())}",
        "Sunset": http_date(_midnight(min(each.sunset for each in met)).timestamp()),
        "Link": f'<{changelog}>; rel="deprecation"; type="text/html"',
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@cache
def _path(route: str) -> str:
    """The route as it stands in the description: `/api/v1/linkages/{id}/`."""
    return EndpointEnumerator().get_path_from_regex(route.replace("/^", "/"))
