"""What the antivirus said of a supplier's file is kept with it, once."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.metering.counting import count
from services.chassis.metering.meters import FILES_VETTED
from services.warehouse.model.notice_file import NoticeFile


def judge_file(session: Session, key: UUID, threat: str | None) -> None:
    """Keep the verdict: what was found in it, or nothing. Of a file that has one nothing changes."""
    file = session.get_one(NoticeFile, key, with_for_update=True)
    if file.judge(threat, act_of(session).at):
        count(session, FILES_VETTED, "warehouse", file.verdict or "")
