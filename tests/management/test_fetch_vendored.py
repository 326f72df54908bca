import hashlib

import pytest
from django.core.management import CommandError

from peaceinfra.management.commands.fetch_vendored import prepared


def checksum(content):
    return hashlib.sha256(content).hexdigest()


def entry(packed, committed):
    return {
        "file": "a.css",
        "source": "dist/a.css",
        "sha256": checksum(committed),
        "sha256_in_package": checksum(packed),
    }


def test_a_file_is_committed_without_the_reference_to_its_map():
    packed, committed = b"a{}\n/*# sourceMappingURL=a.css.map */", b"a{}\n"
    assert prepared(packed, entry(packed, committed)) == committed


def test_another_file_than_the_manifest_says_is_refused_with_both_checksums():
    with pytest.raises(CommandError) as refusal:
        prepared(b"changed", entry(b"expected", b"expected"))
    assert str(refusal.value) == (
        f"dist/a.css in the package has the checksum {checksum(b'changed')}; "
        f"the manifest says {checksum(b'expected')}."
    )
