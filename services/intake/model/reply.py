"""Finding a campaign, and who answered it and was reminded, when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.contracts.reference import boards
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.campaign import Campaign, Reminder, may_be_reminded
from services.intake.model.portrait import Portrait


def open_campaign(session: Session, lock: bool = False) -> Campaign | None:
    """The one that is open; there is one at most."""
    statement = select(Campaign).where(Campaign.closed_at.is_(None)).limit(1)
    return session.scalar(statement.with_for_update() if lock else statement)


def campaign_by_id(session: Session, key: UUID, lock: bool = False) -> Campaign:
    """One campaign; with `lock`, to change it. Raises `NotFound`."""
    statement = select(Campaign).where(Campaign.id == key)
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound("campaign.unknown", say("There is no such collection."))
    return found


def answers(session: Session, campaign: Campaign, until: datetime) -> dict[str, datetime]:
    """When each board first gave a version while the campaign was open."""
    since = Portrait.answered_at.between(campaign.opened_at, until)
    first = select(Portrait.board, func.min(Portrait.answered_at)).where(since).group_by(Portrait.board)
    return {row[0]: row[1] for row in session.execute(first)}


def reminders(session: Session, campaign: Campaign) -> dict[str, Sequence[datetime]]:
    """When each board was reminded, oldest first."""
    found: dict[str, list[datetime]] = {}
    statement = select(Reminder.board, Reminder.at).where(Reminder.campaign == campaign.id).order_by(Reminder.at)
    for board, at in session.execute(statement):
        found.setdefault(board, []).append(at)
    return dict(found)


def unanswered(session: Session, campaign: Campaign, until: datetime) -> list[BoardCode]:
    """The boards that have not answered."""
    answered = answers(session, campaign, until)
    return [board.code for board in boards().values() if board.code not in answered]


def to_remind(session: Session, campaign: Campaign, at: datetime) -> list[BoardCode]:
    """Those of them that were not reminded lately."""
    reminded = reminders(session, campaign)
    return [code for code in unanswered(session, campaign, at) if may_be_reminded(last_of(reminded.get(code, ())), at)]


def last_of(times: Sequence[datetime]) -> datetime | None:
    return times[-1] if times else None
