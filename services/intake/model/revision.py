"""What a board asked each time that it did so in earnest: every version is kept, whole and unchanged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts import intake as told
from services.intake.model.record import Record
from services.intake.model.state import Urgency


class Revision(Record):
    """One version, numbered from 1: who asked, in which role and when, having accepted which freight.

    `lines`: type, category, quantity of each. `kept_place`: it went on in the place of the one before it.
    """

    __tablename__ = "request_revision"

    request: Mapped[UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_as: Mapped[str] = mapped_column(String(20))
    site: Mapped[str] = mapped_column(String(30))
    justification: Mapped[str] = mapped_column(String(500))
    urgency: Mapped[Urgency]
    closing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    freight_cents: Mapped[int]
    kept_place: Mapped[bool]

    @property
    def closure(self) -> told.Closure | None:
        """What closed and made it urgent."""
        return told.Closure.model_validate(self.closing) if self.closing else None

    @property
    def totals(self) -> dict[str, int]:
        """What was asked by type."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line["type"]] = found.get(line["type"], 0) + line["quantity"]
        return found


def keeps_place(before: Mapping[str, int], asked: Mapping[str, int]) -> bool:
    """Whether who asked for `before` and asks for `asked` now stays where it is: it asks for no more of any type.

    Who came after it is never put back by what was not asked when he came.
    """
    return all(count <= before.get(kind, 0) for kind, count in asked.items())
