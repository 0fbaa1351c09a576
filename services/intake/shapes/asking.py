"""What a board asks, as it is given, quoted and kept version by version."""

from datetime import date, datetime
from typing import Self

from pydantic import ConfigDict, Field, RootModel

from services.chassis.web.shapes import Answer, Body
from services.contracts.intake import Closure, RequestLine
from services.contracts.roles import Role
from services.contracts.values import FreeText, SchoolCode
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.closure import Closed
from services.intake.model.freight import Quote
from services.intake.model.site import SiteSlug
from services.intake.model.state import Urgency
from services.intake.shapes.count import MOST, Word


class LineBody(RequestLine):
    """So many devices of a type for students of one category."""

    model_config = ConfigDict(extra="forbid")

    type: Word
    category: Word
    quantity: int = Field(gt=0, le=MOST)


class ClosureBody(Body):
    """What closed, and makes a request urgent. Students are counted, never named; no last day: until further notice."""

    closed: Closed
    school: SchoolCode
    first_day: date
    last_day: date | None = None
    students: int = Field(gt=0, le=MOST)

    def stated(self) -> Closure:
        return Closure(**self.model_dump())


class RequestBody(Body):
    """What a board means to ask for. An urgent request names what closed."""

    site: SiteSlug
    justification: FreeText
    urgency: Urgency = Urgency.NORMAL
    closure: ClosureBody | None = None
    lines: list[LineBody] = Field(max_length=100)

    def asking(self) -> Asking:
        closure = self.closure.stated() if self.closure else None
        return Asking(self.site, self.justification, self.urgency, self.lines, closure)


class SubmitBody(Body):
    """Whoever asks accepts the freight: `freight_cents` as he saw it, or without it as it was quoted last."""

    freight_accepted: bool = False
    freight_cents: int | None = Field(None, ge=0)

    def acceptance(self, role: Role) -> Acceptance:
        return Acceptance(self.freight_accepted, self.freight_cents, role)


class AmendBody(RequestBody, SubmitBody):
    """What is asked from now on, whole, and the freight accepted for it."""


class QuoteAnswer(Answer):
    """A freight (cents) with its terms: the rates of the zone on `day`, by the card that holds since `since`."""

    cents: int
    zone: str
    day: date
    since: date
    shipment_cents: int
    carton_cents: int
    cartons: dict[str, int]

    @classmethod
    def of(cls, quote: Quote | None) -> Self | None:
        return cls.model_validate(quote) if quote else None


class RevisionAnswer(Answer):
    """One version as it was asked, by whom, in which role; `kept_place`: in the place of the one before it."""

    number: int
    asked_at: datetime
    asked_by: str
    asked_as: str
    site: str
    justification: str
    urgency: Urgency
    closure: Closure | None
    lines: list[RequestLine]
    freight_cents: int
    kept_place: bool


class Revisions(RootModel[list[RevisionAnswer]]):
    """Every version of a request that was asked in earnest, the first one first."""
