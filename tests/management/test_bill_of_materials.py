"""The bill of materials is made of the pins, and advisories are compared with it version by version."""

import json
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from peaceinfra.management.advisories import affected
from peaceinfra.management.materials import Component, pinned

DJANGO = Component("pypi", "django", "5.2.3", "BSD", ())


def written(**options):
    out = StringIO()
    call_command("bill_of_materials", stdout=out, **options)
    return out.getvalue()


def advisory(**entry):
    package = {"ecosystem": "PyPI", "name": "Django"}
    return {"id": "X-1", "affected": [{"package": package, **entry}]}


def ranged(*events):
    return advisory(ranges=[{"type": "ECOSYSTEM", "events": list(events)}])


def test_each_pin_and_each_vendored_package_stands_in_the_bill_once_with_its_hashes():
    bill = json.loads(written())
    pins = re.findall(r"^([\w.-]+)(?:\[.*?\])?==", (settings.CHECKOUT / "requirements.txt").read_text(), re.M)
    files = json.loads((settings.CHECKOUT / "static/vendor/manifest.json").read_text())["files"]
    names = [part["name"] for part in bill["components"]]
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert len(names) == len(set(names)) == len(pins) + len({file["package"] for file in files})
    assert all(part["properties"] for part in bill["components"])
    assert written() == written()


def test_a_pin_with_an_extra_and_a_marker_is_read():
    text = 'Psycopg_C[pool]==3.2.1 ; python_version > "3" \\\n    --hash=sha256:' + "a" * 64 + "\n"
    [part] = pinned(text)
    assert (part.purl, part.hashes) == ("pkg:pypi/psycopg-c@3.2.1", ("a" * 64,))


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        (advisory(versions=["5.2.2", "5.2.3"]), True),
        (advisory(versions=["5.2.2"]), False),
        (ranged({"introduced": "0"}, {"fixed": "5.2.3"}), False),
        (ranged({"introduced": "5.2"}, {"fixed": "5.2.10"}), True),
        (ranged({"introduced": "0"}, {"fixed": "4.2"}, {"introduced": "5.2.0"}), True),
        (ranged({"introduced": "0"}, {"last_affected": "5.2.2"}), False),
        (ranged({"introduced": "6"}), False),
    ],
)
def test_an_advisory_speaks_of_the_versions_that_it_names(said, is_found):
    assert affected([DJANGO], [said]) == ([(DJANGO, "X-1")] if is_found else [])


def test_the_command_fails_where_an_advisory_speaks_of_a_part_and_where_there_is_none_to_compare(tmp_path):
    with pytest.raises(CommandError, match="nothing was compared"):
        written(advisories=tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(ranged({"introduced": "0"})))
    with pytest.raises(CommandError, match="1 known"):
        written(advisories=tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(ranged({"introduced": "99"})))
    assert "none speaks of a part" in written(advisories=tmp_path)
