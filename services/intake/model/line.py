"""The lines of a request: so many devices of a type for students of one category."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Invalid
from services.contracts import intake as told
from services.contracts.sentence import say
from services.intake.model.need import ranked
from services.intake.model.record import Record
from services.intake.model.vocabulary import faults, in_order, twice


class Line(Record):
    """A line as it was asked."""

    __tablename__ = "request_line"

    request: Mapped[UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    quantity: Mapped[int]


@dataclass(frozen=True)
class Allotted:
    """A line with what of its type's grant falls to it."""

    type: str
    category: str
    quantity: int
    granted: int


def check_lines(lines: Sequence[told.RequestLine | Line], day: date) -> None:
    """Raises `Invalid` when nothing is asked, when a word is unknown or out of use, or when a line stands twice."""
    if not lines:
        raise Invalid("request.nothing", say("Nothing is asked: give at least one quantity."))
    wrong = faults([(line.type, [line.category]) for line in lines], day)
    wrong += twice((line.type, line.category) for line in lines)
    if wrong:
        raise Invalid("request.lines", say("%(count)s line(s) to correct.", count=len(wrong)), wrong)


def totals(lines: Iterable[told.RequestLine | Line]) -> dict[str, int]:
    """What is asked by type, over all categories, in the order in which pages show types."""
    found: Counter[str] = Counter()
    for line in lines:
        found[line.type] += line.quantity
    return {kind: found[kind] for kind in in_order(found)}


def allot(lines: Sequence[Line], granted: Mapping[str, int]) -> list[Allotted]:
    """Share each type's grant out among its lines: the first priority is served first."""
    left, found = dict(granted), []
    for kind in in_order({line.type for line in lines}):
        asked = {line.category: line.quantity for line in lines if line.type == kind}
        for category in ranked(asked):
            given = min(left.get(kind, 0), asked[category])
            found.append(Allotted(kind, category, asked[category], given))
            left[kind] = left.get(kind, 0) - given
    return found
