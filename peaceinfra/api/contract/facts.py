"""A description as a set of promises, and what two differ in: what breaks a partner's program, what is new.

Each promise is a line, such as `GET /api/v1/linkages/ ?kind=meeting` or `Linkage.purpose: never null`. One that is not
made any more is broken: something left, or is narrower. Numbers are compared: a limit that became wider breaks nothing.
"""

import re
from collections.abc import Iterator

_METHODS = ("get", "post", "put", "patch", "delete")
_LIMIT = re.compile(r"(?P<what>.*): (?P<way>at most|at least) (?P<number>-?\d+)")


def promises(schema: dict) -> set[str]:
    """All promises of a description."""
    return set(_of_operations(schema)) | set(_of_components(schema))


def broken(before: set[str], after: set[str]) -> list[str]:
    """The promises that are not made any more, or only in part."""
    limits = {
        (found["what"], found["way"]): int(found["number"])
        for found in filter(None, map(_LIMIT.fullmatch, after))
    }
    return sorted(promise for promise in before - after if not _is_wider(promise, limits, after))


def _is_wider(promise: str, limits: dict, after: set[str]) -> bool:
    """Whether a limit of what can be sent was only moved outwards, or taken away from what is still there."""
    found = _LIMIT.fullmatch(promise)
    if not found or not found["what"].partition(" ?")[2]:
        return False
    now = limits.get((found["what"], found["way"]))
    if now is None:
        return found["what"] in after
    return now >= int(found["number"]) if found["way"] == "at most" else now <= int(found["number"])


def _of_operations(schema: dict) -> Iterator[str]:
    shared = schema["components"].get("parameters", {})
    for path, operations in schema["paths"].items():
        for method in _METHODS:
            if method not in operations:
                continue
            operation, what = operations[method], f"{method.upper()} {path}"
            yield what
            yield f"{what}: operation {operation['operationId']}"
            for each in operation.get("parameters", ()):
                parameter = shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
                yield from _of_parameter(what, parameter)
            for kind in operation.get("requestBody", {}).get("content", ()):
                yield f"{what}: takes {kind}"
            for status, response in operation["responses"].items():
                for kind, content in response.get("content", {"no content": {}}).items():
                    yield f"{what} {status}: {kind}"
                    if status.startswith("2") and "schema" in content:
                        yield from _of_value(f"{what} {status}", content["schema"])


def _of_parameter(what: str, parameter: dict) -> Iterator[str]:
    own = f"{what} ?{parameter['name']}"
    yield own
    if not parameter.get("required"):
        yield f"{own}: may be left out"
    if isinstance(each := parameter["schema"].get("items"), dict):
        yield f"{own}: may be repeated"
        yield from _of_value(own, each)
    else:
        yield from _of_value(own, parameter["schema"])


def _of_components(schema: dict) -> Iterator[str]:
    for name, component in schema["components"]["schemas"].items():
        yield name
        yield from _of_value(name, component)


def _of_value(own: str, schema: dict) -> Iterator[str]:
    """What a value is, as deep as it is told in place; what it refers to has promises of its own."""
    if not schema.get("nullable"):
        yield f"{own}: never null"
    if kind := schema.get("$ref", schema.get("type")):
        yield f"{own}: {kind.rpartition('/')[2]} {schema.get('format', '')}".strip()
    for code in schema.get("enum", ()):
        yield f"{own}={code}"
    for name, way in (("maximum", "at most"), ("minimum", "at least")):
        if name in schema:
            yield f"{own}: {way} {schema[name]}"
    for group in ("allOf", "oneOf", "anyOf"):
        for each in schema.get(group, ()):
            yield f"{own}: {group} {each.get('$ref', each.get('type', '')).rpartition('/')[2]}"
            if "$ref" not in each:
                yield from _of_value(own, each)
    if isinstance(items := schema.get("items"), dict):
        yield from _of_value(f"{own}[]", items)
    if isinstance(others := schema.get("additionalProperties"), dict):
        yield from _of_value(f"{own}.*", others)
    for name, each in schema.get("properties", {}).items():
        yield f"{own}.{name}"
        if name in schema.get("required", ()):
            yield f"{own}.{name}: always told"
        yield from _of_value(f"{own}.{name}", each)
