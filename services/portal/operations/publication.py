"""Publishing the open data: counted while the log stands still, kept as it was, made again from the log to check."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.act import Act, now
from services.chassis.counter import next_number
from services.chassis.database import Database
from services.portal.model import clock
from services.portal.model.chain import FIRST_HASH
from services.portal.model.log import Entry
from services.portal.model.publication import Publication, digest_of, written
from services.portal.operations import open_data
from services.portal.operations.log import append

# As many as a worker takes at a time.
RUN = 500


def latest(session: Session) -> Publication | None:
    """What was published last; None before the first."""
    return session.scalar(select(Publication).order_by(Publication.number.desc()).limit(1))


def publish(session: Session, at: datetime) -> Publication:
    """Publish what the log says now. A second call publishes anew, with the next number."""
    number = next_number(session, "publication")
    # Locked until the commit, as by whoever appends: no entry comes between the counting of two datasets.
    next_number(session, "log")
    last = session.execute(select(Entry.position, Entry.hash).order_by(Entry.position.desc()).limit(1)).first()
    position, head = (last.position, last.hash) if last else (0, FIRST_HASH)
    body = written(open_data.figures(session))
    told = Publication(
        number=number, day=clock.day_of(at), published_at=at, position=position, head=head, digest=digest_of(body),
        body=body,
    )  # fmt: skip
    session.add(told)
    return told


def publish_daily(session: Session, at: datetime) -> Publication | None:
    """Publish, unless it was done since this day of Québec began; of any number who ask at once, one does."""
    next_number(session, "publication day")
    last = latest(session)
    return None if last and last.day >= clock.day_of(at) else publish(session, at)


def made_again(log: Session, empty: Database, position: int) -> bytes:
    """The body that the log's entries up to `position` give, read from the first on into an `empty` portal database.

    The delivery targets are those of this release (`data/targets.csv`). Raises `LookupError` where the log does not
    reach so far.
    """
    read = 0
    while read < position:
        last = min(read + RUN, position)
        entries = log.scalars(
            select(Entry).where(Entry.position > read, Entry.position <= last).order_by(Entry.position)
        )
        told = [entry.envelope() for entry in entries]
        if len(told) < last - read:
            raise LookupError(f"the log ends before {position}")
        with empty.writing(Act("service:portal", now())) as session:
            append(session, told)
        read = last
    with empty.reading() as session:
        return written(open_data.figures(session))
