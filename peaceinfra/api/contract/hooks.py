"""What is written into the description once it is made: its version, what is open, what leaves, what is shared."""

import json
from collections import Counter, defaultdict

from django.conf import settings

from peaceinfra.api.contract import declared

OPEN = "Open: codes may be added. Keep a record whose code you do not know."
_METHODS = ("get", "post", "put", "patch", "delete")


def finished(result: dict, generator, request, public) -> dict:
    """The last hook of the generator."""
    result["info"]["version"] = declared.VERSION
    if settings.REPORT_ADDRESS:
        result["info"]["contact"] = {**result["info"].get("contact", {}), "email": settings.REPORT_ADDRESS}
    for each in result["components"]["schemas"].values():
        if any(each.get("enum", ())):  # nothing, as empty text or null, is no code
            _opened(each)
    for each in declared.DECLARED:
        _marked(result, each)
    _share_parameters(result)
    return result


def _opened(schema: dict) -> None:
    said = schema.get("description", "")
    if OPEN not in said:
        schema["description"] = f"{OPEN}\n\n{said}".strip()
    schema["x-extensible-enum"] = schema["enum"]


def _marked(result: dict, each: declared.Deprecated) -> None:
    """`deprecated: true` at what was declared, with the words; at what has left there is nothing to mark."""
    for path, operations in result["paths"].items():
        for method in _METHODS:
            if method in operations and each.is_met_by(method.upper(), path, _names(operations[method]), ()):
                _mark(_part(operations[method], each.what), each)
    schema, _dot, field = each.what.partition("=")[0].partition(".")
    properties = result["components"]["schemas"].get(schema, {}).get("properties", {})
    if field in properties:
        found = properties[field]
        if "$ref" in found:  # beside which nothing else is read
            properties[field] = found = {"allOf": [found]}
        _mark(found, each)


def _names(operation: dict) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", ())}


def _part(operation: dict, what: str) -> dict:
    name = what.partition(" ?")[2].partition("=")[0]
    return next((each for each in operation.get("parameters", ()) if each["name"] == name), operation)


def _mark(part: dict, each: declared.Deprecated) -> None:
    is_code = "=" in each.what
    words = f"{each.what.partition('=')[2]}: {each.words}" if is_code else each.words
    part["description"] = f"{part.get('description', '')}\n\n{words}".strip()
    if not is_code:
        part["deprecated"] = True


def _share_parameters(result: dict) -> None:
    """A parameter that is the same at many addresses is described once, under its name."""
    seen = defaultdict(Counter)
    operations = [
        operation[method]
        for operation in result["paths"].values()
        for method in _METHODS
        if method in operation
    ]
    for operation in operations:
        for parameter in operation.get("parameters", ()):
            seen[parameter["name"]][json.dumps(parameter, sort_keys=True, default=str)] += 1
    shared = {}
    for name, texts in sorted(seen.items()):
        text, times = min(texts.items(), key=lambda found: (-found[1], found[0]))
        if times > 1:
            shared[name] = text
    for operation in operations:
        operation["parameters"] = [
            {"$ref": f"#/components/parameters/{parameter['name']}"}
            if shared.get(parameter["name"]) == json.dumps(parameter, sort_keys=True, default=str)
            else parameter
            for parameter in operation.get("parameters", ())
        ]
    result["components"]["parameters"] = {name: json.loads(text) for name, text in shared.items()}
