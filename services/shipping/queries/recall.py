"""Take-back campaigns in lists and figures: by school what is expected, back and missing; the missing one by one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, literal, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Condition, Custody, Device, Outcome, Recall, RecallLine
from services.shipping.model.custody import OUT

C = Custody


@dataclass
class Tally:
    """What became of the devices of one school, or of students where `school` is None; of what is back, how it was."""

    school: str | None
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    conditions: Counter[Condition] = field(default_factory=Counter)

    @property
    def expected(self) -> int:
        return self.outcomes.total()

    @property
    def back(self) -> int:
        return self.outcomes[Outcome.BACK]

    @property
    def missing(self) -> int:
        """Whatever is not back."""
        return self.expected - self.back


Missing = Row[UUID, SchoolCode | None, str, str, str, str, str | None, str | None, str | None, Outcome]


def result() -> ColumnElement[Outcome]:
    """What became of the device of a line, as it stands now; for statements over lines and their devices."""
    kinds = RecallLine.__table__.c.outcome.type
    become = [
        (RecallLine.back.is_not(None), Outcome.BACK),
        (RecallLine.kept.is_not(None), Outcome.KEPT),
        (Device.state == C.LOST, Outcome.LOST),
        (Device.state == C.STOLEN, Outcome.STOLEN),
        (Device.state.in_(OUT), Outcome.OPEN),
    ]
    return case(*((when, literal(then, kinds)) for when, then in become), else_=literal(Outcome.GONE, kinds))


def recalls(session: Session, scope: BoardCode | None, cursor: UUID | None = None, limit: int = 50) -> Page[Recall]:
    """Campaigns, newest first."""
    return page(session, _scoped(select(Recall), scope), Recall.id, cursor, limit)


def recall(session: Session, recall_id: UUID, scope: BoardCode | None) -> Recall:
    """One campaign. Raises `NotFound`, also when it is another board's."""
    found = session.scalars(_scoped(select(Recall).where(Recall.id == recall_id), scope)).one_or_none()
    if found is None:
        raise NotFound("recall.unknown", say("There is no such campaign. Open the list of campaigns and choose."))
    return found


def tallies(session: Session, recall_id: UUID) -> list[Tally]:
    """By school, students last; one statement."""
    outcome = _outcome()
    lines = select(RecallLine.school, outcome, RecallLine.condition, func.count())
    lines = lines.join(Device, RecallLine.device_id == Device.id).where(RecallLine.recall_id == recall_id)
    found: defaultdict[str | None, Tally] = defaultdict(lambda: Tally(None))
    for school, became, condition, count in session.execute(
        lines.group_by(RecallLine.school, outcome, RecallLine.condition)
    ):
        tally = found.setdefault(school, Tally(school))
        tally.outcomes[became] += count
        if condition:
            tally.conditions[condition] += count
    return [found[school] for school in sorted(found, key=lambda one: (one is None, one or ""))]


def recall_counts(session: Session, recall_id: UUID) -> dict[Outcome, int]:
    """How many of its devices became what."""
    return dict(sum((one.outcomes for one in tallies(session, recall_id)), Counter[Outcome]()))


def missing(
    session: Session, recall_id: UUID, cursor: UUID | None = None, limit: int | None = 50
) -> tuple[Sequence[Missing], UUID | None]:
    """What is not back, newest device first, with the cursor of the next page; without a limit all of it, by school."""
    outcome = _outcome()
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


def _outcome() -> ColumnElement[Outcome]:
    """As it was when the campaign closed, else as it stands."""
    return func.coalesce(RecallLine.outcome, result(), type_=RecallLine.__table__.c.outcome.type).label("outcome")


def _scoped(statement: Select[Recall], scope: BoardCode | None) -> Select[Recall]:
    return statement if scope is None else statement.where(Recall.board == scope)
