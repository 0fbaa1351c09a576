"""How these pages read what people typed: through a shape, blank fields left out, each refusal by the field's label."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from flask import request
from pydantic import ValidationError

from services.chassis.errors import Invalid
from services.chassis.web.language import render
from services.chassis.web.problems import invalid
from services.chassis.web.shapes import Body
from services.contracts.sentence import Sentence, say

B = TypeVar("B", bound=Body)
OURS = frozenset({"csrf", "idempotency_key", "version"})
LABELS: Mapping[str, Sentence] = {
    "/login": say("Login"),
    "/name": say("Name"),
    "/role": say("Role"),
    "/board": say("Board"),
    "/session": say("Session"),
    "/reason": say("Reason"),
    "/days": say("Good for so many days"),
}


def filled(shape: type[B], many: str = "") -> B:
    """The form as it was sent; `many` may be ticked several times. Raises `Invalid`, shown on the form's own page."""
    sent: dict[str, object] = {
        name: text for name, text in request.form.items() if name not in OURS and name != many and text.strip()
    }
    if many:
        sent[many] = request.form.getlist(many)
    try:
        return shape.model_validate(sent)
    except ValidationError as error:
        refusal = invalid(error)
        errors = (replace(one, pointer=_label(one.pointer), place=one.pointer) for one in refusal.errors)
        raise Invalid(refusal.code, refusal.sentence, tuple(errors)) from error


def _label(pointer: str) -> str:
    return render(LABELS[pointer]) if pointer in LABELS else pointer
