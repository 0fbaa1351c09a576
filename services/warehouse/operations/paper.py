"""Documents that prove what was done to devices are opened, and found again by their numbers."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import NotFound
from services.contracts.care import Method, PaperKind, PaperNumber
from services.contracts.sentence import say
from services.warehouse.model.paper import Paper, number


def open_paper(
    session: Session,
    kind: PaperKind,
    reference: str = "",
    company: str = "",
    method: Method | None = None,
    tool: str = "",
    day: date | None = None,
) -> Paper:
    """Open a document, before the steps that name it. Raises `Invalid` where it does not say what its kind must."""
    act = act_of(session)
    said = {"reference": reference, "company": company, "method": method, "tool": tool, "day": day}
    paper = Paper(id=uuid7(), number="", kind=kind, **said, opened_by=act.actor, opened_at=act.at)
    paper.check_whole()
    paper.number = number(next_number(session, "paper"))
    session.add(paper)
    session.flush()
    return paper


def paper_of(session: Session, named: PaperNumber) -> Paper:
    """The document of this number. Raises `NotFound`."""
    found = session.scalar(select(Paper).where(Paper.number == named))
    if found is None:
        raise NotFound("paper.unknown", say("This document is not known here: open it first."))
    return found
