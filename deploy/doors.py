"""Every door of the API as it is declared: who may call it, the fields it takes, their bounds, what it answers."""

import re
import tempfile
from collections.abc import Iterator
from functools import cache
from typing import Any

from services.chassis import run
from services.chassis.keyfiles import make_keys
from services.chassis.settings import from_environment
from services.chassis.web.rule import Rule, rule_of
from services.contracts.roles import Role
from services.everything import SERVICES

METHODS = ("get", "post", "put", "patch", "delete")
ANYBODY = {"fr": "n’importe qui", "en": "anybody"}
HEADS = {
    "fr": "| opération | rôles | champs reçus | champs rendus |\n| --- | --- | --- | --- |",
    "en": "| operation | roles | fields taken | fields given |\n| --- | --- | --- | --- |",
}
BOUNDS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern", "format")
PLACEHOLDER = re.compile(r"<[^>]+>|\{[^}]+\}")

Door = tuple[str, Rule, list[str], list[str]]


def doors(language: str) -> str:
    """A table a service."""
    parts = []
    for name, found in _found().items():
        lines = [_line(one, language) for one in found]
        parts.append("\n".join([f"### {name}", HEADS[language], *lines]))
    return "\n\n".join(parts)


def _line(door: Door, language: str) -> str:
    what, rule, taken, given = door
    roles = ANYBODY[language] if rule.roles is None else ", ".join(one for one in Role if one in rule.roles)
    return f"| {what} | {roles} | {'; '.join(taken) or '–'} | {', '.join(given) or '–'} |".replace("\n", " ")


@cache
def _found() -> dict[str, list[Door]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = from_environment({"RESERVE_VAR": folder})
        make_keys(settings.var / "keys")
        return {one.name: list(_of(one, settings)) for one in SERVICES}


def _of(service: Any, settings: Any) -> Iterator[Door]:
    running = run.running(service, settings)
    app = running.application()
    running.database.close()
    schemas = app.api_doc["components"]["schemas"]
    views = {
        (method.lower(), _bare(rule.rule)): rule_of(app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    for path, item in app.api_doc["paths"].items():
        for method in (one for one in METHODS if one in item):
            operation = item[method]
            yield (
                f"`{method.upper()} {path}`",
                views[method, _bare(path)],
                _taken(operation, schemas),
                _given(operation, schemas),
            )


def _bare(path: str) -> str:
    """A path without what its placeholders are called."""
    return PLACEHOLDER.sub("*", path)


def _taken(operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    asked = [(one["name"], one["schema"], one["in"] != "query") for one in operation.get("parameters", ())]
    told = [f"`{name}`{_bounds(schema)}" for name, schema, _ in asked if name != "id"]
    for kind in operation.get("requestBody", {}).get("content", {}).values():
        shape = _shape(kind["schema"], schemas)
        told += [f"`{name}`{_bounds(one)}" for name, one in shape.get("properties", {}).items()]
    return told


def _given(operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    for status, answer in operation["responses"].items():
        for kind in answer.get("content", {}).values():
            if status.startswith("2"):
                return [f"`{name}`" for name in _shape(kind.get("schema", {}), schemas).get("properties", {})]
    return []


def _shape(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The shape that is meant: itself, or the one that is named."""
    found: dict[str, Any] = schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
    return found


def _bounds(schema: dict[str, Any]) -> str:
    """The bounds of a field, also of one that may be left out."""
    either = [schema, *(one for one in schema.get("anyOf", ()) if one.get("type") != "null")]
    said = {name: one[name] for one in either for name in BOUNDS if name in one}
    shown = [f"{name} `{str(value).replace('|', chr(92) + '|')}`" for name, value in said.items()]
    return f" ({', '.join(shown)})" if shown else ""
