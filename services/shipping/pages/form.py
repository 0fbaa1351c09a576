"""How pages read what people typed: through the API's own shapes, blank fields left out."""

from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from flask import request
from pydantic import BeforeValidator, Field

from services.chassis.web.shapes import Body
from services.contracts.values import FreeText, SchoolCode
from services.shipping.shapes.sent import Carrier, Tracking

B = TypeVar("B", bound=Body)
OURS = frozenset({"csrf", "idempotency_key"})


def _with_point(text: object) -> object:
    """An amount as it is typed in French, with a comma."""
    return text.replace(",", ".").replace(" ", "") if isinstance(text, str) else text


class DispatchForm(Body):
    """What is written at the dock; the freight in dollars."""

    carrier: Carrier
    tracking: Tracking
    freight: Annotated[Decimal, BeforeValidator(_with_point), Field(ge=0, le=100_000, decimal_places=2)]

    @property
    def freight_cents(self) -> int:
        return int(self.freight * 100)


class ReceiptForm(Body):
    """One code of a box or a device that arrived."""

    action: Literal["accept", "damage"]
    code: str = Field(max_length=200)
    reason: FreeText | None = None


class CustodyForm(Body):
    """One code of a device, and what is done with it."""

    action: Literal["configure", "hand_over", "take_back", "send_back"]
    code: str = Field(max_length=200)
    school: SchoolCode | None = None
    student: Literal["yes"] | None = None
    reason: FreeText | None = None


def filled(shape: type[B]) -> B:
    """The form as it was sent. Raises pydantic's `ValidationError`, which is shown on the form's own page."""
    return shape.model_validate(
        {name: text for name, text in request.form.items() if name not in OURS and text.strip()}
    )


def asked(shape: type[B]) -> B:
    """What the address asks of a list; other parameters (the language) are not its business."""
    return shape.model_validate(
        {name: text for name, text in request.args.items() if name in shape.model_fields and text}
    )
