"""Sending digests: each recipient's own, noted before and after; a job of the portal's workers, and a command."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from services.chassis.act import Act, now
from services.chassis.away import database_may_be_away
from services.chassis.database import Database
from services.chassis.mail import Away, Office, Refused, Unclear, office
from services.chassis.settings import Settings
from services.contracts.roles import Role
from services.portal.letter import letter, message
from services.portal.model import clock
from services.portal.model.account import Account
from services.portal.model.digest import Sending
from services.portal.operations import digest
from services.portal.queries.digest import Report, report

LOOK_S = 300.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Addressed:
    """A letter (its subject and text) for one account."""

    actor: str
    mail: str
    language: str
    told: tuple[str, str]


def keep_sending(database: Database, settings: Settings, stop: threading.Event) -> None:
    """Look every five minutes, from the hour set on, until `stop` is set; without a mail server only wait for that.

    Any number may do so at once: of one digest, one sends it. Mail or database away are told, and tried again.
    """
    while settings.smtp and not stop.is_set():
        at = now()
        try:
            with database_may_be_away():
                if at.astimezone(clock.HERE).hour >= settings.digest_hour:
                    send_all(database, settings, at)
        except Away as error:
            log.warning("mail server away", reason=str(error))
        stop.wait(LOOK_S)
    stop.wait()


def send_all(database: Database, settings: Settings, at: datetime) -> dict[str, Sending]:
    """Send today's digests that are still to be sent; how each went, by its reader's id. Raises `Away`.

    No transaction is open while the mail server is talked to. It is reached before anything is noted.
    """
    day, sent = clock.day_of(at), dict[str, Sending]()
    letters = to_send(database, settings, at)
    if not letters:
        return sent
    with office(str(settings.smtp)) as server:
        with database.writing(_act()) as session:
            digest.forget(session, day)
        for one in letters:
            with database.writing(_act()) as session:
                mine = digest.begin(session, one.actor, day, at)
            if mine:
                sent[one.actor] = _send(database, settings, server, one, day)
    log.info("digests", **{state: list(sent.values()).count(state) for state in Sending})
    return sent


def to_send(database: Database, settings: Settings, at: datetime) -> Sequence[Addressed]:
    """The letters of today that are still to be sent; whoever has nothing to be told gets none."""
    with database.reading() as session:
        readers = digest.recipients(session, clock.day_of(at), at)
        days = settings.portrait_days, settings.receipt_days, settings.return_days
        found = report(session, *days, at) if readers else None
        told = [(reader, _of(found, reader)) for reader in readers] if found else []
    return [
        Addressed(one.actor, str(one.mail), one.language, letter(theirs, one.language, at))
        for one, theirs in told
        if not theirs.empty
    ]


def _of(found: Report, reader: Account) -> Report:
    """What concerns a reader. Portraits are the Ministry's, and each board's own."""
    theirs = found.of(reader.board)
    return theirs if reader.board or reader.role == Role.MINISTRY else theirs.without_portraits()


def _send(database: Database, settings: Settings, server: Office, one: Addressed, day: date) -> Sending:
    mail = message(str(settings.mail_from), one.mail, f"digest-{day}-{one.actor}", one.told, one.language, now())
    state = Sending.FAILED
    try:
        server.send(mail)
        state = Sending.SENT
    except Refused as error:
        log.warning("digest refused", actor=one.actor, reason=str(error))
    except Unclear as error:
        state = Sending.UNCLEAR
        log.warning("digest sent, no answer", actor=one.actor, reason=str(error))
    finally:
        # The server may have gone away in between: that too is noted, then told.
        with database.writing(_act()) as session:
            digest.end(session, one.actor, day, state)
    return state


def _act() -> Act:
    return Act("service:portal", now())
