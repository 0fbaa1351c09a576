"""Signing the log's head once a day: a job of the portal's workers."""

import threading

import structlog

from services.chassis.act import Act, now
from services.chassis.away import database_may_be_away
from services.chassis.database import Database
from services.chassis.settings import Settings
from services.portal.operations.head import sign_daily
from services.portal.seal import seal_of

LOOK_S = 300.0

log = structlog.get_logger()


def keep_signing(database: Database, settings: Settings, stop: threading.Event) -> None:
    """Look every five minutes until `stop` is set. Any number may do so at once: a day is signed once.

    On a machine without the private key only wait for `stop`.
    """
    seal = seal_of(settings)
    while seal and not stop.is_set():
        at = now()
        with database_may_be_away(), database.writing(Act("service:portal", at)) as session:
            head = sign_daily(session, at, seal)
            if head is not None:
                log.info("head signed", number=head.number, position=head.position)
        stop.wait(LOOK_S)
    stop.wait()
