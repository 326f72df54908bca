"""What changed of what the reader sees, oldest first: by it a copy is kept right without being pulled in full."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from peaceinfra.analysis.floor import TARGETS
from peaceinfra.api.bases import ReadOnlyMixin
from peaceinfra.api.exceptions import refusal
from peaceinfra.api.parameters import PAGE, SIGNER, unknown
from peaceinfra.api.permissions import scope
from peaceinfra.api.reader.reading import team_names
from peaceinfra.api.root import root_address
from peaceinfra.api.telling import Teller, list_addresses
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.identity import public_id
from peaceinfra.core.reads import record_read
from processes.merged import merged_into

#: So long the log is kept.
KEPT = timedelta(days=400)
LARGEST_PAGE = 1000
PARAMETERS = ("cursor", "expand", "limit", "start")
_PULL = _("Pull all lists in full again; take a new place by %(path)s?start=1 first.")


@dataclass(frozen=True)
class Place:
    """A place in the log: that of a row which was served to this reader, or the beginning."""

    row: UUID
    reader: str

    @property
    def text(self) -> str:
        place = f"{self.row.hex}{self.reader}"
        return f"{place}{SIGNER.sep}{_signature(place)}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ValueError for what is no place."""
        place, _sep, signature = text.partition(SIGNER.sep)
        if not constant_time_compare(signature, _signature(place)):
            raise ValueError(text)
        return cls(UUID(place[:32]), place[32:])


def _signature(place: str) -> str:
    return SIGNER.signature(f"changes {place}")


def reader_of(viewer) -> str:
    """A digest of the level and the teams, with their names: a copy holds these in its markings."""
    return SIGNER.signature(repr((viewer.level, sorted(team_names(viewer).items()))))[:16]


class RecordChangeSerializer(serializers.Serializer):
    """A record that is told otherwise than before, or that the reader is not shown any more."""

    id = serializers.CharField()
    kind = serializers.CharField(help_text="The first letters of the id.")
    url = serializers.URLField(allow_null=True, help_text="Null for what is gone.")
    op = serializers.ChoiceField(
        choices=["upsert", "gone"],
        help_text="“gone”: retired, guarded from you, or not there any more: take it out of your copy.",
    )
    at = serializers.DateTimeField(help_text="When the change was begun.")
    merged_into = serializers.CharField(
        required=False,
        help_text="Of what is gone because it was merged: the id of the record that was kept, where you see both.",
    )
    record = serializers.JSONField(
        required=False, help_text="With expand=1: the record as it is now, as its own list tells it."
    )


class RecordChangesSerializer(serializers.Serializer):
    """A page of changes. `cursor` is where to read on, now or later; `next` is null at the end of what there is."""

    next = serializers.URLField(allow_null=True)
    cursor = serializers.CharField()
    results = RecordChangeSerializer(many=True)
    lists = serializers.DictField(
        child=serializers.ListField(child=serializers.URLField()),
        required=False,
        help_text="With start=1: of each kind the lists to pull. A record is told in full in the list that its"
        " address begins with.",
    )


_OPENAPI = [
    OpenApiParameter("cursor", str, description="Where to read on: `cursor` of the last answer."),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
        description="How many rows of the log a page has at most; those of one record are told as one.",
    ),
    OpenApiParameter("expand", {"type": "string", "enum": ["1"]}, description="Tells each record in full."),
    OpenApiParameter(
        "start",
        {"type": "string", "enum": ["1"]},
        description="No changes, only the place of now: take it before you pull the lists in full.",
    ),
]


class ChangesView(ReadOnlyMixin, APIView):
    """What changed of what you see, oldest first."""

    permission_classes = (scope(TokenScope.CHANGES),)

    @property
    def is_expanded(self) -> bool:
        return bool(self.request.GET.get("expand"))

    def get_throttles(self):
        """What was withdrawn is told to a token that has no row left too: somebody's safety may depend on it."""
        return super().get_throttles() if self.is_expanded else []

    @extend_schema(operation_id="changes", parameters=_OPENAPI, responses=RecordChangesSerializer)
    def get(self, request):
        limit = _limit(request.GET)
        reader = reader_of(request.viewer)
        self.rows = None if self.is_expanded else 0
        if request.GET.get("start"):
            start = {"next": None, "cursor": newest_place(request.viewer).text, "results": []}
            return Response(start | {"lists": list_addresses(root_address(request))})
        place, refused = self._place(request, reader)
        if refused:
            return refused
        rows = rows_after(place.row, limit + 1)
        is_more, rows = len(rows) > limit, rows[:limit]
        place = Place(rows[-1][0], reader) if rows else place
        if any(kind == "rch" for _row_id, kind, *_rest in rows):
            record_read(request, floor=TARGETS)
        return Response(
            {
                "next": _address(request, place) if is_more else None,
                "cursor": place.text,
                "results": changes_told(
                    rows, request.viewer, root_address(request), is_expanded=self.is_expanded
                ),
            }
        )

    def _place(self, request, reader):
        """(the place, None), or what is answered to a cursor that counts no more."""
        text, pull = request.GET.get("cursor"), _PULL % {"path": request.path}
        if not text:
            return Place(_row("beginning"), reader), None
        try:
            place = Place.read(text)
        except ValueError:
            raise ValidationError(
                {"cursor": [_("This is no place in the changes. Use “cursor” of an answer as it is.")]}
            ) from None
        status = refused_at(place, reader)
        if status == 409:
            changed = _("What you may see, or the name of a team of yours, is another now.")
            return None, refusal({"cursor": [f"{changed} {pull}"]}, 409)
        if status == 410:
            passed = _("The changes from this place on are not kept any more.")
            return None, refusal({"cursor": [f"{passed} {pull}"]}, 410)
        return place, None


def _limit(query) -> int:
    errors = unknown(query, PARAMETERS)
    errors |= {
        name: [_("This parameter was given more than once.")]
        for name in PARAMETERS
        if len(query.getlist(name)) > 1
    }
    for name in ("expand", "start"):
        if query.get(name, "1") != "1":
            errors[name] = [_("Write 1, or leave it out.")]
    text = query.get("limit", str(PAGE))
    limit = int(text) if re.fullmatch("[0-9]{1,4}", text) else 0
    if not 1 <= limit <= LARGEST_PAGE:
        errors["limit"] = [_("Write a number from 1 to %(most)s.") % {"most": LARGEST_PAGE}]
    if errors:
        raise ValidationError(errors)
    return limit


def refused_at(place: Place, reader: str) -> int | None:
    """409 where the reader sees otherwise now than at that place, 410 where the log from there is not kept any more."""
    if place.reader != reader:
        return 409
    at = _time_of(place.row)
    return 410 if at is None or at < timezone.now() - KEPT else None


def rows_after(row: UUID, most: int) -> list[tuple]:
    """(row, kind, key, time, whether it is gone), in the order of the log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, key, at, is_gone FROM core_changes(%s, %s)", [row, most])
        return cursor.fetchall()


def _row(function: str) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT core_change_{function}()")
        return cursor.fetchone()[0]


def _time_of(row: UUID):
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_change_time(%s)", [row])
        return cursor.fetchone()[0]


def newest_place(viewer) -> Place:
    """The place of now."""
    return Place(_row("newest"), reader_of(viewer))


def changes_told(rows, viewer, root: str, *, is_expanded: bool) -> list[dict]:
    """The last change of each record, with its address, and the record itself where that is asked for."""
    last = {}
    for _id, kind, key, at, is_gone in rows:
        # The place of its last change.
        last.pop((kind, key), None)
        last[kind, key] = at, is_gone
    keys, gone = {}, []
    for (kind, key), (_at, is_gone) in last.items():
        if is_gone:
            gone.append(key)
        else:
            keys.setdefault(kind, []).append(key)
    kept = merged_into(gone, viewer) if gone else {}
    teller = Teller(viewer, root)
    addresses = {kind: teller.addresses(kind, found) for kind, found in keys.items()}
    records = {kind: teller.records(kind, found) for kind, found in keys.items()} if is_expanded else {}
    return [_told(pair, *change, addresses, records, kept) for pair, change in last.items()]


def _told(pair, at, is_gone, addresses, records, kept) -> dict:
    kind, key = pair
    told = {
        "id": public_id(kind, key),
        "kind": kind,
        "url": None if is_gone else addresses[kind][key],
        "op": "gone" if is_gone else "upsert",
        "at": serializers.DateTimeField().to_representation(at),
    }
    if is_gone:
        return told | ({"merged_into": kept[key].public_id} if key in kept else {})
    return told | ({"record": records[kind][key]} if records else {})


def _address(request, place: Place) -> str:
    query = QueryDict(mutable=True)
    query.update(request.GET)
    query["cursor"] = place.text
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
