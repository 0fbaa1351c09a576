"""The Ministry collects portraits: opens a campaign, moves its deadline, reminds who has not answered, closes it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.upsert import insert_all
from services.chassis.version import edit
from services.intake.model.campaign import REMINDERS, Campaign
from services.intake.model.reply import campaign_by_id, open_campaign, to_remind, unanswered


def open_collection(session: Session, title: str, deadline: datetime) -> Campaign:
    """Ask every board for its portrait. The campaign that is open, if any, ends: boards answer one at a time."""
    # Its counter is locked until the commit, so that of two opened at once the later ends the earlier.
    next_number(session, "campaign")
    earlier = open_campaign(session, lock=True)
    if earlier:
        _close(session, earlier)
    campaign = Campaign.open(act_of(session), title, deadline)
    session.add(campaign)
    outbox.record(session, campaign.opened())
    session.flush()
    return campaign


def extend_campaign(session: Session, key: UUID, deadline: datetime) -> Campaign:
    """Give an open campaign another deadline."""
    campaign = _to_change(session, key)
    outbox.record(session, campaign.extend(act_of(session), deadline))
    session.flush()
    return campaign


def remind_boards(session: Session, key: UUID) -> Campaign:
    """Remind every board that has not answered, but none twice within a day."""
    campaign, act = _to_change(session, key), act_of(session)
    boards = to_remind(session, campaign, act.at)
    outbox.record(session, campaign.remind(boards))
    rows = [{"campaign": campaign.id, "board": board, "at": act.at, "by": act.actor} for board in boards]
    insert_all(session, REMINDERS, rows)
    session.flush()
    return campaign


def close_campaign(session: Session, key: UUID) -> Campaign:
    """End a campaign."""
    campaign = _to_change(session, key)
    _close(session, campaign)
    session.flush()
    return campaign


def _close(session: Session, campaign: Campaign) -> None:
    act = act_of(session)
    outbox.record(session, campaign.close(act, unanswered(session, campaign, act.at)))


def _to_change(session: Session, key: UUID) -> Campaign:
    campaign = campaign_by_id(session, key, lock=True)
    edit(session, campaign)
    return campaign
