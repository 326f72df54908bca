"""Records as their own lists tell them, for answers that are no list: changes, digests, releases."""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils import timezone

from peaceinfra.api.addresses import BODIES, ENDPOINTS
from peaceinfra.api.lists import LISTS
from peaceinfra.api.pagination import keyset_page
from peaceinfra.api.parameters import LARGEST_PAGE
from peaceinfra.api.parameters import Page as Place
from peaceinfra.api.reader.reading import Page, reader_of, team_names
from peaceinfra.api.views import BodyViewSet
from peaceinfra.core.identity import public_id
from processes.choices import ActorKind
from processes.models import Actor

_IS_BODY = Q(kind=ActorKind.BODY)
# Where records of one kind are told in several lists.
_TELLING = {"act": [(LISTS["act"], ~_IS_BODY), (BodyViewSet, _IS_BODY)]}


def list_addresses(root: str) -> dict[str, list[str]]:
    """{kind: the lists that tell it}. A record is told in the list that its address begins with."""
    return {kind: [f"{root}{name}/" for name in _names(kind)] for kind in LISTS}


def _names(kind: str) -> list[str]:
    return [ENDPOINTS[kind], *([BODIES] if kind in _TELLING else [])]


class Teller:
    """Tells what a reader sees, each record as the list does in which its address is.

    root    the address of the API, with which all addresses begin
    """

    def __init__(self, viewer, root: str):
        self.viewer, self.root = viewer, root
        self.teams = team_names(viewer)

    def records(self, kind: str, keys: Collection[int]) -> dict[int, dict]:
        """{key: the record in full} of those that are shown; a fixed number of queries for each kind."""
        found = {}
        for viewset, rows in self._lists(kind):
            own = list(rows.filter(pk__in=keys).values_list("pk", flat=True))
            found |= dict(zip(own, self._told(viewset, own), strict=True))
        return found

    def lists_of(self, kind: str) -> list[Iterator[list[dict]]]:
        """For each list that tells records of a kind: its pages, in the order of their keys."""
        return [self._pages(viewset, rows) for viewset, rows in self._lists(kind)]

    def pages(self, viewset) -> Iterator[list[dict]]:
        """All that a list tells, its pages in the order of their keys."""
        return self._pages(viewset, viewset.filterset_class.shown(self.viewer))

    def addresses(self, kind: str, keys: Collection[int]) -> dict[int, str]:
        """{key: the address of the record} of those that are shown; at most one query."""
        bodies = set()
        if kind in _TELLING:
            rows = Actor.objects.shown_to(self.viewer).filter(_IS_BODY, pk__in=keys)
            bodies = set(rows.values_list("pk", flat=True))
        return {
            key: f"{self.root}{BODIES if key in bodies else ENDPOINTS[kind]}/{public_id(kind, key)}/"
            for key in keys
        }

    def _lists(self, kind: str):
        """The lists that tell records of a kind, each with the rows whose address is in it."""
        for viewset, condition in _TELLING.get(kind, [(LISTS[kind], Q())]):
            yield viewset, viewset.filterset_class.shown(self.viewer).filter(condition)

    def _pages(self, viewset, rows) -> Iterator[list[dict]]:
        place = Place(limit=LARGEST_PAGE)
        while place:
            keys, following, _preceding = keyset_page(rows, place)
            yield self._told(viewset, keys)
            place = following and Place(following, LARGEST_PAGE)

    def _told(self, viewset, keys) -> list[dict]:
        # What is kept of a page is forgotten with it, however many there are.
        page = Page(self.viewer, self.root, None, timezone.localdate(), self.teams)
        reader = reader_of(viewset.serializer_class, viewset.filterset_class._meta.model, False)
        return reader.told(keys, viewset.filterset_class, page)
