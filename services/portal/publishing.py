"""Publishing the open data once a day: a job of the portal's workers."""

import threading

import structlog

from services.chassis.act import Act, now
from services.chassis.away import database_may_be_away
from services.chassis.database import Database
from services.chassis.settings import Settings
from services.portal.operations.publication import publish_daily

LOOK_S = 300.0

log = structlog.get_logger()


def keep_publishing(database: Database, _: Settings, stop: threading.Event) -> None:
    """Look every five minutes until `stop` is set. Any number may do so at once: a day is published once.

    A figure a day, not a figure a moment: who watches would else see each hand-over alone.
    """
    while not stop.is_set():
        at = now()
        with database_may_be_away(), database.writing(Act("service:portal", at)) as session:
            told = publish_daily(session, at)
            if told is not None:
                log.info("published", number=told.number, position=told.position)
        stop.wait(LOOK_S)
