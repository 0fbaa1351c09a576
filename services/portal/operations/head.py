"""Signing what the log ends in: once a day, or when it is asked for."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.counter import next_number
from services.portal.model import clock
from services.portal.model.head import Head, Statement
from services.portal.model.log import Entry


class Signs(Protocol):
    """What signs, and its public key."""

    key: str

    def sign(self, text: str) -> str: ...


def sign_head(session: Session, at: datetime, seal: Signs) -> Head | None:
    """Sign the log's end as it is now, under the next number; None while the log is empty."""
    last = session.execute(select(Entry.position, Entry.hash).order_by(Entry.position.desc()).limit(1)).first()
    if last is None:
        return None
    said = Statement(next_number(session, "head"), last.position, last.hash, at)
    head = Head(
        number=said.number, day=clock.day_of(at), signed_at=at, position=said.position, hash=said.hash, key=seal.key,
        signature=seal.sign(said.text()),
    )  # fmt: skip
    session.add(head)
    return head


def sign_daily(session: Session, at: datetime, seal: Signs) -> Head | None:
    """Sign, unless it was done since this day of Québec began; of any number who ask at once, one does."""
    next_number(session, "head day")
    last = session.scalar(select(Head).order_by(Head.number.desc()).limit(1))
    return None if last and last.day >= clock.day_of(at) else sign_head(session, at, seal)
