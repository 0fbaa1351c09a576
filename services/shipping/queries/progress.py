"""How far the loading of a shipment is, or its receipt: what its page follows while several people scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.shipping.model import Came, Carton, Finding, Packing, Shipment, Stage
from services.shipping.queries.shipment import scoped, unknown


@dataclass(frozen=True)
class Box:
    """A carton of it: the devices on its packing list, those of them that were accepted or reported damaged, and
    whether it is on the truck. Its code is None while its packing list is still to be heard."""

    code: str | None
    loaded: bool
    expected: int
    scanned: int
    damaged: int

    @property
    def missing(self) -> int:
        """Whatever was not scanned, or not yet."""
        return self.expected - self.scanned


@dataclass(frozen=True)
class Progress:
    """How far a shipment is, in all and by carton; `unexpected` counts what was found and is on no packing list."""

    stage: Stage
    boxes: Sequence[Box]
    unexpected: int

    @property
    def cartons(self) -> int:
        return len(self.boxes)

    @property
    def loaded(self) -> int:
        return sum(one.loaded for one in self.boxes)

    @property
    def unloaded(self) -> int:
        return self.cartons - self.loaded

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.boxes)

    @property
    def scanned(self) -> int:
        return sum(one.scanned for one in self.boxes)

    @property
    def damaged(self) -> int:
        return sum(one.damaged for one in self.boxes)

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.boxes)

    @property
    def incomplete(self) -> Sequence[Box]:
        """The cartons of which something is still missing."""
        return [one for one in self.boxes if one.missing]

    @property
    def loading(self) -> bool:
        """Whether its cartons may still be put on a truck."""
        return self.stage in (Stage.PREPARING, Stage.READY)

    @property
    def receiving(self) -> bool:
        """Whether its board has still to end the receipt."""
        return self.stage in (Stage.DISPATCHED, Stage.DELIVERED)


def progress(session: Session, shipment_id: UUID, scope: BoardCode | None) -> Progress:
    """How far a shipment is; three statements. Raises `NotFound`, also when it is another board's."""
    mine = scoped(select(Shipment), scope).with_only_columns(Shipment.state).where(Shipment.id == shipment_id)
    stage = session.scalar(mine)
    if stage is None:
        raise unknown()
    scanned = func.count(case((Packing.came.in_((Came.ACCEPTED, Came.DAMAGED)), 1)))
    damaged = func.count(case((Packing.came == Came.DAMAGED, 1)))
    lines = select(Carton.code, Carton.loaded_at.is_not(None), func.count(Packing.device_id), scanned, damaged)
    lines = lines.outerjoin(Packing, Packing.carton_id == Carton.id).where(Carton.shipment_id == shipment_id)
    boxes = [Box(*row) for row in session.execute(lines.group_by(Carton.id).order_by(Carton.id))]
    unexpected = session.scalar(select(func.count()).where(Finding.shipment_id == shipment_id))
    return Progress(stage, boxes, unexpected or 0)
