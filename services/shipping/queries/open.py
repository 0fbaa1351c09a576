"""What a station may work on now: shipments that are loaded, or received; one statement that an index serves."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.shipping.model import Shipment, Stage


def open_shipments(session: Session, board: BoardCode | None, most: int) -> Sequence[Row[str, BoardCode, str | None]]:
    """Number, board and carrier of those on their way to a board or there, or without one of those ready at the dock.

    Newest first.
    """
    found = select(Shipment.number, Shipment.board, Shipment.carrier).order_by(Shipment.id.desc()).limit(most)
    if board is None:
        return session.execute(found.where(Shipment.state == Stage.READY)).all()
    coming = Shipment.state.in_((Stage.DISPATCHED, Stage.DELIVERED))
    return session.execute(found.where(Shipment.board == board, coming)).all()
