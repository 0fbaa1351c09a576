"""What the OpenAPI description says of refusals and of who is asked: each operation names what it may refuse with."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_openapi.utils import get_model_schema
from pydantic import BaseModel, ConfigDict

from services.chassis.web.admission import SAFE
from services.chassis.web.rule import Rule, rule_of
from services.chassis.web.shapes import PLACE

MEDIA = "application/problem+json"
# Whatever is asked: no such thing, something is not right, too many calls, the database away or others before one.
ALWAYS = (400, 404, 422, 429, 500, 503)
TO_SOMEBODY = (401, 403)
OF_A_CHANGE = (408, 409, 411, 412, 413, 415)
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Sent again with its key, a call acts once and answers the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 120},
}


class Fault(BaseModel):
    """What is wrong with one field."""

    pointer: str
    code: str
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457): `code` is stable for programs, `detail` tells a person what to do."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    request: str | None
    errors: list[Fault] = []


def tell_refusals(app: Flask, page: dict[str, Any]) -> None:
    """Write into a description what the library does not know of. A second call changes nothing."""
    components = page["components"]
    whole = get_model_schema(Problem)
    components["schemas"] |= {**whole.pop("$defs"), "Problem": whole}
    components["responses"] = {f"Problem{status}": _answer(status) for status in (*ALWAYS, *TO_SOMEBODY, *OF_A_CHANGE)}
    components["schemas"].pop("ValidationErrorModel", None)
    rules = rules_of(app)
    for path, methods in page["paths"].items():
        for method, about in methods.items():
            _tell(about, method.upper(), rules[method.upper(), path])


def rules_of(app: Flask) -> Mapping[tuple[str, str], Rule]:
    """Who may call what, by method and path as the description writes it."""
    return {
        (method, PLACE.sub(r"{\1}", one.rule)): rule_of(app.view_functions[one.endpoint])
        for one in app.url_map.iter_rules()
        for method in one.methods or ()
    }


def _tell(about: dict[str, Any], method: str, rule: Rule) -> None:
    # The door refuses who is nobody; it asks for no token.
    some = [*ALWAYS, *TO_SOMEBODY, *(() if method in SAFE else OF_A_CHANGE)]
    about["responses"] |= {str(one): {"$ref": f"#/components/responses/Problem{one}"} for one in some}
    if rule.roles is not None:
        about["security"] = [{"token": []}]
    if rule.creates and KEY not in about.setdefault("parameters", []):
        about["parameters"].append(KEY)


def _answer(status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
