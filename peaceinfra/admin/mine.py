"""What is one's own at the desk: what one edited last, what one took on, what one follows, lists under a name."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from peaceinfra.admin.items import Item
from peaceinfra.admin.list_desk import saved_words
from peaceinfra.admin.queue import KINDS, MINE, Queue
from peaceinfra.analysis.collect.subjects import collect_subjects
from peaceinfra.core.desk import recently_edited, saved_lists
from peaceinfra.core.following import followed
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.roles import may
from peaceinfra.core.screens.finding import screen_of
from processes.services.queue import ACTION

#: So many of each stand on the home.
MOST = 10


class OwnList(NamedTuple):
    """A list of the home. `more`: how many there are beside those that stand there."""

    name: str
    title: str
    items: list[Item]
    more: int


def own_lists(request, today) -> list[OwnList]:
    """The lists that are not empty; a fixed number of queries for each kind of record."""
    viewer = request.viewer
    lists = [
        ("recent", _("You edited last"), _in_words(recently_edited(viewer, MOST), viewer)),
        ("taken", _("You took on"), _taken(request, today)),
        ("followed", _("You follow"), _in_words(_followed(viewer), viewer)),
        ("saved", _("Saved lists"), _saved(viewer)),
    ]
    return [OwnList(name, title, items[:MOST], len(items[MOST:])) for name, title, items in lists if items]


def _in_words(records, viewer) -> list[Item]:
    subjects = collect_subjects(records, viewer)
    return [
        Item(screen_of(record), subjects[record.pk].label, _kind(record), "")
        for record in records
        if record.pk in subjects
    ]


def _kind(record) -> str:
    return str(models_by_kind()[record.kind]._meta.verbose_name)


def _taken(request, today) -> list[Item]:
    if not may(request.user, ACTION):
        return []
    queue = Queue(request.viewer, whose=MINE)
    entries = [entry for name in KINDS for entry in queue.entries(name, queue.rows(name)[:MOST], today)]
    return [entry.item for entry in entries][:MOST]


def _followed(viewer) -> list[Record]:
    """The records, not the questions: those are read, and not edited."""
    keys = []
    for follow in followed(viewer):
        try:
            keys.append(parse_public_id(follow.subject)[1])
        except UnknownId:
            continue
    found = Record.objects.shown_to(viewer).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _saved(viewer) -> list[Item]:
    shown = [saved_words(row, viewer) for row in saved_lists(viewer)]
    return [Item(row.url, row.name, row.shared, "") for row in shown]
