"""The small pieces that several shapes are made of."""

from typing import Annotated

from pydantic import ConfigDict, Field

from services.contracts import intake as told

# More than there are students in Québec is a slip of the keyboard.
MOST = 1_000_000

Count = Annotated[int, Field(ge=0, le=MOST)]
Word = Annotated[str, Field(max_length=20)]


class QuantityBody(told.Quantity):
    """So many devices of a type, in all."""

    model_config = ConfigDict(extra="forbid")

    type: Word
    quantity: Count


def by_type(quantities: list[QuantityBody]) -> dict[str, int]:
    """The quantities by type; of a type given twice the last counts."""
    return {one.type: one.quantity for one in quantities}
