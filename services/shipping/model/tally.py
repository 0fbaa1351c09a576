"""What became of a campaign's devices, counted by school as it stands now, or as it stood when the campaign closed."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from services.shipping.model.custody import OUT, Custody
from services.shipping.model.device import Device
from services.shipping.model.found import Condition
from services.shipping.model.recall import Outcome, RecallLine

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


def outcome_now() -> ColumnElement[Outcome]:
    """As it was when the campaign closed, else as it stands."""
    return func.coalesce(RecallLine.outcome, result(), type_=RecallLine.__table__.c.outcome.type).label("outcome")


def tallies(session: Session, recall_id: UUID) -> list[Tally]:
    """By school, students last; one statement."""
    outcome = outcome_now()
    lines = select(RecallLine.school, outcome, RecallLine.condition, func.count())
    lines = lines.join(Device, RecallLine.device_id == Device.id).where(RecallLine.recall_id == recall_id)
    found: dict[str | None, Tally] = {}
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
