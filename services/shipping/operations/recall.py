"""Take-back campaigns: opened over what is out, closed with what is missing, reopened; what stays at a school."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, insert, literal, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.errors import Conflict, NotFound
from services.contracts.sentence import say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Custody, Device, Recall, RecallLine
from services.shipping.model.custody import OUT
from services.shipping.model.tally import recall_counts, result


@dataclass(frozen=True)
class Whole:
    """What a campaign wants back: of these types and schools; of all where none is named. `loans`: of students too."""

    types: Collection[str] = ()
    schools: Collection[SchoolCode] = ()
    loans: bool = True


def open_recall(session: Session, board: BoardCode, title: str, day: date, whole: Whole) -> Recall:
    """Expect back what is out now and no other open campaign expects; its devices are written with one statement."""
    recall = Recall(id=uuid7(), board=board, title=title, day=day, opened_at=act_of(session).at, expected=0)
    session.add(recall)
    session.flush()
    columns = ["recall_id", "device_id", "school"]
    # Without the rows: there may be thousands of them.
    lines = insert(RecallLine).from_select(columns, _out(recall, whole)).returning(RecallLine.device_id)
    outbox.record(session, recall.open(len(session.execute(lines).all())))
    return recall


def close_recall(session: Session, board: BoardCode, recall_id: UUID) -> Recall:
    """End it: what became of each device is written beside it, and told in figures."""
    recall = recall_for_change(session, board, recall_id)
    recall.still_open()
    lines = update(RecallLine).where(RecallLine.recall_id == recall_id, RecallLine.device_id == Device.id)
    session.execute(lines.values(outcome=result()), execution_options={"synchronize_session": False})
    counts = recall_counts(session, recall_id)
    outbox.record(session, recall.close(counts, act_of(session).at))
    return recall


def reopen_recall(session: Session, board: BoardCode, recall_id: UUID, reason: str) -> Recall:
    """Go on with it: what comes back counts again."""
    recall = recall_for_change(session, board, recall_id)
    told = recall.reopen(reason)
    session.execute(update(RecallLine).where(RecallLine.recall_id == recall_id).values(outcome=None))
    outbox.record(session, told)
    return recall


def keep_at_school(
    session: Session, board: BoardCode, recall_id: UUID, ids: Collection[UUID], reason: str | None
) -> int:
    """These devices stay where they are, for this reason; without one they are expected again. All or none."""
    recall_for_change(session, board, recall_id).still_open()
    wanted = set(ids)
    lines = update(RecallLine).where(
        RecallLine.recall_id == recall_id, RecallLine.device_id.in_(wanted), RecallLine.back.is_(None)
    )
    changed = session.execute(lines.values(kept=reason).returning(RecallLine.device_id)).all()
    if len(changed) < len(wanted):
        others = len(wanted) - len(changed)
        raise Conflict(
            "recall.not_missing", say("%(count)s of these devices are not missing in this campaign.", count=others)
        )
    return len(changed)


def recalls_of(session: Session, board: BoardCode, devices: Collection[UUID]) -> dict[UUID, UUID]:
    """By device, the open campaign that expects it."""
    lines = select(RecallLine.device_id, RecallLine.recall_id).join(Recall, RecallLine.recall_id == Recall.id)
    open_ = lines.where(Recall.board == board, Recall.closed_at.is_(None), RecallLine.device_id.in_(devices))
    return {row.device_id: row.recall_id for row in session.execute(open_.with_for_update(of=Recall, read=True))}


def recall_for_change(session: Session, board: BoardCode, recall_id: UUID) -> Recall:
    """Raises `NotFound`, also when it is another board's."""
    mine = select(Recall).where(Recall.id == recall_id, Recall.board == board).with_for_update()
    recall = session.scalars(mine).one_or_none()
    if recall is None:
        raise NotFound("recall.unknown", say("There is no such campaign. Open the list of campaigns and choose."))
    return recall


def _out(recall: Recall, whole: Whole) -> Select[UUID, UUID, SchoolCode | None]:
    """The devices to expect, and from where; locked, so that none comes back meanwhile."""
    open_ = select(RecallLine.device_id).join(Recall, RecallLine.recall_id == Recall.id)
    expected = open_.where(Recall.board == recall.board, Recall.closed_at.is_(None))
    out = select(literal(recall.id, Device.id.type), Device.id, Device.school)
    out = out.where(Device.board == recall.board, Device.id.not_in(expected))
    out = out.where(Device.state.in_(OUT if whole.loans else {Custody.AT_SCHOOL}))
    if whole.types:
        out = out.where(Device.type.in_(set(whole.types)))
    if whole.schools:
        # A student's loan names no school.
        out = out.where(Device.school.in_(set(whole.schools)))
    return out.order_by(Device.id).with_for_update(of=Device)
