"""The OpenAPI description as one reads it: operations with who may call them, and the shapes of what they take."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Flask

from services.chassis.errors import NotFound
from services.chassis.web.refusals import rules_of
from services.chassis.web.rule import Rule
from services.contracts.sentence import Sentence, say

SHAPES = "#/components/schemas/"
# What a schema says beside the kind of a value.
LIMITS = ("default", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern")
LIST, MAPPING, OR = say("list of"), say("object whose values are"), say("or")

Part = str | Sentence


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a shape: its kind in parts, of which a `Sentence` is ours, a shape's name a link."""

    name: str
    kind: Sequence[Part]
    needed: bool
    told: str


@dataclass(frozen=True)
class Shape:
    """A named object of the API, or a vocabulary with its words."""

    name: str
    told: str
    fields: Sequence[Field]
    words: Sequence[str]


@dataclass(frozen=True)
class Operation:
    """One method of one path; `rule` says who may call it."""

    key: str
    method: str
    path: str
    about: Mapping[str, Any]
    rule: Rule | None

    @property
    def noun(self) -> str:
        """What it is about: the word after the version."""
        return self.path.split("/v1/", 1)[-1].split("/")[0]

    @property
    def parameters(self) -> Sequence[Field]:
        return [
            Field(
                f"{one['name']} ({one['in']})", kind(one["schema"]), one.get("required", False), limits(one["schema"])
            )
            for one in self.about.get("parameters", ())
            if one["in"] != "header"
        ]

    @property
    def bodies(self) -> Sequence[tuple[str, Sequence[Part]]]:
        """By media type, what is sent."""
        return [
            (media, kind(one["schema"])) for media, one in self.about.get("requestBody", {}).get("content", {}).items()
        ]

    @property
    def answers(self) -> Sequence[tuple[str, str, Sequence[Part]]]:
        """By status, its words and what is answered. A refusal's shape is the same everywhere, and told once."""
        good = [(status, one) for status, one in self.about["responses"].items() if status < "400"]
        return [(status, one["description"], _content(one)) for status, one in good]


def operations(app: Flask, page: Mapping[str, Any]) -> Sequence[Operation]:
    """All operations of a description, by noun, path and method."""
    rules = rules_of(app)
    found = [
        Operation(about["operationId"], method.upper(), path, about, rules.get((method.upper(), path)))
        for path, methods in page["paths"].items()
        for method, about in methods.items()
    ]
    return sorted(found, key=lambda one: (one.noun, one.path, one.method))


def by_noun(found: Sequence[Operation]) -> Sequence[tuple[str, Sequence[Operation]]]:
    return [(noun, list(some)) for noun, some in groupby(found, key=lambda one: one.noun)]


def operation(found: Sequence[Operation], key: str) -> Operation:
    """The operation of this id. Raises `NotFound`."""
    for one in found:
        if one.key == key:
            return one
    raise NotFound("operation.unknown", say("The API has no such operation."))


def shapes(page: Mapping[str, Any], one: Operation) -> Sequence[Shape]:
    """Every shape that the operation takes or answers, and those that these name, in the order of meeting them."""
    known = page["components"]["schemas"]
    kinds = [*(kind for _, kind in one.bodies), *(kind for *_, kind in one.answers), *(f.kind for f in one.parameters)]
    waiting, met = [str(part) for parts in kinds for part in parts if part in known], dict[str, Shape]()
    while waiting:
        name = waiting.pop(0)
        if name not in met:
            met[name] = _shape(name, known[name])
            waiting += [
                part for field in met[name].fields for part in field.kind if isinstance(part, str) and part in known
            ]
    return list(met.values())


def kind(schema: Mapping[str, Any]) -> Sequence[Part]:
    """What a value is, in parts."""
    if "$ref" in schema:
        return [schema["$ref"].removeprefix(SHAPES)]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return list(_either(schema[several]))
    if schema.get("type") == "array":
        return [LIST, *kind(schema.get("items", {}))]
    if isinstance(values := schema.get("additionalProperties"), dict):
        return [MAPPING, *kind(values)]
    if "const" in schema or "enum" in schema:
        return [" | ".join(str(one) for one in schema.get("enum", [schema.get("const")]))]
    told = schema.get("format") or schema.get("type") or "any"
    return [str(told)]


def limits(schema: Mapping[str, Any]) -> str:
    """What else is said of a value: its default and its bounds, as the description has them."""
    told = [f"{name} {json.dumps(schema[name])}" for name in LIMITS if name in schema]
    return "; ".join([*filter(None, [schema.get("description")]), *told])


def _either(some: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    for number, one in enumerate(some):
        if number:
            yield OR
        yield from kind(one)


def _content(answer: Mapping[str, Any]) -> Sequence[Part]:
    return [part for one in answer.get("content", {}).values() for part in kind(one.get("schema", {}))]


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    needed = schema.get("required", ())
    fields = [Field(key, kind(one), key in needed, limits(one)) for key, one in schema.get("properties", {}).items()]
    return Shape(name, schema.get("description", ""), fields, [str(one) for one in schema.get("enum", ())])
