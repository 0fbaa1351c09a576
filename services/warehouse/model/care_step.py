"""What was done to a device beside the way to a board, kept step by step: why, on what document, when and by whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.care import CareAct, Outcome
from services.contracts.event import Event
from services.contracts.warehouse import (
    DeviceDestroyed,
    DeviceQuarantined,
    DeviceRepairEnded,
    DeviceRepairStarted,
    DeviceRetired,
    DeviceWiped,
    DeviceWrittenOff,
)
from services.warehouse.model.record import Record

# Which events are kept, as what.
KEPT: Mapping[type[Event], CareAct] = {
    DeviceQuarantined: CareAct.QUARANTINE,
    DeviceRepairStarted: CareAct.REPAIR,
    DeviceRepairEnded: CareAct.REPAIRED,
    DeviceWiped: CareAct.WIPE,
    DeviceRetired: CareAct.RETIRE,
    DeviceDestroyed: CareAct.DESTROY,
    DeviceWrittenOff: CareAct.WRITE_OFF,
}
STEPS = frozenset(f"{one.noun}.{one.verb}" for one in KEPT)


class CareStep(Record):
    """One step; its id is that of the event that told it, which its undo names. `outcome` is of a repair that ended."""

    __tablename__ = "care_step"
    __table_args__ = (
        Index("care_step_device", "device_id", "id"),
        Index("care_step_act", "act", "id"),
        Index("care_step_paper", "paper_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    act: Mapped[CareAct]
    why: Mapped[str] = mapped_column(String(24), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    outcome: Mapped[Outcome | None]
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    undone: Mapped[bool] = mapped_column(default=False)


def row(key: UUID, event: Any, at: datetime) -> dict[str, Any]:
    """The row of a step that an event of `KEPT` told at that moment, but for who took it."""
    proof = getattr(event, "proof", None)
    return {
        "id": key,
        "device_id": event.device,
        "act": KEPT[type(event)],
        "why": getattr(event, "why", ""),
        "note": getattr(event, "reason", ""),
        "outcome": Outcome(event.outcome) if isinstance(event, DeviceRepairEnded) else None,
        "paper_id": proof.paper if proof else None,
        "at": at,
        "undone": False,
    }
