"""What a station may work on now: shipments that are loaded, or received, and transfers; a statement each."""

from collections.abc import Sequence

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.shipping.model import Shipment, Stage, Transfer, TransferStage
from services.shipping.model.transfer_stage import COMING


def open_shipments(session: Session, board: BoardCode | None, most: int) -> Sequence[Row[str, BoardCode, str | None]]:
    """Number, board and carrier of those on their way to a board or there, or without one of those ready at the dock.

    Newest first.
    """
    found = select(Shipment.number, Shipment.board, Shipment.carrier).order_by(Shipment.id.desc()).limit(most)
    if board is None:
        return session.execute(found.where(Shipment.state == Stage.READY)).all()
    coming = Shipment.state.in_((Stage.DISPATCHED, Stage.DELIVERED))
    return session.execute(found.where(Shipment.board == board, coming)).all()


def open_transfers(session: Session, board: BoardCode, most: int) -> Sequence[Row[str, BoardCode, BoardCode | None]]:
    """Number and boards of those that this board fills, and of those that come to it, newest first."""
    fills = and_(Transfer.origin == board, Transfer.stage == TransferStage.APPROVED)
    comes = and_(Transfer.receiver == board, Transfer.stage.in_(COMING))
    found = select(Transfer.number, Transfer.origin, Transfer.receiver).where(or_(fills, comes))
    return session.execute(found.order_by(Transfer.id.desc()).limit(most)).all()
