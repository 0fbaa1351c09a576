"""Finding one request, its last step, or one address within one's scope; what is another board's is not found."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import undo
from services.chassis.errors import Invalid, NotFound
from services.chassis.undo import LastStep
from services.chassis.version import edit
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.closing import close_days
from services.intake.model.request import Request
from services.intake.model.site import Site


def request_by_id(session: Session, scope: BoardCode | None, request_id: UUID, lock: bool = False) -> Request:
    """The request with its lines and figures; with `lock`, to change it: nobody else does until the transaction ends,
    and the books of the days before are closed.

    Raises `NotFound`; with `lock` also `Outdated`, where whoever acts saw another version.
    """
    if lock:
        close_days(session)
    statement = select(Request).where(Request.id == request_id)
    if scope is not None:
        statement = statement.where(Request.board == scope)
    request = session.scalar(statement.with_for_update() if lock else statement)
    if request is None:
        raise NotFound("request.unknown", say("There is no such request among those that you see."))
    if lock:
        edit(session, request)
    return request


def last_decision(session: Session, request: Request) -> LastStep | None:
    """The last thing told of a request, if it can be undone."""
    return undo.last_step(session, f"request/{request.id}")


def site_by_name(session: Session, board: BoardCode, site: str) -> Site:
    """A board's delivery address. Raises `Invalid` when the board keeps none of this name."""
    found = session.get(Site, (board, site))
    if found is None:
        raise Invalid("request.unknown_site", say("The board keeps no address of this name. Add it, then try again."))
    return found
