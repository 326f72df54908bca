"""Pages say in schema.org what is public of their record, to who is signed out."""

import json
import re

import pytest

from tests import factories as make
from tests.shared import module_fixture

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def build():
    process = make.PeaceProcessFactory(
        name="Talks of </script><b>", countries=["LK"], start="2002-02", start_kind="actual"
    )
    body = make.BodyActorFactory(
        name="ငြိမ်းချမ်းရေး & Peace",
        countries=["LK"],
        start="2003~",
        start_kind="actual",
        end="2009",
        end_kind="actual",
    )
    make.ExternalIdFactory(subject=body, scheme="paax", value="CON_1")
    make.ExternalIdFactory(subject=body, scheme="paax", value="CON_2", level=2)
    return {
        "process": process,
        "body": body,
        "person": make.ActorFactory(name="A person", kind="individual", start="1960", start_kind="actual"),
        "event": make.EventFactory(
            process=process, name="Round of talks", start="2002-09-16", start_kind="actual"
        ),
        "agreement": make.AgreementFactory(process=process, name="Accord", url="https://example.org/text"),
        "linkage": make.LinkageFactory(process=process),
        "source": make.SourceFactory(name="A report", publisher="An institute", published="2004~"),
        "invented": make.ActorFactory(name="Invented", countries=["XA"]),
        "guarded": make.ActorFactory(name="Guarded", level=2),
    }


world = module_fixture(build)


def said(client, address):
    found = BLOCK.findall(client.get(address).content.decode())
    return [json.loads(text) for text in found]


def test_a_page_says_what_its_record_is_and_no_date_that_is_uncertain(client, world):
    body, process = world["body"], world["process"]
    [told] = said(client, f"/actors/{body.public_id}/?as_of=2005-01-01")
    assert told == {
        "@context": "https://schema.org",
        "@id": f"http://testserver/actors/{body.public_id}/",
        "url": f"http://testserver/actors/{body.public_id}/",
        "@type": "Organization",
        "name": "ငြိမ်းချမ်းရေး & Peace",
        "identifier": [body.public_id, "paax:CON_1"],
        "dissolutionDate": "2009",
    }
    [told] = said(client, f"/processes/{process.public_id}/")
    assert (told["@type"], told["name"], told["startDate"]) == ("Event", "Talks of </script><b>", "2002-02")
    assert told["location"] == [{"@type": "Country", "identifier": "LK"}]
    [told] = said(client, f"/events/{world['event'].public_id}/")
    assert (told["startDate"], told["superEvent"]["identifier"]) == ("2002-09-16", process.public_id)
    [told] = said(client, f"/agreements/{world['agreement'].public_id}/")
    assert (told["@type"], told["sameAs"]) == ("CreativeWork", "https://example.org/text")
    [told] = said(client, f"/sources/{world['source'].public_id}/")
    assert (
        told["publisher"] == {"@type": "Organization", "name": "An institute"} and "datePublished" not in told
    )
    [told] = said(client, f"/actors/{world['person'].public_id}/")
    assert (told["@type"], set(told)) == ("Person", {"@context", "@id", "url", "@type", "name", "identifier"})


@pytest.mark.parametrize("which", ["linkage", "invented"])
def test_what_fits_no_type_and_what_is_invented_is_not_said(client, world, which):
    kind = "linkages" if which == "linkage" else "actors"
    assert said(client, f"/{kind}/{world[which].public_id}/") == []


@pytest.mark.parametrize("which", ["body", "guarded"])
def test_who_is_signed_in_gets_a_page_without_it(client, world, which):
    client.force_login(make.AccountFactory(clearance=2))
    assert said(client, f"/actors/{world[which].public_id}/") == []


def test_the_page_about_the_data_describes_the_register_as_a_data_set(client, world):
    [told] = said(client, "/data/")
    assert told["@type"] == "Dataset" and 50 <= len(told["description"]) <= 5000
    files = {one["contentUrl"]: one["encodingFormat"] for one in told["distribution"]}
    assert files["http://testserver/api/v1/export/"] == "application/zip"
    assert files["http://testserver/api/v1/bodies/csv/"] == "text/csv"
    for address in files:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200
