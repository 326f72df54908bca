"""A copy of what a reader sees, kept right by the changes, and the same pulled in full."""

import orjson
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from peaceinfra.api.addresses import BODIES, ENDPOINTS
from peaceinfra.api.lists import LISTS as BY_KIND
from peaceinfra.api.lists import OTHER_LISTS
from peaceinfra.api.reader.reading import Page, reader_of, team_names
from peaceinfra.api.rendering import as_json
from peaceinfra.core.visibility import viewing
from peaceinfra.core.visibility.viewer import viewer_of
from tests.api.conftest import ROOT, Reader

VIEWSETS = {ENDPOINTS[kind]: viewset for kind, viewset in BY_KIND.items()} | {
    endpoint: viewset for endpoint, _name, viewset in OTHER_LISTS if endpoint == BODIES
}
LISTS = (*ENDPOINTS.values(), BODIES)
MOST = 1000


def pulled(reader: Reader) -> dict[str, dict]:
    """{id: record}: each as the list tells it in which its address is."""
    found = {}
    for name in LISTS:
        address = f"{name}/"
        while address:
            page = reader.read(address) if "?" not in address else reader.client.get(address).json()
            found |= {row["id"]: row for row in page["results"] if f"/api/v1/{name}/" in row["url"]}
            address = page["next"]
    return found


def read_whole(reader: Reader) -> dict[str, dict]:
    """`pulled`, as the lists read and write it, without a request for each of them.

    A mirror begins with what was pulled, and `is_whole` pulls at its end, so that the two are known to be alike.
    """
    account, found = reader.account, {}
    if account:
        account = type(account).objects.get(pk=account.pk)
    viewer = viewer_of(account or AnonymousUser(), timezone.localdate())
    with viewing(viewer, of_one_moment=True):
        teams = team_names(viewer)
        for name, viewset in VIEWSETS.items():
            filterset = viewset.filterset_class
            told_by = reader_of(viewset.serializer_class, filterset._meta.model, False)
            page = Page(viewer, f"http://testserver{ROOT}", None, timezone.localdate(), teams)
            columns = told_by.found_in_order(None, MOST + 1, filterset, viewer)
            assert len(columns) <= MOST
            told = [
                told_by.tell(row, page)
                for row in told_by.rows_of(columns, [key for key, *_rest in columns], page)
            ]
            rows = orjson.loads(as_json(told))
            found |= {row["id"]: row for row in rows if f"{ROOT}{name}/" in row["url"]}
    return found


class Mirror:
    """Takes a place, pulls in full, and from then on reads changes alone. `told`: the ids of the last reading."""

    def __init__(self, reader: Reader, limit=100):
        self.reader, self.limit = reader, limit
        self.cursor = reader.read("changes/", start=1)["cursor"]
        self.records, self.told = pulled(reader), []

    def read(self) -> None:
        self.told = []
        while True:
            page = self.reader.read("changes/", cursor=self.cursor, limit=self.limit, expand=1)
            for change in page["results"]:
                self.told.append(change["id"])
                if change["op"] == "gone":
                    self.records.pop(change["id"], None)
                else:
                    self.records[change["id"]] = change["record"]
            self.cursor = page["cursor"]
            if page["next"] is None:
                return

    def differing(self) -> set[str]:
        """The ids of which the copy holds something else than a pull in full.

        Where there are some, the changes are read once more: a transaction in the database of another worker that
        ended just then holds changes back, which are told by the next reading.
        """
        if found := self._differing():
            self.read()
            found = self._differing()
        return found

    def _differing(self) -> set[str]:
        whole = read_whole(self.reader)
        return {key for key in {*whole, *self.records} if whole.get(key) != self.records.get(key)}

    def is_whole(self) -> bool:
        """Whether the copy is what the lists answer."""
        return self.records == pulled(self.reader)
