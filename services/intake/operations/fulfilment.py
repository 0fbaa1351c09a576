"""Which requests are fulfilled by what was heard, and which are so no more."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.outbox import Happening
from services.intake.model.request import Request


def record_fulfilled(session: Session, requests: Mapping[UUID, Request]) -> None:
    """Tell of those requests from which nothing is missing any more, and keep by which event that was told."""
    act, told = act_of(session), []
    for request in requests.values():
        event = request.fulfil(act)
        if event:
            happening = Happening(event, act.at)
            request.fulfilled_event = happening.id
            told.append(happening)
    outbox.record_all(session, told)


def record_unfulfilled(session: Session, requests: Mapping[UUID, Request], undone: Mapping[UUID, str]) -> None:
    """Tell of those that a board's undoing left unfulfilled; `undone` gives its reason by request."""
    events = [requests[key].unfulfil(reason) for key, reason in undone.items() if key in requests]
    outbox.record(session, *[event for event in events if event])
