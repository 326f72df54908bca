"""Mistakes in the rule that two persons make a record less protected."""

from contextlib import contextmanager
from unittest.mock import patch

from django.core.exceptions import ValidationError

from processes.models import Actor, LoweringRequest
from processes.services import (
    Change,
    Lowered,
    accept_claim,
    confirm_lowering,
    effect_of_request,
    lowering,
    request_lowering,
    requests,
    save_record,
)
from tests import factories as make
from tests.security.looking import everything
from tests.security.mutants import Mutant


def refuses(error, write) -> None:
    try:
        write()
    except error:
        return
    raise AssertionError("it was written")


def asked(by, **fields):
    actor = make.ActorFactory(level=3, **fields)
    actor.level = 0
    return request_lowering([Change(actor)], by=by, reason="named in the press")


# The checks


def a_further_name_of_who_did_not_agree_asks():
    name = make.ActorNameFactory(actor=make.ActorFactory(kind="individual"), level=1)
    name.level = 0
    refuses(Lowered, lambda: save_record(name, by=make.StewardFactory(), reason="published"))


def who_asked_does_not_confirm():
    steward = make.StewardFactory()
    request = asked(steward)
    confirm = {"by": steward, "viewer": everything(), "reason": "yes"}
    refuses(ValidationError, lambda: confirm_lowering(request, **confirm))
    assert Actor.objects.get().level == 3


def a_broker_moved_off_a_linkage_asks():
    through = make.IntermediaryFactory(linkage=make.LinkageFactory(), actor=make.ActorFactory(level=3))
    through.refresh_from_db()
    through.linkage = make.LinkageFactory()
    refuses(Lowered, lambda: save_record(through, by=make.StewardFactory(), reason="wrong row"))


def a_claim_that_moves_a_broker_asks():
    through = make.IntermediaryFactory(linkage=make.LinkageFactory(), actor=make.ActorFactory(level=3))
    other = make.LinkageFactory()
    claim = make.ClaimFactory(subject=through, field="linkage", value_record=other, status="proposed")
    refuses(Lowered, lambda: accept_claim(claim, by=make.StewardFactory(), reason="the paper says so"))


def a_change_of_team_asks():
    actor = make.ActorFactory(team=make.TeamFactory())
    actor.team = make.TeamFactory()
    refuses(Lowered, lambda: save_record(actor, by=make.StewardFactory(), reason="their matter"))


def an_imported_record_is_not_lowered_by_one():
    actor = make.ActorFactory(level=3)
    actor.level = 0
    refuses(Lowered, lambda: save_record(actor, by=make.StewardFactory(), reason="published"))


def a_request_of_before_a_change_falls():
    request = asked(make.AnalystFactory())
    Actor.objects.update(description="with the place of the meeting")
    confirm = {"by": make.StewardFactory(), "viewer": everything(), "reason": "yes"}
    refuses(ValidationError, lambda: confirm_lowering(request, **confirm))


def a_request_stays_as_guarded_as_its_record_was():
    request = asked(make.AnalystFactory(), team=make.TeamFactory())
    confirm_lowering(request, by=make.StewardFactory(), viewer=everything(), reason="published")
    request = LoweringRequest.objects.get()
    assert (request.effective_level, len(request.effective_teams)) == (3, 1)


def dependents_are_shown_before():
    request = asked(make.AnalystFactory())
    make.ActorNameFactory(actor=Actor.objects.get(), level=0)
    assert len(effect_of_request(request, everything()).records) == 2


# The mistakes


@contextmanager
def who_asked_may_confirm():
    """The rule of the service is gone; that of the database is not asked, as a row it does not know."""
    real = requests.obstacle

    def obstacle(request, by, viewer):
        return "" if by.pk == request.requested_by_id else real(request, by, viewer)

    def decide(request, status, by, reason):
        request.status, request.answer, request.decided_by = status, reason, make.StewardFactory()
        request.save(update_fields=["status", "answer", "decided_by"])

    with patch.object(requests, "obstacle", obstacle), patch.object(requests, "_decide", decide):
        yield


@contextmanager
def without_what_rows_lend():
    """Only the written rows are compared, as it was."""
    with patch.object(lowering, "lent_to", lambda model: ()):
        yield


@contextmanager
def without_comparing_accepted_claims():
    with patch("processes.services.claims.check_not_lowered", lambda *args: None):
        yield


@contextmanager
def by_the_record_alone():
    """As it was: a person is named by their record, and by no further name."""
    real = lowering._made_public_unasked

    def asked_of_records(model, before, now):
        return real(model, before, now) if model is Actor else {}

    with patch.object(lowering, "_made_public_unasked", asked_of_records):
        yield


@contextmanager
def without_teams():
    real = lowering.Marking.is_lower_than

    def is_lower_than(self, before):
        return real(self._replace(team=before.team, teams_in_force=before.teams_in_force), before)

    with patch.object(lowering.Marking, "is_lower_than", is_lower_than):
        yield


@contextmanager
def a_steward_alone():
    """As it was: one who did not make the last change; of what was imported nobody did."""
    real = lowering.check_not_lowered

    def check(before, records, by):
        if by.role != "steward":
            real(before, records, by)

    with patch("processes.services.records.check_not_lowered", check):
        yield


@contextmanager
def without_versions():
    with (
        patch.object(requests, "_is_stale", lambda record, row: record is None),
        patch.object(requests, "_set", _set_as_new(requests._set)),
    ):
        yield


def _set_as_new(real):
    def set_as_new(record, row):
        row.seen_version = record.version
        real(record, row)

    return set_as_new


@contextmanager
def with_the_marking_of_the_record_now():
    """Its own marking is not kept: it follows the record down."""
    real = LoweringRequest.save

    def save(self, *args, **kwargs):
        self.level, self.own_teams = 0, []
        real(self, *args, **kwargs)

    with patch.object(LoweringRequest, "save", save):
        yield


@contextmanager
def without_dependents():
    with patch("processes.services.effects._taking_from", lambda keys, found: {}):
        yield


LEAK = "A5"
MUTANTS = [
    Mutant("who asked for a lowering confirms it", who_asked_may_confirm, who_asked_does_not_confirm),
    Mutant("a moved intermediary is not compared", without_what_rows_lend, a_broker_moved_off_a_linkage_asks),
    Mutant(
        "an accepted claim is not compared",
        without_comparing_accepted_claims,
        a_claim_that_moves_a_broker_asks,
    ),
    Mutant("a name is no person", by_the_record_alone, a_further_name_of_who_did_not_agree_asks),
    Mutant("a change of team is not compared", without_teams, a_change_of_team_asks),
    Mutant("a steward lowers alone", a_steward_alone, an_imported_record_is_not_lowered_by_one),
    Mutant("a stale request is confirmed", without_versions, a_request_of_before_a_change_falls),
    Mutant(
        "a request follows its record down",
        with_the_marking_of_the_record_now,
        a_request_stays_as_guarded_as_its_record_was,
    ),
    Mutant("what hangs on a record is not shown before", without_dependents, dependents_are_shown_before),
]
