"""Keeping a board's delivery addresses."""

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.version import check_seen, edit
from services.contracts.intake import Address
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.site import Site


def keep_site(session: Session, scope: BoardCode | None, board: BoardCode, address: Address) -> Site:
    """Add or change an address. What was granted before keeps the address it was granted with.

    Raises `Outdated` where whoever acts saw another version of it.
    """
    known_board(board, scope)
    at = act_of(session).at
    site = session.get(Site, (board, address.site), with_for_update=True)
    if site is None:
        check_seen(session, 0)
        site = Site.of(board, address, at)
        session.add(site)
    else:
        edit(session, site)
        site.change(address, at)
    session.flush()
    return site
