"""The house stays one of small rooms: what is read as a whole fits on a screen or two."""

import ast

import pytest
from django.conf import settings

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
#: One vocabulary below the other, of which nobody reads more than one.
CATALOGUES = {"processes/choices.py"}
ROOMS = ("peaceinfra", "processes", "secretariats", "tracks")


def files():
    for room in ROOMS:
        for path in (settings.CHECKOUT / room).rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path.relative_to(settings.CHECKOUT)), path.read_text()


def test_no_file_is_longer_than_is_read_in_one_go():
    long = {name for name, text in files() if text.count("\n") > LONGEST_FILE}
    assert long == CATALOGUES


@pytest.mark.slow  # it reads the whole code
def test_no_function_is_longer_than_a_screen():
    """Its words and its arguments are not counted."""
    long = {}
    for name, text in files():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION:
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                if lines > LONGEST_FUNCTION:
                    long[f"{name}: {node.name}"] = lines
    assert long == {}
