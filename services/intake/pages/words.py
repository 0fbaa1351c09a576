"""Words in the reader's language: for the place of what is wrong with a form, and for the codes of boards and types."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import g

from services.chassis.web.language import language, render
from services.contracts.reference import boards, categories, device_types
from services.contracts.sentence import Sentence, say
from services.intake.model.row_place import words as row_words

WORDS: Mapping[str, Sentence] = {
    "weekly_capacity": say("Devices that you can configure each week"),
    "own_available": say("Own devices available"),
    "on_order": say("Own devices on order"),
    "in_repair": say("Own devices in repair"),
    "orders": say("Own orders, by the day expected"),
    "expected": say("Day expected"),
    "title": say("Title"),
    "deadline": say("Deadline"),
    "site": say("Delivery address"),
    "urgency": say("Urgency"),
    "justification": say("Justification"),
    "reason": say("Reason"),
    "closure": say("What closed"),
    "closed": say("What closed"),
    "school": say("Code of the school"),
    "first_day": say("First day of the closure"),
    "last_day": say("Last day of the closure"),
    "students": say("Students concerned"),
    "street": say("Street"),
    "town": say("Town"),
    "postal_code": say("Postal code"),
    "contact": say("Service to ask for"),
    "phone": say("Telephone"),
}
LISTS = {
    "lines": say("Quantities"),
    "granted": say("Quantities"),
    "given_up": say("Quantities"),
    "replace": say("Quantities"),
}


def board_name(code: str) -> str:
    found = boards().get(code)
    return found.name(language()) if found else code


def type_name(code: str) -> str:
    found = device_types().get(code)
    return found.name(language()) if found else code


def problem_in_words(typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """The refusal that a form's page shows, if any; `typed` is what the form was read as."""
    problem: dict[str, Any] | None = g.get("problem")
    if not problem or not problem.get("errors"):
        return problem
    g.places = [frozenset(_places(one["pointer"].strip("/").split("/"), typed)) for one in problem["errors"]]
    return problem | {"errors": [one | {"pointer": in_words(one["pointer"], typed)} for one in problem["errors"]]}


def in_words(pointer: str, typed: Mapping[str, Any]) -> str:
    """`/lines/1/by_category/no_access` as `Laptop, Without access to equipment`; what has no word stays as it is."""
    steps = pointer.strip("/").split("/")
    found = ", ".join(_words(steps, typed))
    return found or render(LISTS.get(steps[0]) or row_words(pointer))


def _words(steps: list[str], typed: Any) -> Iterator[str]:
    here = typed
    for step in steps:
        here = _below(here, step)
        named = [here.get(name) for name in ("board", "type", "category")] if isinstance(here, Mapping) else [step]
        for code in named:
            term = boards().get(str(code)) or device_types().get(str(code)) or categories().get(str(code))
            if term:
                yield term.name(language())
            elif code in WORDS:
                yield render(WORDS[str(code)])


def _places(steps: list[str], typed: Any) -> Iterator[str]:
    """The steps of a pointer, but of a row that is known by its codes those; a field of the form is named by them."""
    here = typed
    for step in steps:
        here = _below(here, step)
        if isinstance(here, Mapping) and step.isdecimal():
            yield from (str(here[name]) for name in ("board", "type", "category") if name in here)
        else:
            yield step


def _below(here: Any, step: str) -> Any:
    if isinstance(here, list):
        return here[int(step)] if step.isdecimal() and int(step) < len(here) else None
    return here.get(step) if isinstance(here, Mapping) else None
