"""Several requests loaded at once for what is heard of them, and written back alike."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from services.intake.model.closing import close_days
from services.intake.model.request import Request

# What hearing may change of a request itself.
HEARING = (
    "state",
    "fulfilled_at",
    "fulfilled_event",
    "withdrawn_at",
    "withdrawal_refused_at",
    "decided_by",
    "decided_at",
    "reason",
)


def requests_for_update(session: Session, ids: set[UUID]) -> Mapping[UUID, Request]:
    """Requests by id, locked in the order of their ids; the books of the days before are closed first."""
    close_days(session)
    statement = select(Request).where(Request.id.in_(ids)).order_by(Request.id).with_for_update()
    return {request.id: request for request in session.scalars(statement)}


def write_alike(requests: Mapping[UUID, Request], *names: str, own: Sequence[str] = HEARING) -> None:
    """Have the same columns of every request (`own`) and share written, changed or not, before any is changed.

    A flush takes a statement for each pattern of changed columns.
    """
    for request in requests.values():
        for name in own:
            flag_modified(request, name)
        for share in request.types:
            for name in names:
                flag_modified(share, name)
