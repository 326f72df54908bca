"""The register as entities of FollowTheMoney: true counterparts, dates as far as they are certain, nothing hidden."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.api.conftest import Reader
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

# {schema: its properties that are told}, as the model has them (followthemoney 4.11); all values are texts.
MODEL = {
    name: set(properties.split())
    for name, properties in {
        "Person": "name alias abbreviation previousName country notes description topics sourceUrl modifiedAt",
        "Organization": "name alias abbreviation previousName country notes description topics sourceUrl modifiedAt"
        " incorporationDate dissolutionDate",
        "PublicBody": "name alias abbreviation previousName country notes description topics sourceUrl modifiedAt"
        " incorporationDate dissolutionDate",
        "LegalEntity": "name alias abbreviation previousName country notes description topics sourceUrl modifiedAt"
        " incorporationDate dissolutionDate",
        "Project": "name country notes description status sourceUrl modifiedAt startDate endDate",
        "Position": "name organization notes description sourceUrl modifiedAt inceptionDate dissolutionDate",
        "Event": "name summary description location organizer involved notes sourceUrl modifiedAt startDate endDate",
        "ProjectParticipant": "project participant role description sourceUrl modifiedAt startDate endDate",
        "Membership": "member organization role description sourceUrl modifiedAt startDate endDate",
        "Occupancy": "holder post description sourceUrl modifiedAt startDate endDate",
        "UnknownLink": "subject object role summary description sourceUrl modifiedAt startDate endDate",
        "Representation": "agent client role description sourceUrl modifiedAt startDate endDate",
        "Succession": "predecessor successor role description sourceUrl modifiedAt startDate endDate",
    }.items()
}
ENDS = {"project", "participant", "member", "organization", "holder", "post", "subject", "object"} | {
    "agent",
    "client",
    "predecessor",
    "successor",
    "organizer",
    "involved",
}


class World:
    def __init__(self):
        dates = {"start_kind": "actual", "start": "2004", "end_kind": "actual", "end": "2009-02-03"}
        self.state = make.ActorFactory(name="Lake State", kind="state", countries=["LK", "SU", "CS", "XA"])
        self.igo = make.ActorFactory(name="Union", kind="igo", description="Two\n lines")
        self.movement = make.ActorFactory(name="ကချင်", kind="armed_organisation", **dates)
        for kind, name in (
            ("alias", "الحركة"),
            ("acronym", "KM"),
            ("former", "Old"),
            ("official", "Movement"),
        ):
            make.ActorNameFactory(actor=self.movement, name=name, kind=kind)
        make.ActorNameFactory(
            actor=self.movement, name="Earlier", kind="official", end_kind="actual", end="2001"
        )
        self.person = make.ActorFactory(name="Ba", kind="individual", **dates)
        self.body = make.BodyActorFactory(name="Secretariat")
        self.process = make.PeaceProcessFactory(name="Talks", start_kind="first_cited", start="2002-02-22")
        self.role = make.RoleFactory(actor=self.igo, process=self.process, kind="mediator")
        self.unsorted = make.ActorFactory(name="Of no known kind", kind="not_recorded")
        self.support = make.RoleFactory(
            actor=self.unsorted, process=self.process, kind="supporter", side="Government"
        )
        self.seat = make.MembershipFactory(
            body=self.body, member=self.movement, start_kind="actual", start="2004~"
        )
        self.post = make.PostFactory(body=self.body, kind="director", title="")
        self.held = make.AppointmentFactory(
            post=self.post, person=self.person, start_kind="actual", start="[2007-11..2008-02]"
        )
        self.other_held = make.AppointmentFactory(post=self.post, person=self.igo)
        self.principal = make.PrincipalFactory(body=self.body, principal=self.state)
        self.linkage = make.LinkageFactory(
            source=self.state, target=self.movement, start_kind="actual", start="[2007-11-03..2007-11-20]"
        )
        make.IntermediaryFactory(linkage=self.linkage, actor=self.igo)
        self.event = make.EventFactory(name="Round", process=self.process, held_by=self.body)
        make.ParticipationFactory(event=self.event, actor=self.movement)
        self.renamed = make.LineageFactory(
            actor=self.movement, origin=make.ActorFactory(name="Front"), kind="renamed"
        )
        self.hidden = [
            make.ActorFactory(name="Hidden", level=3),
            make.LinkageFactory(source=self.state, target=self.igo, level=2),
            make.MembershipFactory(body=self.body, member=make.ActorFactory(name="Guarded", level=3)),
        ]
        dataset = make.SourceFactory(kind="dataset", licence="cc_by_nc_sa")
        self.reduced = make.ActorFactory(name="Of a dataset")
        make.CitationFactory(subject=self.reduced, source=dataset)
        self.tied = make.LinkageFactory(source=self.state, target=self.reduced)
        make.ParticipationFactory(event=self.event, actor=self.reduced)


world = module_fixture(World)


def told(reader):
    response = reader.answer("followthemoney/")
    assert response.status_code == 200
    lines = b"".join(response.streaming_content).splitlines()
    return response, {entity["id"]: entity for entity in map(json.loads, lines)}


def test_every_entity_has_properties_of_its_schema_and_ends_that_are_there(world, cleared):
    _response, found = told(cleared)
    for entity in found.values():
        assert entity.keys() == {"id", "schema", "properties", "datasets", "marking"}
        assert entity["properties"].keys() <= MODEL[entity["schema"]], entity
        values = [value for values in entity["properties"].values() for value in values]
        assert all(isinstance(value, str) and value == " ".join(value.split()) and value for value in values)
        ends = [end for name in ENDS & entity["properties"].keys() for end in entity["properties"][name]]
        assert set(ends) <= found.keys(), entity
    assert {entity["schema"] for entity in found.values()} == MODEL.keys()


def test_names_of_all_scripts_countries_and_topics_are_told_as_the_model_has_them(world, anybody):
    _response, found = told(anybody)
    movement, state, igo = (found[actor.public_id] for actor in (world.movement, world.state, world.igo))
    said = movement["properties"]
    assert (movement["schema"], sorted(said["name"])) == ("Organization", ["Movement", "ကချင်"])
    assert (said["alias"], said["abbreviation"], sorted(said["previousName"])) == (
        ["الحركة"],
        ["KM"],
        ["Earlier", "Old"],
    )
    assert (said["incorporationDate"], said["dissolutionDate"]) == (["2004"], ["2009-02-03"])
    assert (state["schema"], state["properties"]["country"]) == ("PublicBody", ["lk", "suhh"])
    assert [note for note in state["properties"]["notes"] if "(CS)" in note or "(XA)" in note]
    assert (igo["properties"]["topics"], igo["properties"]["description"]) == (["gov.igo"], ["Two lines"])
    assert found[world.person.public_id]["properties"].keys() & {"birthDate", "incorporationDate"} == set()


def test_a_date_is_told_as_far_as_all_its_days_share_it(world, anybody):
    _response, found = told(anybody)
    seat, held, linkage = (
        found[row.public_id]["properties"] for row in (world.seat, world.held, world.linkage)
    )
    # 2004~ may be 2003 or 2005, and the other two share a month, or no year.
    assert "startDate" not in seat and "startDate" not in held
    assert linkage["startDate"] == ["2007-11"]
    assert all("Dates: " in row["description"][-1] for row in (seat, held, linkage))
    assert "startDate" not in found[world.process.public_id]["properties"]


def test_ties_have_the_ends_that_the_register_has(world, anybody):
    _response, found = told(anybody)

    def ends(record, *names):
        entity = found[record.public_id]
        return entity["schema"], *(entity["properties"][name] for name in names)

    ids = {name: [getattr(world, name).public_id] for name in ("state", "igo", "movement", "person", "body")}
    assert ends(world.role, "participant", "role") == ("ProjectParticipant", ids["igo"], ["mediator"])
    assert ends(world.support, "participant", "role") == (
        "ProjectParticipant", [world.unsorted.public_id], ["supporter of a side"],
    )  # fmt: skip
    assert found[world.support.public_id]["properties"]["description"] == ["Supports: Government (Talks)"]
    assert ends(world.seat, "member", "organization") == ("Membership", ids["movement"], ids["body"])
    assert ends(world.held, "holder", "post") == ("Occupancy", ids["person"], [world.post.public_id])
    # Who is no person holds no office there.
    assert ends(world.other_held, "subject", "object") == ("UnknownLink", ids["igo"], [world.post.public_id])
    assert ends(world.principal, "agent", "client") == ("Representation", ids["body"], ids["state"])
    assert ends(world.renamed, "successor") == ("Succession", ids["movement"])
    assert ends(world.linkage, "subject", "object") == ("UnknownLink", ids["state"], ids["movement"])
    assert "By way of: Union" in found[world.linkage.public_id]["properties"]["description"]
    assert ends(world.event, "organizer", "involved") == ("Event", ids["body"], ids["movement"])
    assert found[world.post.public_id]["properties"]["name"] == ["director, Secretariat"]


def test_what_is_hidden_and_what_licences_restrict_is_in_no_entity(world, anybody, cleared):
    response, found = told(anybody)
    text = json.dumps(found, ensure_ascii=False)
    assert not any(word in text for word in ("Hidden", "Guarded", "Of a dataset"))
    assert not any(record.public_id in text for record in (*world.hidden, world.reduced, world.tied))
    assert response.headers["Restricted-By-Licence"] == "cc_by_nc_sa;reduced=1;left-out=0"
    assert "TLP-CLEAR" in response.headers["Content-Disposition"]
    response, all_found = told(cleared)
    assert {record.public_id for record in world.hidden} <= all_found.keys()
    assert all_found[world.hidden[0].public_id]["marking"] == "TLP:AMBER+STRICT"
    assert "TLP-AMBER-STRICT" in response.headers["Content-Disposition"]


def test_more_records_take_no_more_queries(world):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            told(Reader())
        return len(captured)

    before = queries()
    for number in range(4):
        linkage = make.LinkageFactory(source=world.state, target=make.ActorFactory(name=f"Actor {number}"))
        make.AppointmentFactory(post=world.post, person=world.person)
        make.MembershipFactory(body=world.body, member=linkage.target)
    assert queries() == before


def test_a_parameter_is_refused(anybody):
    assert anybody.answer("followthemoney/", kind="act").status_code == 400
