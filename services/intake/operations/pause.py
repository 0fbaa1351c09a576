"""The Ministry stops the clock of a request, and has it run again."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.intake.model.lookup import request_by_id
from services.intake.model.request import Request


def pause_request(session: Session, request_id: UUID, reason: str) -> Request:
    """Stop the clock, with the reason that the board reads."""
    request = request_by_id(session, None, request_id, lock=True)
    outbox.record(session, request.pause(act_of(session), reason))
    return request


def resume_request(session: Session, request_id: UUID) -> Request:
    request = request_by_id(session, None, request_id, lock=True)
    outbox.record(session, request.resume())
    return request
