"""How many scans a station of a board, or of the dock, still has before it, by what it is doing; one statement each."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.station.expected import NOTHING, Asked, Expected, is_named
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import (
    LEFT,
    Carton,
    Custody,
    Device,
    Packing,
    Shipment,
    Stage,
    Transfer,
    TransferDevice,
    TransferLine,
)

# What waits at the board for the action.
WAITING: Mapping[str, tuple[Custody, ...]] = {
    "configure": (Custody.AT_BOARD, Custody.TAKEN_BACK),
    "hand_over": (Custody.CONFIGURED,),
    "found": (Custody.LOST, Custody.STOLEN),
}
OF_TRANSFERS = frozenset({"send_on", "take_over"})


def expected(session: Session, board: BoardCode | None, asked: Asked) -> Expected:
    """Of the shipment that is named, else of the newest one being received, or of all that waits at the board.

    Without a board it is the dock that asks. Raises `NotFound` for a shipment that is not there, or another board's.
    """
    if board is None:
        return _to_load(session, asked.shipment) if asked.action == "load" and asked.shipment else NOTHING
    if asked.action in WAITING:
        mine = Device.board == board, Device.state.in_(WAITING[asked.action])
        waiting = session.scalar(select(func.count()).select_from(Device).where(*mine))
        return Expected(expected=waiting or 0, done=0)
    if asked.action in OF_TRANSFERS:
        return _of_transfer(session, board, asked) if asked.transfer else NOTHING
    if asked.action != "accept":
        return NOTHING
    return _of_shipment(session, board, asked.shipment)


def _of_shipment(session: Session, board: BoardCode, name: str) -> Expected:
    """How many devices its packing lists name, and of how many it was said how they came."""
    which = is_named(Shipment.id, Shipment.number, name) if name else Shipment.state != Stage.RECEIVED
    lines = select(func.count(Packing.device_id), func.count(Packing.came)).join(Carton, Packing.carton_id == Carton.id)
    of = lines.join(Shipment, Carton.shipment_id == Shipment.id)
    mine = of.where(Shipment.board == board, Shipment.state.in_(LEFT), which)
    found = session.execute(mine.group_by(Shipment.id).order_by(Shipment.id.desc()).limit(1)).first()
    if found is None and name:
        raise _unknown()
    return Expected(expected=found[0], done=found[1]) if found else NOTHING


def _of_transfer(session: Session, board: BoardCode, asked: Asked) -> Expected:
    """Of those offered, how many are in the boxes; or of those, how many the other board received."""
    sends = asked.action == "send_on"
    mine = (Transfer.origin if sends else Transfer.receiver) == board
    offered = select(func.sum(TransferLine.quantity)).where(TransferLine.transfer_id == Transfer.id).scalar_subquery()
    of = TransferDevice.transfer_id == Transfer.id
    inside = select(func.count()).where(of).scalar_subquery()
    came = select(func.count(TransferDevice.came)).where(of).scalar_subquery()
    figures = (offered, inside) if sends else (inside, came)
    named = is_named(Transfer.id, Transfer.number, asked.transfer)
    found = session.execute(select(*figures).select_from(Transfer).where(mine, named)).first()
    if found is None:
        raise NotFound("transfer.unknown", say("There is no such transfer. Open the list of transfers and choose."))
    return Expected(expected=found[0], done=found[1])


def _to_load(session: Session, name: str) -> Expected:
    """How many cartons a shipment has, and how many of them are loaded."""
    counted = select(func.count(Carton.id), func.count(Carton.loaded_at)).join(
        Shipment, Carton.shipment_id == Shipment.id
    )
    named = counted.where(is_named(Shipment.id, Shipment.number, name)).group_by(Shipment.id)
    found = session.execute(named).first()
    if found is None:
        raise _unknown()
    return Expected(expected=found[0], done=found[1])


def _unknown() -> NotFound:
    return NotFound("shipment.unknown", say("There is no such shipment. Open the list of shipments and choose."))
