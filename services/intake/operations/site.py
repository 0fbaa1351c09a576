"""Keeping a board's delivery addresses."""

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.contracts.intake import Address
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.site import Site


def keep_site(session: Session, scope: BoardCode | None, board: BoardCode, address: Address) -> Site:
    """Add or change an address. What was granted before keeps the address it was granted with."""
    known_board(board, scope)
    return session.merge(Site.of(board, address, act_of(session).at))
