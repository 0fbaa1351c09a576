"""Forms about transfers: what is offered by type, which serials are received; and the words of their pages."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from services.chassis.web.shapes import Body
from services.contracts.reference import boards
from services.contracts.values import FreeText
from services.shipping.model import TransferStage
from services.shipping.model.transfer_content import CAME
from services.shipping.model.transfer_stage import NAMES
from services.shipping.pages.stack import MOST_TEXT
from services.shipping.pages.words import words
from services.shipping.shapes.sent import AT_ONCE
from services.shipping.shapes.transfer import MOST_TYPES, TypeCode

# Before the type's code, the name of the field that says how many.
QUANTITY = "quantity-"


class OfferForm(Body):
    """The page's form: a field for each type; what is left at nothing is not offered."""

    lines: dict[TypeCode, Annotated[int, Field(ge=1, le=AT_ONCE)]] = Field(min_length=1, max_length=MOST_TYPES)
    reason: FreeText

    @model_validator(mode="before")
    @classmethod
    def by_type(cls, sent: dict[str, Any]) -> dict[str, Any]:
        given = {name.removeprefix(QUANTITY): text for name, text in sent.items() if name.startswith(QUANTITY)}
        return {"lines": {kind: text for kind, text in given.items() if text != "0"}, "reason": sent.get("reason")}


class TakeOverForm(Body):
    """Serials or asset tags with blanks or new lines between them, and what is broken where all are damaged."""

    codes: str = Field("", max_length=MOST_TEXT)
    damage: FreeText | None = None

    def listed(self) -> list[str]:
        return self.codes.split()[:AT_ONCE]


def transfer_words() -> dict[str, Any]:
    """For a blueprint's context: what templates of transfers may name."""
    return words() | {"TransferStage": TransferStage, "transfer_stages": NAMES, "came": CAME, "boards": boards()}
