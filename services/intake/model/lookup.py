"""Finding one request, its last step, one address or one round within one's scope; what is another's is not found."""

from collections.abc import Sequence
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
from services.intake.model.round import Round
from services.intake.model.round_content import Part
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


def round_by_id(session: Session, round_id: UUID, lock: bool = False) -> Round:
    """The round with what each board gets; with `lock` as a request is loaded. Raises `NotFound`, `Outdated`."""
    statement = select(Round).where(Round.id == round_id)
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound("round.unknown", say("There is no such round among those that you see."))
    if lock:
        edit(session, found)
    return found


def parts_of(session: Session, one: Round) -> Sequence[Part]:
    """What each request waited for in a round and gets of it."""
    return session.scalars(select(Part).where(Part.round == one.id).order_by(Part.number, Part.type)).all()
