"""What waits to be decided, and what a decision is weighed against, as they are asked for and shown."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, RootModel

from services.chassis.web.shapes import Answer, Body
from services.intake.model.portrait import Standing
from services.intake.model.state import Urgency
from services.intake.queries.compared import Peers
from services.intake.queries.queue import Queued
from services.intake.queries.stakes import Stake, Weighing


class Decided(Body):
    """The request that one comes from."""

    decided: UUID | None = None


class AskedAnswer(Answer):
    """One type. `left`: what is free once all requests before this one, and this one, were granted in full."""

    type: str
    wanted: int
    unmet: int
    left: int


class QueuedAnswer(Answer):
    """A request that waits to be decided; `place` is 1 for the oldest."""

    place: int
    request: UUID
    number: str
    board: str
    urgency: Urgency
    submitted_at: datetime | None
    portrait: Standing
    types: list[AskedAnswer]

    @classmethod
    def of(cls, one: Queued) -> Self:
        return cls(
            place=one.place,
            request=one.request.id,
            number=one.request.number,
            board=one.board.code,
            urgency=one.request.urgency,
            submitted_at=one.request.submitted_at,
            portrait=one.standing,
            types=[AskedAnswer.model_validate(each) for each in one.types],
        )


class Queue(RootModel[list[QueuedAnswer]]):
    """What waits to be decided, in the order in which it was submitted."""


class FilledAnswer(Answer):
    """Of what boards cannot supply themselves (`lacking`), what the reserve granted them or they hold of it."""

    boards: int
    lacking: int
    given: int
    rate: float | None


class StakeAnswer(Answer):
    """One type. `ahead`, `behind`: devices that others wait for, before and after this request in the queue."""

    type: str
    wanted: int
    granted: int
    unmet: int
    free: int
    proposed: int = Field(description="What is asked, within the unmet need and what is free.")
    free_after: int = Field(description="Once all that is proposed is granted.")
    ahead: int
    behind: int
    requests: int
    peers: dict[Peers, FilledAnswer]

    @classmethod
    def of(cls, one: Stake) -> Self:
        share = {"type": one.share.type, "wanted": one.share.wanted, "granted": one.share.granted}
        told = {
            name: getattr(one, name) for name in ("unmet", "free", "proposed", "ahead", "behind", "requests", "peers")
        }
        return cls.model_validate(share | told | {"free_after": one.left(one.proposed)})


class WeighingAnswer(Answer):
    """What a decision is weighed against. `place` is null once it is decided; `next`: the next that waits."""

    place: int | None
    waiting: int
    next: UUID | None
    portrait_age_days: int | None
    stakes: list[StakeAnswer]

    @classmethod
    def of(cls, one: Weighing) -> Self:
        return cls(
            place=one.place.number,
            waiting=one.place.count,
            next=one.place.next,
            portrait_age_days=one.age,
            stakes=[StakeAnswer.of(each) for each in one.stakes],
        )
