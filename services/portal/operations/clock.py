"""The clock of requests: their moments and quantities, kept from the events of one run."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.envelope import Envelope
from services.contracts.intake import RequestGranted, RequestSubmitted
from services.portal.model.request import REACHED, Request, RequestType, first_heard


def keep_clocks(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """Move the clocks of the requests that these events are about."""
    telling = [envelope for envelope in envelopes if type(envelope.data) in REACHED]
    if not telling:
        return
    ids = {envelope.data.request for envelope in telling}
    found = select(Request).where(Request.id.in_(ids)).order_by(Request.id).with_for_update()
    requests = {request.id: request for request in session.scalars(found)}
    lines = select(RequestType).where(RequestType.request.in_(ids))
    types = {(line.request, line.type): line for line in session.scalars(lines)}
    for envelope in telling:
        event = envelope.data
        if event.request not in requests:
            requests[event.request] = first_heard(event.request, event.board)
        requests[event.request].hear(event, envelope.time)
        _count(types, event)
    session.add_all([*requests.values(), *types.values()])
    session.flush()


def _count(types: dict[tuple[UUID, str], RequestType], event: Any) -> None:
    if isinstance(event, RequestSubmitted):
        for kind in {line.type for line in event.lines}:
            asked = sum(line.quantity for line in event.lines if line.type == kind)
            _line(types, event.request, kind).asked = asked
    if isinstance(event, RequestGranted):
        for one in event.granted:
            _line(types, event.request, one.type).granted = one.quantity


def _line(types: dict[tuple[UUID, str], RequestType], request: UUID, kind: str) -> RequestType:
    return types.setdefault((request, kind), RequestType(request=request, type=kind, asked=0, granted=0))
