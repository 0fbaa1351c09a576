"""Having suppliers' files looked at for viruses, oldest first: a job of the warehouse's workers, where one is set."""

import threading

import structlog

from services.chassis.act import Act, now
from services.chassis.antivirus import Antivirus, AntivirusAway
from services.chassis.away import database_may_be_away
from services.chassis.database import Database
from services.chassis.metering.meters import FILES_VETTED
from services.chassis.settings import Settings
from services.warehouse.operations.notice_verdict import judge_file
from services.warehouse.queries.notice_file import unjudged

LOOK_S = 2.0

log = structlog.get_logger()


def keep_vetting(database: Database, settings: Settings, stop: threading.Event) -> None:
    """Until `stop` is set. Any number may do so at once: of a file that two looked at, the first verdict stays."""
    while settings.antivirus and not stop.is_set():
        try:
            with database_may_be_away():
                while not stop.is_set() and vet_next(database, Antivirus(settings.antivirus)):
                    pass
        except AntivirusAway as error:
            FILES_VETTED.labels("warehouse", "away").inc()
            log.warning("waits for the antivirus", reason=str(error))
        stop.wait(LOOK_S)
    stop.wait()


def vet_next(database: Database, antivirus: Antivirus) -> bool:
    """Have the oldest file without a verdict looked at; whether there was one. No transaction is open meanwhile."""
    with database.reading() as session:
        found = unjudged(session)
        if found is None:
            return False
        key, content = found.id, found.content
    threat = antivirus.threat(content)
    with database.writing(Act("service:warehouse", now())) as session:
        judge_file(session, key, threat)
    if threat:
        log.warning("file quarantined", file=str(key), threat=threat)
    return True
