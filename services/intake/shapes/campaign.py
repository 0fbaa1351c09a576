"""Collection campaigns, as they are opened and shown."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.chassis.web.shapes import Answer, Body, Edited
from services.contracts.values import FreeText
from services.intake.model.calendar import end_of
from services.intake.model.portrait import Standing
from services.intake.queries.campaign import BoardReply, Progress, Reply


class CampaignBody(Body):
    """A campaign: what it is called, and by when every board is to answer."""

    title: Annotated[FreeText, Field(max_length=120)]
    deadline: AwareDatetime


class DeadlineBody(Body):
    """Another deadline."""

    deadline: AwareDatetime


class DeadlineForm(Body):
    """Another deadline from a page: that day in Québec, to its last second."""

    deadline: date

    @property
    def moment(self) -> datetime:
        return end_of(self.deadline) - timedelta(seconds=1)


class CampaignForm(DeadlineForm):
    """A campaign from a page."""

    title: Annotated[FreeText, Field(max_length=120)]


class CampaignAnswer(Edited):
    """A campaign; it is open until it was closed, whatever its deadline."""

    id: UUID
    title: str
    deadline: datetime
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str | None


class CampaignPage(Answer):
    """Some campaigns, newest first."""

    items: list[CampaignAnswer]
    next: UUID | None


class ReplyAnswer(Answer):
    """Whether a board answered, how far its portrait could be relied on, how often it was reminded and when last."""

    board: str
    reply: Reply
    portrait: Standing
    answered_at: datetime | None
    reminded: int
    reminded_at: datetime | None

    @classmethod
    def of(cls, one: BoardReply) -> Self:
        return cls(
            board=one.board.code,
            reply=one.reply,
            portrait=one.standing,
            answered_at=one.answered_at,
            reminded=one.reminded,
            reminded_at=one.reminded_at,
        )


class ProgressAnswer(CampaignAnswer):
    """A campaign with each board that one may see. `to_remind`: those that a reminder would go to now."""

    replies: dict[Reply, int]
    boards: list[ReplyAnswer]
    to_remind: list[str]

    @classmethod
    def from_progress(cls, found: Progress, at: datetime) -> Self:
        return cls(
            **dict(CampaignAnswer.model_validate(found.campaign)),
            replies=found.replies,
            boards=[ReplyAnswer.of(one) for one in found.boards],
            to_remind=[one.board.code for one in found.to_remind(at)],
        )
