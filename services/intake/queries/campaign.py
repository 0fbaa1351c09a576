"""Collection campaigns: which there were, who answered each and when, who never did, whom to remind."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.contracts.reference import Board, boards
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.campaign import Campaign, may_be_reminded
from services.intake.model.portrait import Portrait, Standing, standing
from services.intake.model.reply import answers, last_of, open_campaign, reminders
from services.intake.queries.board import latest_portraits


class Reply(StrEnum):
    """Whether a board answered a campaign, in time or not; `never` gave no portrait at all, before or since."""

    IN_TIME = "in_time"
    LATE = "late"
    AWAITED = "awaited"
    NEVER = "never"


REPLIES = {
    Reply.IN_TIME: say("answered in time"),
    Reply.LATE: say("answered late"),
    Reply.AWAITED: say("has not answered"),
    Reply.NEVER: say("never gave a portrait"),
}


@dataclass(frozen=True)
class BoardReply:
    """One board in a campaign, how far its portrait could be relied on, and how often it was reminded."""

    board: Board
    reply: Reply
    standing: Standing
    answered_at: datetime | None
    reminded: int
    reminded_at: datetime | None


@dataclass(frozen=True)
class Progress:
    """A campaign as it stands, or as it stood when it was closed."""

    campaign: Campaign
    boards: list[BoardReply]

    @property
    def replies(self) -> dict[Reply, int]:
        return {one: sum(board.reply is one for board in self.boards) for one in Reply}

    @property
    def unanswered(self) -> list[BoardReply]:
        return [one for one in self.boards if one.reply in (Reply.AWAITED, Reply.NEVER)]

    def to_remind(self, at: datetime) -> list[BoardReply]:
        """Those that have not answered and were not reminded lately; of a closed campaign nobody."""
        open_ = self.campaign.closed_at is None
        return [one for one in self.unanswered if open_ and may_be_reminded(one.reminded_at, at)]


def campaigns(session: Session, cursor: UUID | None, limit: int) -> Page[Campaign]:
    """Campaigns, newest first."""
    return page(session, select(Campaign), Campaign.id, cursor, limit)


def awaiting(session: Session, newest: Portrait | None) -> Campaign | None:
    """The open campaign, where the board whose newest version this is has not answered it."""
    found = open_campaign(session)
    answered = found is not None and newest is not None and newest.answered_at >= found.opened_at
    return None if answered else found


def progress(session: Session, scope: BoardCode | None, campaign: Campaign, at: datetime, days: int) -> Progress:
    """Who answered, of the boards that one may see; four statements, however many answered or were reminded."""
    until = campaign.closed_at or at
    newest = latest_portraits(session, scope, until)
    answered_at, reminded = answers(session, campaign, until), reminders(session, campaign)
    found = []
    for board in boards().values():
        if scope in (None, board.code):
            portrait, answered = newest.get(board.code), answered_at.get(board.code)
            times, reply = reminded.get(board.code, ()), _reply(campaign, portrait, answered)
            stood = standing(portrait, until, days)
            found.append(BoardReply(board, reply, stood, answered, len(times), last_of(times)))
    return Progress(campaign, found)


def _reply(campaign: Campaign, portrait: Portrait | None, answered: datetime | None) -> Reply:
    if answered is not None:
        return Reply.IN_TIME if answered <= campaign.deadline else Reply.LATE
    return Reply.AWAITED if portrait else Reply.NEVER
