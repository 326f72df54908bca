"""The same save in two registers, one with more guarded records: the same answer and the same number of queries.

Who saves may not see the guarded records, which touch everything that is saved here.
"""

import re
from functools import partial

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor, Claim, Event, Merge, MomentumChange, PeaceProcess, Source
from processes.services import (
    MergeChoices,
    accept_claims,
    merge_records,
    restore_records,
    retire_records,
    save_record,
    split_record,
    undo_merge,
)
from secretariats.models import BodyActor, Channel, Mandate, Principal
from tests import factories as make
from tests.admin.screens import REASON, TOKENS, address, listing, opened, row, words
from tests.admin.sheets import save, sheet
from tests.two_worlds import (
    CHANNEL,
    EVENT,
    FACILITATOR,
    GOVERNMENT,
    IDS,
    LATER_MANDATE,
    LATER_MOMENTUM,
    LINKAGE,
    MOVEMENT,
    PROCESS,
    SECRETARIAT,
    SOURCE,
    UNIT,
    build_guarded_twice,
    build_public,
    compared,
    stored,
)
from tracks.models import Linkage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: How a screen answers a save; the services of this test answer so too.
SAVED = 302
TOKEN = re.compile(TOKENS)
# A key that is drawn anew for each new row.
KEY = re.compile(r"\b\d{15,19}\b|\b[a-z]{3}-[0-9a-z]{13}\b")


def form(model, key, changes, screen="change"):
    """A screen that is opened and sent with some changes."""

    def send(client, _account):
        url = address(stored(model, key), screen)
        base = opened(client, url) if screen == "change" else {}
        with CaptureQueriesContext(connection) as queries:
            response = client.post(url, base | REASON | changes)
        return answer_of(response), len(queries)

    return send


def new(model, values):
    """A screen on which something new is entered."""

    def send(client, _account):
        url = listing(model, "add")
        base = opened(client, url)
        with CaptureQueriesContext(connection) as queries:
            response = client.post(url, base | REASON | values)
        return answer_of(response), len(queries)

    return send


def answer_of(response):
    """(status, where to, body without what is drawn anew)."""
    body = KEY.sub("key", TOKEN.sub("", words(response)))
    return response.status_code, KEY.sub("key", response.headers.get("Location", "")), body


def decided(verb):
    def send(client, _account):
        claims = Claim.objects.filter(status="proposed", subject=523)
        claim = claims.order_by("effective_level", "effective_teams").first()
        with CaptureQueriesContext(connection) as queries:
            response = client.post(address(claim, verb), REASON)
        return answer_of(response), len(queries)

    return send


def entered(client, _account):
    """Two statements of a source that is on record, on a sheet."""
    rows = [
        ("claims", {"subject": stored(model, key).public_id, "field": field, "value": value})
        for model, key, field, value in (
            (Actor, GOVERNMENT, "name", "Gov"),
            (Principal, 523, "principal", IDS["party"]),
        )
    ]
    sent = sheet(stored(Source, SOURCE), *rows)
    with CaptureQueriesContext(connection) as queries:
        response = save(client, sent)
    return answer_of(response), len(queries)


def service(write):
    """A function of the services, as the web login runs it for the account."""

    def run(_client, account):
        with viewing(Viewer(account.clearance)), CaptureQueriesContext(connection) as queries:
            try:
                told = write(account)
            except Exception as error:
                told = str(error)
        return told, len(queries)

    return run


def renamed(model, key, **values):
    def write(account):
        record = stored(model, key)
        for name, value in values.items():
            setattr(record, name, value)
        return SAVED, save_record(record, by=account, reason="read again").version

    return service(write)


def retired_and_back(account):
    record = stored(Event, EVENT)
    retire_records([record], by=account, reason="entered twice")
    restore_records([stored(Event, EVENT)], by=account, reason="it was not")
    return SAVED, stored(Event, EVENT).version


def accepted(account):
    claims = list(Claim.objects.filter(status="proposed", subject=523))
    return SAVED, len(accept_claims(claims, by=account, reason="better source"))


def merge(kept, merged, verb="confirm", **chosen):
    """The page of stewards on which two actors become one, sent with these choices."""

    def send(client, _account):
        pair = [stored(Actor, key) for key in (kept, merged)]
        url = "/admin/merge/?kept={}&merged={}".format(*(record.public_id for record in pair))
        seen = {"kept_version": pair[0].version, "merged_version": pair[1].version}
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
            response = client.post(url, REASON | seen | {verb: "1", "drop_ends": "1"} | chosen)
        return (*answer_of(response), answer_of(page)), len(queries)

    return send


def changed_together(client, _account):
    """A field of two bodies at once: shown first, then written."""
    bodies = [stored(BodyActor, SECRETARIAT), stored(BodyActor, UNIT)]
    chosen = {"action": "edit_several", "index": "0", "_selected_action": [body.pk for body in bodies]}
    chosen |= {"seen": [f"{body.pk}:{body.version}" for body in bodies]}
    values = {
        "change-description": "on",
        "description": "Read again",
        "change-countries": "on",
        "countries": "LK",
    }
    with CaptureQueriesContext(connection) as queries:
        shown_first = client.post(listing(BodyActor), chosen | values | REASON | {"show": "1"})
        response = client.post(listing(BodyActor), chosen | values | REASON | {"save": "1"})
    return (*answer_of(response), answer_of(shown_first)), len(queries)


def copied_body(client, _account):
    """A body with the rows that go along by themselves, under another name."""
    body = stored(BodyActor, SECRETARIAT)
    with CaptureQueriesContext(connection) as queries:
        offered = client.get(address(body, "copy")).context["sections"]
        chosen = "".join(f"&with={section.name}" for section in offered if section.is_chosen)
        url = f"{listing(BodyActor, 'add')}?copy_of={body.pk}{chosen}"
        base = opened(client, url)
        names = {name: f"Another {number}" for number, name in enumerate(base) if name.endswith("-name")}
        response = client.post(url, base | REASON | names | {"name": "Another office"})
    return (*answer_of(response), [section.title for section in offered]), len(queries)


def set_back(client, account):
    """A process is renamed, and set back to what it was from its history."""
    process = stored(PeaceProcess, PROCESS)
    process.name = "The process, renamed"
    save_record(process, by=account, reason="read again")
    event = process.events.order_by("-pgh_id")[1]
    url = reverse(
        "admin:processes_peaceprocess_version", args=[process.pk, "processes.peaceprocess", event.pgh_id]
    )
    seen = stored(PeaceProcess, PROCESS).version
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url)
        response = client.post(url, REASON | {"seen_version": seen})
    differences = [tuple(one) for one in page.context["differences"]]
    return (*answer_of(response), differences, stored(PeaceProcess, PROCESS).name), len(queries)


def merged_and_back(account):
    choices = MergeChoices(drop_ends=True)
    pair = stored(Actor, SECRETARIAT), stored(Actor, UNIT)
    merge = merge_records(*pair, choices, by=account, reason="one body")
    retold = dict(Merge.objects.filter(pk=merge.pk).values_list("items__table", "items__field"))
    undo_merge(merge, by=account, reason="two bodies")
    return SAVED, retold, [stored(Actor, key).version for key in (SECRETARIAT, UNIT)]


def refused_merge(account):
    return merge_records(stored(Actor, SECRETARIAT), stored(Actor, MOVEMENT), by=account, reason="one")


def split(account):
    record = stored(PeaceProcess, PROCESS)
    rows = {Event: [EVENT], MomentumChange: [LATER_MOMENTUM], Linkage: [LINKAGE]}
    new = split_record(
        record, PeaceProcess(name="Another", level=0), rows, by=account, reason="two processes"
    )
    return SAVED, new.version, stored(Event, EVENT).process.name


SAVES = {
    "the name of a process": form(PeaceProcess, PROCESS, {"name": "The process, renamed"}),
    "a row of a log in whose middle something is hidden": form(PeaceProcess, PROCESS, {"momenta-1-reason": "read"}),
    "a new row at the end of such a log": form(
        PeaceProcess, PROCESS, row("momenta", 2, position="3", status="dormant")
    ),
    "a new row in the middle of such a log": form(
        PeaceProcess, PROCESS, {"momenta-1-position": "3"} | row("momenta", 2, position="2", status="unknown")
    ),
    "a new row that the log refuses": form(PeaceProcess, PROCESS, row("momenta", 2, position="3", status="stalled")),
    "rows that change places": form(
        PeaceProcess, PROCESS, {"momenta-0-position": "2", "momenta-0-date": "2007", "momenta-1-position": "1"}
    ),
    "a row of a log on its own screen": form(MomentumChange, LATER_MOMENTUM, {"reason": "read"}),
    "a row that is refused on its own screen": form(MomentumChange, LATER_MOMENTUM, {"status": "active"}),
    "versions of a mandate that change places": form(
        BodyActor, SECRETARIAT, {"mandates-0-number": "2", "mandates-1-number": "1"}
    ),
    "a body": form(BodyActor, SECRETARIAT, {"description": "It moved twice."}),
    "a version of a mandate": form(Mandate, LATER_MANDATE, {"summary": "It may talk."}),
    "a mandate that is given to another body": form(Mandate, LATER_MANDATE, {"body": str(MOVEMENT)}),
    "a channel": form(Channel, CHANNEL, {"purpose": "word of the day"}),
    "a linkage": form(Linkage, LINKAGE, {"purpose": "word of the day"}),
    "the marking of an event": form(Event, EVENT, {"level": "2"}),
    "the date of an event": form(Event, EVENT, {"start": "2003-05"}),
    "a party that is retired": form(Actor, MOVEMENT, {}, screen="retire"),
    "a process that is retired": form(PeaceProcess, PROCESS, {}, screen="retire"),
    "a claim that is accepted": decided("accept"),
    "a claim that is rejected": decided("reject"),
    "statements from a source": entered,
    "a source": form(Source, SOURCE, {"publisher": "A press"}),
    "a new actor of the name of a hidden one": new(Actor, {"name": "Secret heir", "kind": "state", "level": "0"}),
    "a new actor of the name of one that is seen": new(Actor, {"name": "government", "kind": "state", "level": "0"}),
    "a new event of the name of a hidden one": new(
        Event, {"name": "Secret session", "kind": "talks", "process": str(PROCESS), "level": "0"}
    ),
    "a new source of the title of a hidden one": new(
        Source, {"name": "Secret interview", "kind": "report", "reliability": "B", "level": "0"}
    ),
    "an actor that takes the name of a hidden one": form(Actor, GOVERNMENT, {"name": "Secret heir"}),
    "two bodies of which a field is changed together": changed_together,
    "a body that is copied with its rows": copied_body,
    "a process that is set back to an earlier version": set_back,
    "two parties that are merged": merge(GOVERNMENT, MOVEMENT),
    "two parties whose merge is tried": merge(MOVEMENT, FACILITATOR, "show"),
    "a body that is merged into another, with its log": merge(UNIT, SECRETARIAT, field_name="merged"),
    "by the services: two that are merged, and their merge undone": service(merged_and_back),
    "by the services: a merge of two that are joined": service(refused_merge),
    "by the services: a process that is split": service(split),
    "by the services: a process": renamed(PeaceProcess, PROCESS, name="The process, renamed"),
    "by the services: a row of a log": renamed(MomentumChange, LATER_MOMENTUM, status="collapsed"),
    "by the services: a row that is refused": renamed(MomentumChange, LATER_MOMENTUM, status="active"),
    "by the services: a linkage": renamed(Linkage, LINKAGE, last_evidence="2004"),
    "by the services: retired and put back": service(retired_and_back),
    "by the services: a claim of a record": service(accepted),
}  # fmt: skip


def saves(client, account, names=SAVES):
    """{save: what was answered, and the number of queries}, each taken back again."""
    found = {}
    for name in names:
        with transaction.atomic():
            found[name] = SAVES[name](client, account)
            transaction.set_rollback(True)
    return found


#: Those that the rules refuse.
REFUSED = {
    "two parties whose merge is tried",
    "by the services: a merge of two that are joined",
    "a new row that the log refuses",
    "a row that is refused on its own screen",
    "a new actor of the name of one that is seen",
    "a mandate that is given to another body",
    "by the services: a row that is refused",
}


def test_guarded_records_change_nothing_in_how_a_save_is_answered(client):
    account = make.StewardFactory(clearance=2)
    register = build_public()
    client.force_login(account)
    ContentType.objects.get_for_models(*apps.get_models())
    without, with_guarded = compared(partial(saves, client, account), lambda: build_guarded_twice(register))
    refused = {
        name for name, (told, _queries) in without.items() if isinstance(told, str) or told[0] != SAVED
    }
    assert refused == REFUSED  # all others are saved
    for name, answer in without.items():
        assert with_guarded[name] == answer, name
