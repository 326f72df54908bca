"""What sources disagree on, in the real cases."""

from datetime import date

import pytest
from django.http import QueryDict

from peaceinfra.analysis.collect.grounds import scope_of
from peaceinfra.analysis.questions import question_for
from peaceinfra.analysis.questions.answering import answer_page
from peaceinfra.core.visibility import PUBLIC

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]


def test_the_contact_group_of_mindanao_and_the_secretariat_of_south_africa_are_contested():
    scope = scope_of(QueryDict(""), PUBLIC, None, date(2026, 11, 28))
    answer = answer_page(question_for(PUBLIC, "sources-contradict"), scope)
    said = {(row.values["record"].name, row.values["field"]): row.values["says"] for row in answer.rows}
    about = {name for name, _field in said}
    assert {"International Contact Group for Mindanao", "National Peace Secretariat"} <= about
    group = {field: says for (name, field), says in said.items() if "Contact Group" in name}
    assert {"start", "memberships"} <= set(group)
    assert "2009" in group["start"] and ";" in group["start"]
    assert "Sant" in group["memberships"]
    assert "neutrality" in {field for name, field in said if name == "National Peace Secretariat"}
