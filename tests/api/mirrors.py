"""A copy of what a reader sees, kept right by the changes, and the same pulled in full."""

from peaceinfra.api.addresses import ENDPOINTS
from tests.api.conftest import Reader

LISTS = (*ENDPOINTS.values(), "bodies")


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
        """The ids of which the copy holds something else than a pull in full."""
        whole = pulled(self.reader)
        return {key for key in {*whole, *self.records} if whole.get(key) != self.records.get(key)}
