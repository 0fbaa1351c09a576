"""A collection campaign: every board is asked for a new version of its portrait by a deadline, and reminded."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Self, cast
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.act import Act
from services.chassis.errors import Conflict, Invalid
from services.chassis.version import Versioned
from services.contracts import intake as told
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.record import Record

# A board is not reminded twice within a day, whoever asks for it.
NOT_BEFORE = timedelta(hours=20)


class Campaign(Versioned, Record):
    """One campaign, open until it is closed: the deadline alone closes nothing, who answers after it is late.

    A board answered it when it gave a version of its portrait while it was open.
    """

    __tablename__ = "campaign"
    __table_args__ = (Index("campaign_open", "closed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    title: Mapped[str] = mapped_column(String(120))
    deadline: Mapped[datetime]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(80))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(80))

    @classmethod
    def open(cls, act: Act, title: str, deadline: datetime) -> Self:
        """Raises `Invalid` for a deadline that is past."""
        _check_deadline(act, deadline)
        return cls(id=uuid7(), title=title, deadline=deadline, opened_at=act.at, opened_by=act.actor)

    def opened(self) -> told.CampaignOpened:
        return told.CampaignOpened(campaign=self.id, title=self.title, deadline=self.deadline)

    def extend(self, act: Act, deadline: datetime) -> told.CampaignExtended:
        """Give it another deadline, sooner or later."""
        self._check_open()
        _check_deadline(act, deadline)
        self.deadline = deadline
        return told.CampaignExtended(campaign=self.id, deadline=deadline)

    def remind(self, boards: Collection[BoardCode]) -> told.CampaignReminded:
        """Remind these boards."""
        self._check_open()
        if not boards:
            raise Conflict(
                "campaign.nobody",
                say("There is nobody to remind: every board answered, or was reminded within the last day."),
            )
        return told.CampaignReminded(campaign=self.id, title=self.title, deadline=self.deadline, boards=sorted(boards))

    def close(self, act: Act, unanswered: Iterable[BoardCode]) -> told.CampaignClosed:
        """End it; what it found stays."""
        self._check_open()
        self.closed_at, self.closed_by = act.at, act.actor
        return told.CampaignClosed(campaign=self.id, unanswered=sorted(unanswered))

    def _check_open(self) -> None:
        if self.closed_at is not None:
            raise Conflict("campaign.closed", say("This collection is closed. Open a new one."))


class Reminder(Record):
    """A board was reminded of a campaign. The mail itself is sent by whoever hears it."""

    __tablename__ = "campaign_reminder"

    campaign: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    board: Mapped[BoardCode] = mapped_column(String(6), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(String(80))


REMINDERS = cast(Table, Reminder.__table__)


def may_be_reminded(last: datetime | None, at: datetime) -> bool:
    """Whether a board that was last reminded then may be reminded again."""
    return last is None or at - last >= NOT_BEFORE


def _check_deadline(act: Act, deadline: datetime) -> None:
    if deadline <= act.at:
        raise Invalid("campaign.deadline", say("The deadline is past: give a later one."))
