"""The clock of requests: their moments and quantities, kept from the events of one run."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.envelope import Envelope
from services.contracts.intake import RequestGranted, RequestSubmitted, RequestUndone
from services.portal.model.log import what_of
from services.portal.model.past import standing_of_request
from services.portal.model.request import Request, RequestType, first_heard
from services.portal.model.stage import HEARD, REWRITING
from services.portal.model.subject import key
from services.portal.operations import around

Lines = dict[tuple[UUID, str], RequestType]
# What the clock is read from when something was taken back.
TOLD = frozenset(what_of(kind) for kind in HEARD)


def keep_clocks(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """Move the clocks of the requests that these events, appended and linked already, are about."""
    telling = [envelope for envelope in envelopes if isinstance(envelope.data, HEARD)]
    if not telling:
        return
    requests, types = _known(session, {envelope.data.request for envelope in telling})
    for envelope in telling:
        event = envelope.data
        if event.request not in requests:
            requests[event.request] = first_heard(event.request, event.board)
        requests[event.request].hear(event, envelope.time)
        _count(types, event)
    _rewrite(session, requests, types, {one.data.request for one in telling if isinstance(one.data, REWRITING)})
    session.add_all([*requests.values(), *types.values()])
    session.flush()


def read_anew(session: Session, ids: Collection[UUID]) -> None:
    """Have the clocks of these requests be what the log says of them."""
    requests, types = _known(session, ids)
    _rewrite(session, requests, types, set(requests))
    session.add_all(types.values())
    session.flush()


def _known(session: Session, ids: Collection[UUID]) -> tuple[dict[UUID, Request], Lines]:
    found = select(Request).where(Request.id.in_(ids)).order_by(Request.id).with_for_update()
    requests = {request.id: request for request in session.scalars(found)}
    lines = select(RequestType).where(RequestType.request.in_(ids))
    return requests, {(line.request, line.type): line for line in session.scalars(lines)}


def _rewrite(session: Session, requests: dict[UUID, Request], types: Lines, rewritten: set[UUID]) -> None:
    """Read from the log anew, this run included, what was taken back of these requests."""
    if not rewritten:
        return
    told = around.past(session, [key("request", request) for request in rewritten], None, TOLD)
    for request in rewritten:
        counted = standing_of_request(told.get(key("request", request), []))
        requests[request].stand(counted)
        for _, envelope in counted:
            _count(types, envelope.data)


def _count(types: Lines, event: Any) -> None:
    if isinstance(event, RequestSubmitted):
        for kind in {line.type for line in event.lines}:
            asked = sum(line.quantity for line in event.lines if line.type == kind)
            _line(types, event.request, kind).asked = asked
    if isinstance(event, RequestGranted | RequestUndone):
        granted = {one.type: one.quantity for one in event.granted}
        for kind in granted.keys() | {kind for request, kind in types if request == event.request}:
            _line(types, event.request, kind).granted = granted.get(kind, 0)


def _line(types: Lines, request: UUID, kind: str) -> RequestType:
    return types.setdefault((request, kind), RequestType(request=request, type=kind, asked=0, granted=0))
