"""Rounds of the split: the list, one with what moved since it was prepared, and what one says of a request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.errors import FieldError
from services.chassis.paging import Page, page
from services.contracts.sentence import Sentence
from services.intake.model.ground import ground
from services.intake.model.lookup import parts_of, round_by_id
from services.intake.model.moved import moved
from services.intake.model.plan import Setting
from services.intake.model.reason import reason
from services.intake.model.request import Request
from services.intake.model.round import Round
from services.intake.model.round_content import Part, Portion
from services.intake.model.round_state import RoundState


@dataclass(frozen=True)
class Reasoned:
    """What a board gets of a type in a round, and why."""

    portion: Portion
    sentence: Sentence


@dataclass(frozen=True)
class RoundView:
    """A round whole. `moved` is empty once it is confirmed."""

    round: Round
    boards: Sequence[Reasoned]
    parts: Sequence[Part]
    moved: Sequence[FieldError]


@dataclass(frozen=True)
class Told:
    """What the last round says to a board of the types of one request."""

    round: Round
    reasons: Sequence[Reasoned]


def rounds(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[Round]:
    """Rounds, newest first."""
    return page(session, select(Round), Round.id, cursor, limit)


def one_round(session: Session, round_id: UUID) -> RoundView:
    """One round. Raises `NotFound`."""
    one = round_by_id(session, round_id)
    parts = parts_of(session, one)
    changes = list(moved(one, parts, ground(session))) if one.state is RoundState.PREPARED else []
    return RoundView(one, _reasoned(one, one.portions), parts, changes)


def prepared(session: Session) -> Round | None:
    """The round that waits to be confirmed, if there is one."""
    return session.scalar(select(Round).where(Round.state == RoundState.PREPARED))


def last_settings(session: Session) -> dict[str, Setting]:
    """How each type was split in the last round, confirmed or not."""
    last = session.scalar(select(Round).order_by(Round.id.desc()).limit(1))
    return {one.type: Setting(one.floor, one.unit, one.size) for one in last.types} if last else {}


def told_of(session: Session, request: Request) -> Told | None:
    """What the last round that spoke of a request says to its board; None where none did, or it holds no more."""
    one = session.get(Round, request.round) if request.round else None
    if one is None:
        return None
    asked = {share.type for share in request.types}
    mine = [each for each in one.portions if each.board == request.board and each.type in asked and each.asked]
    return Told(one, _reasoned(one, mine))


def _reasoned(one: Round, portions: Iterable[Portion]) -> list[Reasoned]:
    kinds, by_hand = {kind.type: kind for kind in one.types}, {each.type for each in one.portions if each.by_hand}
    return [
        Reasoned(each, reason(each, kinds.get(each.type), one.changed_why if each.type in by_hand else None))
        for each in portions
    ]
