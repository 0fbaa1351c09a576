"""The inbox: each event applied once, in order for its subject, together with the note that it was.

A batch is one transaction: note all, apply the new ones, commit; the caller acknowledges after it. When a batch fails
its events are taken one by one, so that only the one that fails is charged; see `chassis.parking` for what then.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from services.chassis import cause, lag, parking
from services.chassis.act import Act, now
from services.chassis.among import of_subjects
from services.chassis.away import is_away
from services.chassis.database import Database
from services.chassis.logs import told
from services.chassis.metering import meters
from services.chassis.metering.counting import count
from services.chassis.parking import Key
from services.chassis.service import Service
from services.chassis.tables import heard, inbox
from services.chassis.trace import numbers, trace_of
from services.chassis.upsert import insert_all
from services.contracts.envelope import Envelope, Unreadable, from_wire

log = structlog.get_logger()
Envelopes = Sequence[Envelope[Any]]
EACH = 50


def take(database: Database, service: Service, bodies: Sequence[bytes]) -> Collection[int]:
    """Apply a batch in order of arrival and commit. Returns the indexes of bodies that cannot be read.

    A second call with the same events changes nothing. Raises the database's own error while it is away or busy:
    then what was not applied must come again, and nothing may be acknowledged.
    """
    envelopes, unreadable = _read(service, bodies)
    meters.UNREADABLE.labels(service.name).inc(len(unreadable))
    began = time.perf_counter()
    try:
        with database.writing(_act(service)) as session:
            apply(session, service, envelopes)
    except Exception as error:
        if is_away(error):
            raise
        meters.BATCH_FAILURES.labels(service.name).inc()
        log.warning("batch failed, one by one", service=service.name, **told(error))
        patience = parking.Patience()
        for envelope in envelopes:
            parking.take_one(database, service, envelope, apply, patience)
    _tell(service, envelopes)
    meters.TAKEN_TOGETHER.labels(service.name).observe(len(envelopes))
    meters.APPLYING.labels(service.name).observe(time.perf_counter() - began)
    return unreadable


def apply(session: Session, service: Service, envelopes: Envelopes) -> None:
    """Note the events and hand the new ones to their operations, in runs of one handler."""
    new = _new(session, envelopes)
    count(session, meters.DUPLICATES, service.name, by=len(envelopes) - len(new))
    # Before the fence is read, which whoever unparks an event of these subjects is about to raise.
    stuck = parking.stuck(session, new)
    fresh = _fresh(session, new)
    count(session, meters.LATE, service.name, by=len(new) - len(fresh))
    ours = parking.behind(session, fresh, stuck)
    count(session, meters.PARKED, service.name, by=len(fresh) - len(ours))
    _hand(session, service, ours)


def apply_parked(session: Session, service: Service, envelope: Envelope[Any]) -> None:
    """Apply an event that was noted when it was parked, unless a later one of its subject was."""
    _hand(session, service, _fresh(session, [envelope]))


def pass_over(session: Session, source: str, subject: str, sequence: int) -> None:
    """Count an event as heard that is never applied: should it come again, it is an old one."""
    key = (source, subject)
    if sequence > _heard(session, {key}).get(key, 0):
        _raise_heard(session, {key: sequence})


def _tell(service: Service, envelopes: Envelopes) -> None:
    """What was taken: each event with its numbers; of a bulk change, which costs enough, the traces alone."""
    if len(envelopes) > EACH:
        traces = sorted({one.traceparent for one in envelopes if one.traceparent})
        log.info("taken", service=service.name, count=len(envelopes), traces=[trace_of(one) for one in traces])
    elif envelopes:
        events = [numbers(one) for one in envelopes]
        log.info("taken", service=service.name, count=len(events), events=events)


def _hand(session: Session, service: Service, fresh: Envelopes) -> None:
    for handler, run in groupby(fresh, lambda envelope: service.subscriptions.get(type(envelope.data))):
        if handler is not None:
            together = list(run)
            cause.follow(session, together)
            handler(session, together)
    _raise_heard(session, {parking.key_of(envelope): envelope.sequence for envelope in fresh})
    count(session, meters.APPLIED, service.name, by=len(fresh))
    lag.note(session, service.name, fresh)


def _read(service: Service, bodies: Sequence[bytes]) -> tuple[list[Envelope[Any]], list[int]]:
    envelopes, unreadable = [], []
    for index, body in enumerate(bodies):
        try:
            envelopes.append(from_wire(body))
        except Unreadable as error:
            log.error("unreadable message", service=service.name, reason=str(error))
            unreadable.append(index)
    return envelopes, unreadable


def _new(session: Session, envelopes: Envelopes) -> Envelopes:
    """Those never noted before, noted now."""
    if not envelopes:
        return []
    taken_at = now()
    rows = [{"event_id": key, "taken_at": taken_at} for key in {envelope.id: None for envelope in envelopes}]
    new = set(insert_all(session, inbox, rows, _unless_noted).scalars())
    return [envelope for envelope in _first_of_each(envelopes) if envelope.id in new]


def _first_of_each(envelopes: Envelopes) -> Envelopes:
    """Each where it came first: one that comes again, after those that follow it, must not seem to follow them."""
    first: dict[UUID, Envelope[Any]] = {}
    for envelope in envelopes:
        first.setdefault(envelope.id, envelope)
    return list(first.values())


def _fresh(session: Session, envelopes: Envelopes) -> Envelopes:
    """Those beyond the last sequence heard of their subject: the second fence, for what was resent very late."""
    last = _heard(session, {parking.key_of(envelope) for envelope in envelopes})
    fresh = []
    for envelope in envelopes:
        key = parking.key_of(envelope)
        if envelope.sequence > last.get(key, 0):
            last[key] = envelope.sequence
            fresh.append(envelope)
        else:
            log.warning("too late", subject=envelope.subject, last=last[key], **numbers(envelope))
    return fresh


def _heard(session: Session, keys: Collection[Key]) -> dict[Key, int]:
    if not keys:
        return {}
    found = session.execute(*of_subjects(session, heard, keys))
    return {(row.source, row.subject): row.sequence for row in found}


def _raise_heard(session: Session, last: Mapping[Key, int]) -> None:
    if not last:
        return
    rows = [{"source": key[0], "subject": key[1], "sequence": last[key]} for key in sorted(last)]
    insert_all(session, heard, rows, _raise)


def _unless_noted(add: Any) -> Any:
    return add.on_conflict_do_nothing().returning(inbox.c.event_id)


def _raise(add: Any) -> Any:
    return add.on_conflict_do_update(index_elements=["source", "subject"], set_={"sequence": add.excluded.sequence})


def _act(service: Service) -> Act:
    return Act(actor=f"service:{service.name}", at=now())
