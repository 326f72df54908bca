"""The state on a day as a value to filter by: what the database finds is what the rule of logs says."""

from datetime import date

import pytest
from django.http import QueryDict

from peaceinfra.core.dates.statuslog import status_on
from peaceinfra.core.visibility import PUBLIC
from secretariats.filters import BodyFilterSet
from tests.factories import BodyActorFactory, LifecycleChangeFactory
from tests.shared import module_fixture

LOGS = [
    [("operational", "2002"), ("suspended", ""), ("operational", "2006"), ("closed", "")],
    [("proposed", ""), ("operational", "2004-05-06"), ("repurposed", "2004~"), ("closed", "[..2009]")],
    [("unknown", "[2005..]"), ("operational", "2005"), ("closed", "2005-06")],
    [("operational", "2003"), ("closed", "2003")],
    [],
]


def bodies_with_logs():
    """{key of a body: its log}, one body for each of the logs."""
    logs = {}
    for log in LOGS:
        body = BodyActorFactory()
        logs[body.pk] = [
            LifecycleChangeFactory(body=body, position=position, status=status, date=day).entry
            for position, (status, day) in enumerate(log, start=1)
        ]
    return logs


logs = module_fixture(bodies_with_logs)


@pytest.mark.parametrize("year", range(2000, 2012))
def test_the_filter_by_status_agrees_with_the_rule_of_logs(db, logs, year):
    for day in (date(year, month, 15) for month in (1, 6, 12)):
        states = {key: status_on(log, day).status for key, log in logs.items()}
        for status in {status for log in LOGS for status, _ in log}:
            filterset = BodyFilterSet(QueryDict(f"status={status}"), viewer=PUBLIC, day=day)
            # “Unknown” asks for both: a state that is recorded as not known, and none recorded for the day.
            sought = {status, None} if status == "unknown" else {status}
            found = {key for key, state in states.items() if state in sought}
            assert set(filterset.qs.values_list("pk", flat=True)) == found, (day, status, states)
