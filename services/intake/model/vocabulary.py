"""Device types and categories as requests and portraits may use them, and their names in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case

from services.chassis.errors import FieldError
from services.contracts.reference import categories, device_types
from services.contracts.sentence import Sentence, say
from services.contracts.term import Term

# The catalogue of a language translates this to that language's own code; so it says which name is wanted.
READER = say("en")


class TypeName(Sentence):
    """The name of a device type in the reader's language. Its `msgid` is the type's code."""

    def render(self, translate: Callable[[str], str]) -> str:
        return device_types()[self.msgid].name(READER.render(translate))


def faults(lines: Iterable[tuple[str, Iterable[str]]], day: date) -> tuple[FieldError, ...]:
    """What is wrong with lines of a type and its categories: words that are unknown, or not in use on `day`."""
    found = []
    for index, (kind, ranks) in enumerate(lines):
        if not _in_use(device_types(), kind, day):
            detail = say("This device type is unknown or not in use now.")
            found.append(FieldError(f"/lines/{index}/type", "type.unknown", detail))
        if not all(_in_use(categories(), category, day) for category in ranks):
            detail = say("This category is unknown or not in use now.")
            found.append(FieldError(f"/lines/{index}/category", "category.unknown", detail))
    return tuple(found)


def twice(keys: Iterable[object]) -> tuple[FieldError, ...]:
    """The lines whose key stood in an earlier line already."""
    seen: set[object] = set()
    found = []
    for index, key in enumerate(keys):
        if key in seen:
            detail = say("This line repeats an earlier one: put the two together.")
            found.append(FieldError(f"/lines/{index}", "line.twice", detail))
        seen.add(key)
    return tuple(found)


def in_order(kinds: Iterable[str]) -> list[str]:
    """Device types in the order in which pages show them."""
    order = list(device_types())
    return sorted(kinds, key=lambda kind: order.index(kind) if kind in order else len(order))


def place(column: Any) -> ColumnElement[int]:
    """The same order for a query: the place of a column's type in it."""
    order = {kind: index for index, kind in enumerate(device_types())}
    return case(order, value=column, else_=len(order))


def _in_use(vocabulary: Mapping[str, Term], code: str, day: date) -> bool:
    return code in vocabulary and vocabulary[code].holds(day)
