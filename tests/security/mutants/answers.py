"""Mistakes by which single answers tell of what is hidden: kept answers, errors, logs, merges, teams, files."""

import logging
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings

from peaceinfra.api import unchanged, views
from peaceinfra.core import filter_fields, headers, kept, reads
from peaceinfra.core.identity import public_id
from peaceinfra.core.models import ReadEntry, Team
from peaceinfra.core.visibility import PUBLIC, middleware
from peaceinfra.dashboards.views import lists, merged
from peaceinfra.datasets import exporting
from peaceinfra.datasets.exporting import export_dataset
from peaceinfra.settings import logs
from processes.admin import fields
from processes.admin.base import RecordAdmin
from processes.models import Actor
from processes.services import merge_records
from tests import factories as make
from tests.admin.screens import listing
from tests.api import test_unchanged
from tests.security.breaches import for_all, instead, past_the_second_wall
from tests.security.looking import everything
from tests.security.mutants import Mutant
from tests.security.test_oracles import alike
from tests.settings import test_logs


def a_page_that_shows_a_record_is_noted():
    actor = make.ActorFactory(level=3)
    page = signed_in(make.AdviserFactory(clearance=3)).get(f"/actors/{actor.public_id}/?as_of=zz")
    assert page.status_code == 400
    assert ReadEntry.objects.count() == 1


def of_status_200_alone(match, status):
    return status == 200


def signed_in(account):
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


# --- checks ---


def no_error_names_a_hidden_register():
    make.ExternalIdFactory(subject=make.ActorFactory(), scheme="seen_register")
    make.ExternalIdFactory(subject=make.ActorFactory(), scheme="secret_register", level=3)
    answer = Client().get("/api/v1/actors/?external_id=none:1")
    assert (answer.status_code, b"seen_register" in answer.content) == (400, True)
    assert b"secret_register" not in answer.content


def a_merge_into_a_hidden_record_is_no_merge():
    for levels in ((3, 0), (0, 3)):
        pair = [make.SourceFactory(level=level) for level in levels]
        merge_records(*pair, by=None, reason="one")
        assert Client().get(f"/sources/{pair[1].public_id}/").status_code == 404


def each_reader_has_pages_of_their_own():
    process = make.PeaceProcessFactory()
    elder = make.ActorFactory(name="Elder of the hills", level=2)
    make.LinkageFactory(source=elder, target=make.ActorFactory(), process=process, level=2)
    network = f"/api/v1/processes/{process.public_id}/network/"
    kept.room.clear()
    with override_settings(KEPT_ANSWERS=10_000_000):
        answers = [client.get(network).content for client in (signed_in(make.AdviserFactory()), Client())]
    kept.room.clear()
    assert [b"Elder of the hills" in answer for answer in answers] == [True, False]


def a_tag_is_good_for_its_reader_alone():
    test_unchanged.test_nobody_asks_by_a_tag_that_was_not_given_to_them_for_this_answer(Client(), None)


def no_page_of_one_reader_is_stored():
    answer = signed_in(make.AdviserFactory()).get("/processes/")
    assert "no-store" in answer.headers.get("Cache-Control", "")


def no_log_repeats_what_was_searched():
    test_logs.test_a_request_line_loses_what_was_searched_for()
    test_logs.test_a_path_loses_its_query()


def no_log_repeats_a_row():
    test_logs.test_an_error_is_logged_without_the_data_that_its_message_quotes()


def teams_are_known_to_their_members():
    grant = make.TeamGrantFactory(account=make.AnalystFactory(clearance=2), team__name="Circle of ours")
    make.TeamFactory(name="Circle of theirs")
    page = signed_in(grant.account).get(listing(Actor, "add")).content
    assert (b"Circle of ours" in page, b"Circle of theirs" in page) == (True, False)


def a_hidden_row_that_is_ticked_is_as_one_that_is_absent():
    seen, hidden = make.ActorFactory(level=0), make.ActorFactory(level=3)
    desk = signed_in(make.AnalystFactory(clearance=2))

    def ask(client, key):
        ticked = {"action": "raise_marking", "_selected_action": [str(seen.pk), str(key)], "index": "0"}
        return client.post(listing(Actor), ticked)

    assert alike(desk, ask, hidden.pk)[0] == 200


def what_is_refused_by_the_walls_is_absent():
    """An edit of a hidden record by its key, past the filter: the policy refuses it."""
    hidden = make.ActorFactory(level=3)
    desk = signed_in(make.AnalystFactory(clearance=2))
    alike(desk, lambda client, key: client.get(address_of(key)), hidden.pk)


def address_of(key):
    return f"/admin/processes/actor/{key}/change/"


def keys_tell_no_order():
    keys = [make.ActorFactory().pk for _number in range(8)]
    gaps = [abs(after - before) for before, after in zip(keys, keys[1:], strict=False)]
    assert keys != sorted(keys) and min(gaps) > 1_000_000


def an_export_holds_what_its_reader_sees():
    make.ActorFactory(name="Seen", level=0)
    make.ActorFactory(name="Secret", level=3)
    make.ActorFactory(name="Secret too", level=0, team=make.TeamFactory(name="Circle of X"))
    with TemporaryDirectory() as folder:
        export_dataset(Path(folder), viewer=PUBLIC)
        text = "".join(path.read_text() for path in Path(folder).iterdir())
    assert "Seen" in text and "Secret" not in text and "Circle of X" not in text


def no_order_begins_after_a_hidden_record():
    make.ActorFactory.create_batch(3)
    hidden = make.ActorFactory(name="zzz", level=3)

    def ask(client, key):
        return client.get(f"/actors/?cursor={public_id('act', key)}")

    assert alike(Client(), ask, hidden.pk)[0] == 200


def no_filter_goes_by_a_field_that_is_not_shown():
    make.NoteFactory(subject=make.ActorFactory(name="Seen"), text="met in Bern", level=3)
    desk = signed_in(make.AnalystFactory(clearance=2))
    for lookup in ("notes__text__startswith=met", "names__name__contains=S", "effective_level__gte=0"):
        assert desk.get(f"{listing(Actor)}?{lookup}").status_code in (302, 400), lookup


# --- mistakes ---


@contextmanager
def kept_for_whoever_asks():
    """What is kept goes by the address alone, and its queries are not asked again."""
    with ExitStack() as mistakes:
        mistakes.enter_context(patch.object(views, "asked_by", lambda request: (request.path,)))
        mistakes.enter_context(patch.object(kept, "_found", lambda digests: digests))
        yield


def for_anybody(address, request, viewer, tags=()):
    return unchanged.Asked([*tags], (address,))


def one_after_the_other():
    numbers = count(10_000)
    return patch.object(Actor._meta.pk, "_get_default", lambda: next(numbers))


@contextmanager
def kept_by_a_proxy():
    """Neither the outermost nor the innermost says that an answer is of one reader."""
    with ExitStack() as mistakes:
        mistakes.enter_context(patch.object(middleware, "_uncached", lambda response, request: response))
        mistakes.enter_context(patch.object(headers, "_keep_from_caches", lambda request, response: None))
        yield


def every_team(db_field, request, help_text):
    request.viewers_teams = Team.objects.all(), [(team.pk, team.name) for team in Team.objects.all()]
    return real_team_field(db_field, request, help_text)


real_team_field = fields._team_field


@contextmanager
def whatever_is_ticked():
    """The rows of an action are read past the walls, and all of them are counted."""
    real = RecordAdmin.response_action

    def response_action(self, request, queryset):
        with past_the_second_wall():
            return real(self, request, self.model._base_manager.all()).render()

    with patch.object(RecordAdmin, "response_action", response_action):
        yield


@contextmanager
def refused_otherwise():
    """A screen looks for its record past the walls, and then refuses it."""
    real = RecordAdmin.get_object

    def get_object(self, request, object_id, from_field=None):
        found = real(self, request, object_id, from_field)
        with past_the_second_wall():
            if found is None and self.model._base_manager.filter(pk=int(object_id)).exists():
                raise PermissionDenied
        return found

    with patch.object(RecordAdmin, "get_object", get_object):
        yield


def every_lookup(self, lookup, value, request=None):
    return True


@contextmanager
def exported_to_all():
    """An export is made as the whole register, and says that it is of its reader."""
    real = exporting.viewing

    def viewing(viewer, **how):
        return real(everything(), **how)

    def shown(model, viewer):
        return model.objects.live()

    with patch.object(exporting, "viewing", viewing), patch.object(exporting, "_shown", shown):
        yield


def teams_of_all(viewer):
    return [[name] for name in Team.objects.values_list("name", flat=True)]


def from_any_place(rows, shown, order, after=None, size=50):
    """Whatever record a cursor names, the list goes on after it."""
    with past_the_second_wall():
        return list_page(rows, rows.model._base_manager.all(), order, after, size)


list_page = lists.list_page


LEAK = "files"
MUTANTS = [
    Mutant("a kept answer is for whoever asks", kept_for_whoever_asks, each_reader_has_pages_of_their_own),
    Mutant(
        "a tag is good for whoever sends it",
        instead(unchanged, "told_at", for_anybody),
        a_tag_is_good_for_its_reader_alone,
    ),
    Mutant(
        "a proxy may keep what one reader was given",
        kept_by_a_proxy,
        no_page_of_one_reader_is_stored,
    ),
    Mutant(
        "an error names the registers of all ids",
        for_all(filter_fields, "schemes_shown_to"),
        no_error_names_a_hidden_register,
        "facets",
    ),
    Mutant(
        "a merged id leads to whatever was kept",
        for_all(merged, "merged_into"),
        a_merge_into_a_hidden_record_is_no_merge,
        "merges",
    ),
    Mutant(
        "a request line is logged with its query",
        instead(logs.WithoutQuery, "filter", lambda self, record: True),
        no_log_repeats_what_was_searched,
        "logs",
    ),
    Mutant(
        "an error is logged with its message",
        instead(logs.WithoutData, "formatException", logging.Formatter.formatException),
        no_log_repeats_a_row,
        "logs",
    ),
    Mutant(
        "a screen offers every team",
        instead(fields, "_team_field", every_team),
        teams_are_known_to_their_members,
        "directories",
    ),
    Mutant(
        "an action is done with whatever is ticked",
        whatever_is_ticked,
        a_hidden_row_that_is_ticked_is_as_one_that_is_absent,
        "bulk",
    ),
    Mutant(
        "a hidden record is refused, an absent one is not there",
        refused_otherwise,
        what_is_refused_by_the_walls_is_absent,
        "absent",
    ),
    Mutant(
        "who reads a page that says what it could not read is not noted",
        instead(reads, "_may_tell", of_status_200_alone),
        a_page_that_shows_a_record_is_noted,
        "logs",
    ),
    Mutant("keys are given one after the other", one_after_the_other, keys_tell_no_order, "ids"),
    Mutant(
        "a list goes on after a record that is hidden",
        instead(lists, "list_page", from_any_place),
        no_order_begins_after_a_hidden_record,
        "orders",
    ),
    Mutant(
        "a list of the desk is filtered by any path",
        instead(RecordAdmin, "lookup_allowed", every_lookup),
        no_filter_goes_by_a_field_that_is_not_shown,
        "orders",
    ),
    Mutant(
        "an export holds what nobody asked about",
        exported_to_all,
        an_export_holds_what_its_reader_sees,
        "dumps",
    ),
    Mutant(
        "an export names every team",
        instead(exporting, "_teams", teams_of_all),
        an_export_holds_what_its_reader_sees,
        "dumps",
    ),
]
