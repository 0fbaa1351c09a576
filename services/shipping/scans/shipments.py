"""The shipments that a set of scans receives, or whose receipts it may take back, and what was found in them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from scanner.codes import Label
from services.chassis import undo
from services.chassis.errors import NotFound
from services.chassis.outbox import Happening
from services.chassis.scans import Scan
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import LEFT, Finding, Shipment, Stage
from services.shipping.scans.index import findings_named, shipments_named

RECEIVING = frozenset({"accept", "damage"})


class Shipments:
    """The board's, locked; and the serials set aside in them, reported before or just now."""

    def __init__(self, session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> None:
        self._known = _known(session, board, scans)
        self._ended = {one.id for one in self._known if one.state is Stage.RECEIVED}
        serials = [one.value for _, label in scans for one in label.serials]
        self._found = findings_named(session, self._known, serials)
        self._new: list[Finding] = []

    def named(self, name: str) -> list[Shipment]:
        """Those of this number or id that left the dock, or without a name those that are being received."""
        left = [one for one in self._known if one.state in LEFT]
        if not name:
            return [one for one in left if one.state is not Stage.RECEIVED]
        return [one for one in left if name.strip().upper() in {one.number, str(one.id).upper()}]

    def chosen(self, name: str) -> Shipment:
        """The one of this number or id, or without a name the newest one being received. Raises `NotFound`."""
        found = self.named(name)
        if not found:
            asked = say("No shipment of your board has this number: scan its label, or choose it.")
            none = say("Say in which shipment it came: none is being received now.")
            raise NotFound("shipment.unknown", asked if name else none)
        return max(found, key=lambda one: one.id)

    def ended(self, shipment_id: UUID | None) -> bool:
        """Whether its receipt had ended before these scans."""
        return shipment_id in self._ended

    def finding(self, shipment: Shipment, serial: str) -> Finding | None:
        """The report already made of this serial in this shipment."""
        known = [*self._found, *self._new]
        return next((one for one in known if (one.shipment_id, one.serial) == (shipment.id, serial)), None)

    def put(self, finding: Finding) -> None:
        self._new.append(finding)

    def deliver(self, shipment_id: UUID | None, at: datetime) -> list[Happening]:
        """Have it delivered where nobody said so yet."""
        due = [one for one in self._known if one.id == shipment_id and one.state is Stage.DISPATCHED]
        return [undo.step(one, at, partial(one.deliver, at)) for one in due]

    def write(self, session: Session) -> None:
        session.add_all(self._new)


def _known(session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> Sequence[Shipment]:
    """What these scans receive, or whose receipts they may take back; none for devices in use."""
    concerned = [(scan, label) for scan, label in scans if scan.action in {*RECEIVING, "undo"}]
    if not concerned:
        return []
    names = [scan.context.get("shipment", "") for scan, _ in concerned]
    arriving = any(scan.action in RECEIVING for scan, _ in concerned)
    return shipments_named(session, board, names, [label for _, label in concerned], arriving)
