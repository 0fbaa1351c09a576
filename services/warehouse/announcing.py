"""Reading the long files of suppliers, oldest first: a job of the warehouse's workers, which tells how far it is."""

import threading
import time
from uuid import UUID

import structlog

from services.chassis.act import Act, now
from services.chassis.away import database_may_be_away
from services.chassis.database import Database
from services.chassis.errors import Invalid
from services.chassis.settings import Settings
from services.warehouse.model.asn import read_notice
from services.warehouse.model.notice_reading import ReadingStep
from services.warehouse.operations.notice_reading import Begun, begin_reading, keep_read, tell_reading
from services.warehouse.queries.notice_reading import waits

LOOK_S = 1.0
# Seconds between two words of how far it is: whoever looks asks once a second.
TELL_S = 0.5

log = structlog.get_logger()


def keep_announcing(database: Database, _: Settings, stop: threading.Event) -> None:
    """Read what waits until `stop` is set. Any number may do so at once: of one file, one keeps it.

    A file whose reader was killed is read anew a minute later.
    """
    while not stop.is_set():
        with database_may_be_away():
            while not stop.is_set() and announce_next(database):
                pass
        stop.wait(LOOK_S)


def announce_next(database: Database) -> bool:
    """Read and keep the oldest file that waits; whether there was one.

    No transaction is open while it is read: on SQLite that would keep everybody else from writing.
    """
    with database.reading() as session:
        if not waits(session, now()):
            return False
    with database.writing(_own()) as session:
        begun = begin_reading(session)
    if begun:
        _announce(database, begun)
    return True


def _announce(database: Database, begun: Begun) -> None:
    teller = _Teller(database, begun.key)
    notice = read_notice(begun.sent.content, teller.row)
    teller.tell(ReadingStep.KEEPING)
    try:
        with database.writing(Act(begun.sent_by, now())) as session:
            keep_read(session, begun, notice)
    except Invalid as refusal:
        # Its sender is told on the page of the file, with what is wrong in it.
        log.info("notice refused", reading=str(begun.key), code=refusal.code, faults=len(notice.faults))


class _Teller:
    """Notes how far a reading is, twice a second at most."""

    def __init__(self, database: Database, key: UUID) -> None:
        self.database, self.key = database, key
        self.read = self.rows = 0
        self.told_at = time.monotonic()

    def row(self, read: int, rows: int) -> None:
        self.read, self.rows = read, rows
        if time.monotonic() - self.told_at >= TELL_S:
            self.tell(ReadingStep.READING)

    def tell(self, step: ReadingStep) -> None:
        with self.database.writing(_own()) as session:
            tell_reading(session, self.key, step, self.read, self.rows)
        self.told_at = time.monotonic()


def _own() -> Act:
    return Act("service:warehouse", now())
