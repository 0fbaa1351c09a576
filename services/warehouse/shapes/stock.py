"""Shapes of the stock."""

from collections.abc import Sequence

from pydantic import RootModel

from services.chassis.web.shapes import Answer


class StockLine(Answer):
    type: str
    on_shelf: int
    reserved: int
    free: int


class StockAnswer(RootModel[Sequence[StockLine]]):
    """The stock, one line a device type."""
