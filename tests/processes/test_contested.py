"""What is contested is one rule, asked of facts by pages and of the database by lists: both give the same."""

from itertools import combinations_with_replacement, product

import pytest

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.rows import evidence_on
from peaceinfra.core.visibility import Viewer
from processes.choices import ClaimStatus, Polarity
from processes.models import Claim
from tests.factories import ActorFactory, ClaimFactory, SourceFactory

pytestmark = pytest.mark.django_db


def test_the_database_and_the_rule_agree_on_every_pair_of_claims():
    source, gone = SourceFactory(), SourceFactory(retired=True)
    subjects = []
    for pair in combinations_with_replacement(product(Polarity.values, ClaimStatus.values), 2):
        subject = ActorFactory()
        subjects.append(subject.pk)
        for polarity, status in pair:
            ClaimFactory(subject=subject, source=source, field="name", polarity=polarity, status=status)
        ClaimFactory(subject=subject, source=gone, field="kind", status="disputed")
    asked = set(Claim.objects.contested().values_list("subject", "field"))
    evidence = evidence_on(subjects, Viewer(4))
    ruled = {(key, field) for key in subjects for field in derived.contested_fields(evidence.get(key, ()))}
    assert asked == ruled and 0 < len(ruled) < len(subjects)
