"""Rounds of the split, as they are prepared, confirmed and shown; reasons are in the reader's language."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from services.chassis.web.language import render
from services.chassis.web.shapes import Answer, Body, Edited
from services.contracts.values import BoardCode, FreeText
from services.intake.model.plan import Setting, Unit
from services.intake.model.round import Round
from services.intake.model.round_content import Given
from services.intake.model.round_state import RoundState
from services.intake.queries.round import Reasoned, RoundView, Told
from services.intake.shapes.count import Count, Word

STEPS = ("prepared_by", "prepared_at", "confirmed_by", "confirmed_at", "changed_by", "changed_why")


class SettingBody(Body):
    """How a type is split: so many devices kept back, the rest given by the device or by the carton."""

    type: Word
    floor: Count = 0
    unit: Unit = Unit.DEVICE


class RoundBody(Body):
    """How types are split; one that is not named is split by the device, with no floor."""

    types: list[SettingBody] = Field(default_factory=list, max_length=20)

    def settings(self) -> dict[str, Setting]:
        return {one.type: Setting(one.floor, one.unit) for one in self.types}


class PortionBody(Body):
    """So many devices of a type for a board, in all."""

    board: BoardCode
    type: Word
    granted: Count


class ChangeBody(Body):
    """What boards get, set by hand; a portion that is not named stays. The boards concerned read the reason."""

    portions: list[PortionBody] = Field(min_length=1, max_length=2000)
    reason: FreeText

    def given(self) -> Given:
        return {(one.board, one.type): one.granted for one in self.portions}


class RoundTypeAnswer(Answer):
    """A type of a round. `size`: devices a unit. `level`: what part of its need each board gets; null: all of it."""

    type: str
    free: int
    floor: int
    unit: Unit
    size: int
    granted: int
    level: float | None


class PortionAnswer(Answer):
    """What a board gets of a type, and why. `before`: what the preview before gave it, null where there was none.

    `fair`: what the split worked out; another figure is granted where a person set it by hand.
    """

    board: str
    type: str
    unmet: int
    asked: int
    fair: int
    granted: int
    before: int | None
    reason: str

    @classmethod
    def of(cls, one: Reasoned) -> Self:
        names = ("board", "type", "unmet", "asked", "fair", "granted", "before")
        return cls(**{name: getattr(one.portion, name) for name in names}, reason=render(one.sentence))


class PartAnswer(Answer):
    """What a request waited for of a type, and how many more of it the round grants."""

    request: UUID
    number: str
    board: str
    type: str
    waited: int
    granted: int


class RoundAnswer(Edited):
    """A round, without what each board gets. `changed_by`: who set quantities by hand."""

    id: UUID
    number: int
    state: RoundState
    prepared_by: str
    prepared_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    changed_by: list[str]
    changed_why: str | None
    types: list[RoundTypeAnswer]

    @classmethod
    def of(cls, one: Round) -> Self:
        names = (*("id", "number", "state", "version"), *STEPS)
        return cls(**{name: getattr(one, name) for name in names}, types=_types(one))


class RoundPage(Answer):
    """Some rounds, newest first."""

    items: list[RoundAnswer]
    next: UUID | None


class RoundWhole(RoundAnswer):
    """A round with what each board and each request gets. `moved`: what changed since it was prepared."""

    boards: list[PortionAnswer]
    requests: list[PartAnswer]
    moved: list[str]

    @classmethod
    def whole(cls, view: RoundView) -> Self:
        return cls(
            **dict(RoundAnswer.of(view.round)),
            boards=[PortionAnswer.of(one) for one in view.boards],
            requests=[PartAnswer.model_validate(one) for one in view.parts],
            moved=[render(one.detail) for one in view.moved],
        )


class RequestRound(Answer):
    """What the last round says of a request's types to its board."""

    id: UUID
    number: int
    confirmed_at: datetime | None
    boards: list[PortionAnswer]

    @classmethod
    def of(cls, told: Told | None) -> Self | None:
        if told is None:
            return None
        one, reasons = told.round, [PortionAnswer.of(each) for each in told.reasons]
        return cls(id=one.id, number=one.number, confirmed_at=one.confirmed_at, boards=reasons)


def _types(one: Round) -> list[RoundTypeAnswer]:
    granted, names = one.granted, ("type", "free", "floor", "unit", "size")
    return [
        RoundTypeAnswer(
            **{name: getattr(kind, name) for name in names},
            granted=granted[kind.type],
            level=None if kind.level is None else round(float(kind.level), 4),
        )
        for kind in one.types
    ]
