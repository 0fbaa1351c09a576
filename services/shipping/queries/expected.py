"""How many scans a board's station still has before it, by what it is doing; one statement each."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.station.expected import NOTHING, Asked, Expected, is_named
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import LEFT, Carton, Custody, Device, Packing, Shipment, Stage

# What waits at the board for the action.
WAITING: Mapping[str, tuple[Custody, ...]] = {
    "configure": (Custody.AT_BOARD, Custody.TAKEN_BACK),
    "hand_over": (Custody.CONFIGURED,),
    "found": (Custody.LOST, Custody.STOLEN),
}


def expected(session: Session, board: BoardCode, asked: Asked) -> Expected:
    """Of the shipment that is named, else of the newest one being received, or of all that waits at the board.

    Raises `NotFound` for a shipment that the board does not have.
    """
    if asked.action in WAITING:
        mine = Device.board == board, Device.state.in_(WAITING[asked.action])
        waiting = session.scalar(select(func.count()).select_from(Device).where(*mine))
        return Expected(expected=waiting or 0, done=0)
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
        raise NotFound("shipment.unknown", say("There is no such shipment. Open the list of shipments and choose."))
    return Expected(expected=found[0], done=found[1]) if found else NOTHING
