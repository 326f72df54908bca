"""The marking in force of a row is that of everything it touches, and stays so when these change."""

import pytest
from django.core.exceptions import ValidationError

from processes.models import Actor
from processes.services import retire_records
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    BodyActorFactory,
    ChannelEndFactory,
    ChannelFactory,
    CitationFactory,
    ClaimFactory,
    IntermediaryFactory,
    LinkageFactory,
    NoteFactory,
    PeaceProcessFactory,
    PlaceFactory,
    ReachFactory,
    SeatFactory,
    SourceFactory,
    StanceFactory,
    TeamFactory,
)
from tracks.models import Intermediary

pytestmark = pytest.mark.django_db


def in_force(record):
    record.refresh_from_db()
    return record.effective_level, record.effective_teams


def remark(record, **marking):
    type(record).objects.filter(pk=record.pk).update(**marking)


def test_a_linkage_has_the_highest_level_and_all_teams_of_what_it_touches():
    one, two = sorted((TeamFactory(), TeamFactory()), key=lambda team: team.pk)
    linkage = LinkageFactory(source__level=1, target__team=two, process__level=2, team=one)
    assert in_force(linkage) == (2, [one.pk, two.pk])
    IntermediaryFactory(linkage=linkage, actor__level=4, actor__team=one)
    assert in_force(linkage) == (4, [one.pk, two.pk])


def test_it_follows_an_end_up_and_down_again():
    linkage = LinkageFactory()
    for level in (3, 1, 4, 0):
        remark(linkage.target, level=level)
        assert in_force(linkage) == (level, [])


def test_it_follows_an_intermediary_that_is_raised_and_one_that_is_exchanged():
    linkage = LinkageFactory()
    intermediary = IntermediaryFactory(linkage=linkage)
    remark(intermediary.actor, level=3)
    assert in_force(linkage) == (3, [])
    remark(intermediary, actor=ActorFactory(level=1))
    assert in_force(linkage) == (1, [])
    remark(intermediary, actor=ActorFactory(level=4))
    assert in_force(linkage) == (4, [])


def test_an_intermediary_moved_to_another_linkage_lowers_the_one_and_raises_the_other():
    before, after = LinkageFactory(), LinkageFactory()
    intermediary = IntermediaryFactory(linkage=before, actor__level=2)
    remark(intermediary, linkage=after)
    assert (in_force(before), in_force(after)) == ((0, []), (2, []))


def test_taking_an_intermediary_off_never_widens():
    intermediary = IntermediaryFactory(actor__level=3)
    retire_records([intermediary], by=None, reason="no longer")
    assert in_force(intermediary.linkage) == (3, [])


def test_a_channel_is_as_guarded_as_its_ends_and_what_is_said_of_it_too():
    channel = ChannelFactory()
    stance = StanceFactory(subject=channel)
    ChannelEndFactory(channel=channel)
    assert in_force(channel) == (0, [])
    via = ChannelEndFactory(channel=channel, actor__level=3, part="via")
    assert (in_force(channel), in_force(stance)) == ((3, []), (3, []))
    remark(via.actor, level=1)
    assert (in_force(channel), in_force(stance)) == ((1, []), (1, []))


def test_taking_an_end_off_a_channel_never_widens():
    end = ChannelEndFactory(actor__level=3)
    retire_records([end], by=None, reason="no longer")
    remark(end.channel, level=0)
    assert in_force(end.channel) == (3, [])


def test_a_place_follows_what_it_lies_in_and_a_seat_its_place_and_the_body_neither():
    region = PlaceFactory()
    village = PlaceFactory(parent=PlaceFactory(parent=region))
    seat = SeatFactory(place=village)
    remark(region, level=2)
    assert (in_force(village), in_force(seat), in_force(seat.body.body)) == ((2, []), (2, []), (0, []))


def test_a_note_may_be_more_guarded_than_what_it_stands_beside_and_never_less():
    actor = ActorFactory()
    note = NoteFactory(subject=actor, level=3)
    remark(actor, level=4)
    assert in_force(note) == (4, [])
    remark(actor, level=0)
    assert (in_force(note), in_force(actor)) == ((3, []), (0, []))


def test_who_reaches_whom_is_internal_at_least():
    reach = ReachFactory(level=0)
    citation = CitationFactory(subject=reach)
    assert (in_force(reach), in_force(citation)) == ((2, []), (2, []))
    remark(reach.community, level=3)
    assert in_force(reach) == (3, [])
    with pytest.raises(ValidationError) as refused:
        reach.full_clean()
    assert refused.value.message_dict == {
        "level": ["Records of this kind (reach) are marked “internal (TLP:AMBER)” or higher."]
    }


def test_several_intermediaries_written_at_once_raise_their_linkages():
    low, high = LinkageFactory(), LinkageFactory()
    Intermediary.objects.bulk_create(
        [
            Intermediary(linkage=low, actor=ActorFactory(), part="broker"),
            Intermediary(linkage=high, actor=ActorFactory(level=2), part="broker"),
            Intermediary(linkage=high, actor=ActorFactory(level=4), part="broker", position=2),
        ]
    )
    assert (in_force(low), in_force(high)) == ((0, []), (4, []))


def test_evidence_follows_its_record_and_its_source_through_every_step():
    process = PeaceProcessFactory()
    linkage = LinkageFactory(process=process)
    citation, claim = CitationFactory(subject=linkage), ClaimFactory(subject=linkage)
    remark(process, level=2)
    assert (in_force(citation), in_force(claim)) == ((2, []), (2, []))
    remark(claim.source, level=3)
    assert (in_force(citation), in_force(claim)) == ((2, []), (3, []))


def test_a_strand_follows_its_process():
    strand = PeaceProcessFactory(parent=PeaceProcessFactory(parent=PeaceProcessFactory()))
    remark(strand.parent.parent, level=4)
    assert in_force(strand) == (4, [])


def test_parts_and_details_follow_their_actor():
    body = BodyActorFactory()
    name = ActorNameFactory(actor=body, level=1)
    remark(body, level=2)
    assert (in_force(name), in_force(body.body)) == ((2, []), (2, []))


def test_an_unset_level_counts_as_strictly_restricted():
    assert Actor._meta.get_field("effective_level").default == 4
    assert in_force(SourceFactory(level=4)) == (4, [])
