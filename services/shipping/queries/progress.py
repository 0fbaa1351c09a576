"""How far the loading of a shipment is, or its receipt: what its page follows while several people scan."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.shipping.model import Came, Carton, Finding, Packing, Shipment, Stage
from services.shipping.queries.shipment import scoped, unknown


@dataclass(frozen=True)
class Progress:
    """How far a shipment is: its cartons on the truck, and its devices as its board scans them. `scanned` were accepted
    or reported damaged; `unexpected` is what was found and is on no packing list."""

    stage: Stage
    cartons: int
    loaded: int
    expected: int
    scanned: int
    damaged: int
    unexpected: int

    @property
    def unloaded(self) -> int:
        return self.cartons - self.loaded

    @property
    def missing(self) -> int:
        """Whatever was not scanned, or not yet."""
        return self.expected - self.scanned

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
    stage = session.scalar(
        scoped(select(Shipment), scope).with_only_columns(Shipment.state).where(Shipment.id == shipment_id)
    )
    if stage is None:
        raise unknown()
    found = select(func.count()).where(Finding.shipment_id == shipment_id).scalar_subquery()
    boxes = select(func.count(), func.count(Carton.loaded_at), found).where(Carton.shipment_id == shipment_id)
    cartons, loaded, unexpected = session.execute(boxes).one()
    damaged = func.count(case((Packing.came == Came.DAMAGED, 1)))
    accepted = func.count(case((Packing.came == Came.ACCEPTED, 1)))
    lines = select(func.count(), accepted, damaged).join(Carton, Packing.carton_id == Carton.id)
    expected, good, bad = session.execute(lines.where(Carton.shipment_id == shipment_id)).one()
    return Progress(stage, cartons, loaded, expected, good + bad, bad, unexpected)
