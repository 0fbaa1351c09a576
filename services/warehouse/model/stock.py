"""Stock by device type: what stands on the shelves, what of it is promised, and what each step does to both."""

from dataclasses import dataclass

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.warehouse.model.life import DeviceState
from services.warehouse.model.record import Record


@dataclass(frozen=True)
class Effect:
    """What a step adds to the shelves and to what is promised of them."""

    on_shelf: int = 0
    reserved: int = 0

    def __add__(self, other: "Effect") -> "Effect":
        return Effect(self.on_shelf + other.on_shelf, self.reserved + other.reserved)

    @property
    def free(self) -> int:
        return self.on_shelf - self.reserved


NOTHING = Effect()


def effect(before: DeviceState, after: DeviceState, promised: int) -> Effect:
    """What a step from one state to another does to the stock, where its order is promised `promised` more by it.

    What stands on a shelf counts, whatever leads there or away, an undo too. What is promised follows the order's line:
    a picked device takes its promise with it, one put away gives it back only while it is still granted.
    """
    return Effect((after is DeviceState.STORED) - (before is DeviceState.STORED), promised)


class Stock(Record):
    """One device type. Changed only while its row is locked, types in the order of their codes."""

    __tablename__ = "stock"

    type: Mapped[str] = mapped_column(String(24), primary_key=True)
    on_shelf: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)

    @property
    def free(self) -> int:
        """What may still be promised. Below zero after a promised device went to quarantine: orders wait for more."""
        return self.on_shelf - self.reserved

    def reserve(self, wanted: int) -> int:
        """Promise up to `wanted` devices; how many there were to promise. A negative number gives back."""
        given = min(wanted, max(self.free, 0))
        self.reserved += given
        return given
