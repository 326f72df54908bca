"""The description in the tree, docs/api-schema.json: what was promised, a line for each address and each schema."""

import json
from datetime import date
from pathlib import Path

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

from peaceinfra.api.contract.declared import DECLARED, TAKEN_BACK, VERSION
from peaceinfra.api.contract.facts import broken, promises


def file() -> Path:
    return settings.CHECKOUT / "docs" / "api-schema.json"


def changelog() -> Path:
    return settings.CHECKOUT / "docs" / "api-changelog.md"


def made() -> dict:
    """The description as it follows from the code."""
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def normal_form(schema: dict) -> str:
    """In one order, with one line for each address, schema and parameter: so that a change is seen as what it is."""
    spread = {"paths": 1, "components": 2}
    rows = (f"{json.dumps(name)}:{_written(schema[name], spread.get(name, 0))}" for name in sorted(schema))
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _written(value, levels: int) -> str:
    if not (levels and isinstance(value, dict)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    rows = (f"{json.dumps(name)}:{_written(value[name], levels - 1)}" for name in sorted(value))
    return "{\n" + ",\n".join(rows) + "\n}"


def faults(
    before: dict | None,
    after: dict,
    today: date,
    *,
    declared=DECLARED,
    taken_back=TAKEN_BACK,
    version: str = VERSION,
) -> list[str]:
    """Why a description may not be published after another one. Empty: it may."""
    if f"\n## {version} " not in changelog().read_text(encoding="utf-8"):
        return [f"docs/api-changelog.md does not say what is new in {version}."]
    if before is None:
        return []
    was, now = promises(before), promises(after)
    lost = broken(was, now)
    found = [
        f"{promise}: left or is narrower, and was not declared as deprecated, or its sunset has not come."
        for promise in lost
        if promise not in taken_back
        and not any(each.covers(promise) and each.sunset <= today for each in declared)
    ]
    old, new = (tuple(map(int, text.split("."))) for text in (before["info"]["version"], version))
    if lost and new[0] <= old[0]:
        found.append(f"A promise is broken: raise the major version of {before['info']['version']}.")
    elif now - was and not lost and new[:2] <= old[:2]:
        found.append(f"Something is new: raise the minor version of {before['info']['version']}.")
    elif normal_form(before) != normal_form(after) and new <= old:
        found.append(f"The words are others: raise the version {before['info']['version']}.")
    return found
