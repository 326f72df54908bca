"""What a reader is answered, without a page."""

from datetime import date

import pytest
from django.http import QueryDict

from peaceinfra.analysis.collect.grounds import scope_of
from peaceinfra.analysis.questions import QUESTIONS
from peaceinfra.analysis.questions.answering import answer_page
from peaceinfra.core.visibility import Viewer

TODAY = date(2026, 11, 28)
ADVISER = Viewer(2)


def asked(viewer=ADVISER, day=None, query=""):
    return scope_of(QueryDict(query), viewer, day, TODAY)


@pytest.fixture
def answered():
    """answered(slug, viewer, day, query): the first page of an answer."""

    def answer(slug, viewer=ADVISER, day=None, query="", after=None):
        [question] = [question for question in QUESTIONS if question.slug == slug]
        return answer_page(question, asked(viewer, day, query), after)

    return answer
