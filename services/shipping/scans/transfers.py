"""The transfers that a set of scans fills, receives or takes steps back of: loaded and locked before their devices."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from scanner.codes import Label
from services.chassis.errors import Invalid
from services.chassis.outbox import Happening
from services.chassis.scans import Scan
from services.contracts.sentence import say
from services.contracts.shipping import DeviceSentOn, ShippingDeviceUndone
from services.contracts.values import BoardCode
from services.shipping.model import Device, Transfer
from services.shipping.model.transfer_stage import COMING
from services.shipping.model.transfer_tally import Held, held_in
from services.shipping.model.transferring import SENT_ON
from services.shipping.scans.index import as_ids, on_labels

SENDING, RECEIVING = "send_on", "take_over"
# Whoever unpacks a box may not know whether the reserve or another board sent it.
UNPACKING = frozenset({RECEIVING, "accept"})


class Transfers:
    """Those that the board fills, and those that come to it; how many devices of a type are in each."""

    def __init__(self, session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> None:
        self._board = board
        self._known = _known(session, board, scans)
        filled = [one.id for one in self._known if one.origin == board]
        sends = any(scan.action == SENDING for scan, _ in scans)
        self.held: Held = held_in(session, filled) if sends else Counter()

    @property
    def coming(self) -> list[UUID]:
        return [one.id for one in self._known if one.receiver == self._board]

    def filled(self, scan: Scan) -> Transfer:
        """The board's own that the scan names. Raises `Invalid`."""
        found = [one for one in self._named(scan) if one.origin == self._board]
        if not found:
            raise Invalid("scan.transfer", say("Say into which transfer: scan its label, or choose it."))
        return found[0]

    def received(self, scan: Scan) -> list[Transfer]:
        """Those that come to the board, or the one of them that the scan names. Raises `Invalid` for a wrong name."""
        wanted = self._named(scan) if _name(scan) else self._known
        found = [one for one in wanted if one.receiver == self._board]
        if _name(scan) and not found:
            raise Invalid("scan.transfer", say("No such transfer comes to your board. Ask the board that sends it."))
        return found

    def of(self, device: Device) -> Transfer | None:
        return next((one for one in self._known if one.id == device.transfer_id), None)

    def count(self, transfer: Transfer) -> tuple[int, int]:
        """How many devices are in its boxes, and how many are offered."""
        inside = sum(count for (id_, _), count in self.held.items() if id_ == transfer.id)
        return inside, sum(line.quantity for line in transfer.lines)

    def note(self, happening: Happening) -> None:
        """One more in the boxes, or one taken out again."""
        event = happening.event
        if isinstance(event, DeviceSentOn):
            self.held[event.transfer, event.type] += 1
        elif isinstance(event, ShippingDeviceUndone) and event.step == SENT_ON and event.transfer:
            self.held[event.transfer, event.type] -= 1

    def _named(self, scan: Scan) -> list[Transfer]:
        return [one for one in self._known if _name(scan) in (one.number, str(one.id).upper())]


def _name(scan: Scan) -> str:
    return scan.context.get("transfer", "").strip().upper()


def _known(session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> Sequence[Transfer]:
    """What these scans fill or receive, and what is behind devices whose steps they take back; locked, in id order."""
    ways: list[ColumnElement[bool]] = []
    names = {name for scan, _ in scans if scan.action in (SENDING, RECEIVING) and (name := _name(scan))}
    if names:
        ours = or_(Transfer.origin == board, Transfer.receiver == board)
        ways.append(and_(ours, or_(Transfer.number.in_(names), Transfer.id.in_(as_ids(names)))))
    if any(scan.action in UNPACKING and not _name(scan) for scan, _ in scans):
        ways.append(and_(Transfer.receiver == board, Transfer.stage.in_(COMING)))
    if undoing := [label for scan, label in scans if scan.action == "undo"]:
        inside = select(Device.transfer_id).where(Device.board == board, on_labels(undoing))
        ways.append(Transfer.id.in_(inside))
    if not ways:
        return []
    found = select(Transfer).where(or_(*ways)).options(selectinload(Transfer.lines))
    return session.scalars(found.order_by(Transfer.id).with_for_update()).all()
