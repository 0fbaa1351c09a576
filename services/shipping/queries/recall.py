"""Take-back campaigns in lists and figures: by school what is expected, back and missing; the missing one by one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Device, Outcome, Recall, RecallLine
from services.shipping.model.tally import outcome_now

Missing = Row[UUID, SchoolCode | None, str, str, str, str, str | None, str | None, str | None, Outcome]


def recalls(session: Session, scope: BoardCode | None, cursor: UUID | None = None, limit: int = 50) -> Page[Recall]:
    """Campaigns, newest first."""
    return page(session, _scoped(select(Recall), scope), Recall.id, cursor, limit)


def recall(session: Session, recall_id: UUID, scope: BoardCode | None) -> Recall:
    """One campaign. Raises `NotFound`, also when it is another board's."""
    found = session.scalars(_scoped(select(Recall).where(Recall.id == recall_id), scope)).one_or_none()
    if found is None:
        raise NotFound("recall.unknown", say("There is no such campaign. Open the list of campaigns and choose."))
    return found


def missing(
    session: Session, recall_id: UUID, cursor: UUID | None = None, limit: int | None = 50
) -> tuple[Sequence[Missing], UUID | None]:
    """What is not back, newest device first, with the cursor of the next page; without a limit all of it, by school."""
    outcome = outcome_now()
    lines = select(
        RecallLine.device_id.label("id"),
        RecallLine.school,
        Device.maker,
        Device.serial,
        Device.model,
        Device.type,
        Device.asset_tag,
        Device.loan,
        RecallLine.kept,
        outcome,
    )
    lines = lines.join(Device, RecallLine.device_id == Device.id)
    lines = lines.where(RecallLine.recall_id == recall_id, RecallLine.back.is_(None))
    if limit is None:
        return session.execute(lines.order_by(RecallLine.school, Device.serial)).all(), None
    if cursor is not None:
        lines = lines.where(RecallLine.device_id < cursor)
    found = session.execute(lines.order_by(RecallLine.device_id.desc()).limit(limit + 1)).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def _scoped(statement: Select[Recall], scope: BoardCode | None) -> Select[Recall]:
    return statement if scope is None else statement.where(Recall.board == scope)
