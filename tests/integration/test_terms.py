"""What concerns persons goes at its term, by the rules of each service: not a day before, and in chunks."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import access as log
from services.chassis import tables, terms
from services.chassis.act import Act, now
from services.chassis.run import Running, running
from services.chassis.terms import COMMON, Term, end_terms
from services.contracts.roles import Person, Role
from services.contracts.sees import Sees
from services.contracts.values import BoardCode
from services.everything import SERVICES
from services.portal.model.account import Account
from services.portal.model.account_change import AccountChange, Change
from services.portal.model.digest import Digest, Sending
from services.portal.model.identity import Invitation
from services.portal.model.kept_form import KeptForm
from services.portal.model.sign_in import Attempts, SignIn
from services.shipping.model import Shipment, Stage
from services.shipping.model.trip import Trip
from services.warehouse.model.notice_file import NoticeFile, NoticeOutcome
from tests.integration.databases import installation

pytestmark = pytest.mark.databases("sqlite", "postgresql")
BOARD, TODAY = BoardCode("762000"), datetime.fromisoformat("2030-01-15T12:00:00+00:00")
Make = Callable[[Session, datetime], None]


@pytest.fixture(scope="module")
def houses(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Running]]:
    settings = installation(tmp_path_factory.mktemp("site"))
    found = {service.name: running(service, settings) for service in SERVICES}
    yield found
    for one in found.values():
        one.database.close()


def access(session: Session, at: datetime) -> None:
    log.note(session, Person("u-1", Role.AUDITOR), Sees.LOANS, "GET /shipping/loans", None)


def step(session: Session, at: datetime) -> None:
    told = UUID(int=(int(at.timestamp() * 1000) << 80) + 1)
    row = {"name": f"device/{uuid4()}", "sequence": 1, "event_id": told, "what": "x", "change": {"before": {}}}
    session.execute(insert(tables.subject).values(row))


def sign_in(session: Session, at: datetime) -> None:
    actor = f"u-{uuid4().hex[:8]}"
    row = {"login": actor, "password_hash": "-", "role": Role.AUDITOR, "created_at": at}
    account = Account(actor=actor, **row)
    more = {"cookie_hash": uuid4().hex, "csrf": "c", "created_at": at - timedelta(days=9), "seen_at": at}
    session.add_all([account, SignIn(account=account, **more)])


def invitation(session: Session, at: datetime) -> None:
    actor = f"u-{uuid4().hex[:8]}"
    session.add(Account(actor=actor, login=actor, password_hash="-", role=Role.AUDITOR, created_at=at))
    session.flush()
    session.add(Invitation(actor=actor, code_hash=uuid4().hex, made_at=at))


def kept_form(session: Session, at: datetime) -> None:
    actor = f"u-{uuid4().hex[:8]}"
    session.add(Account(actor=actor, login=actor, password_hash="-", role=Role.AUDITOR, created_at=at))
    session.flush()
    session.add(KeptForm(actor=actor, sealed=b"x", kept_at=at))


def failure(session: Session, at: datetime) -> None:
    session.add(Attempts(login_hash=uuid4().hex, failures=1, failed_at=at))


def change(session: Session, at: datetime) -> None:
    session.add(AccountChange(at=at, actor="u-1", change=Change.CLOSED, about="u-2", role=Role.AUDITOR))


def mailed(session: Session, at: datetime) -> None:
    session.add(Digest(day=at.date(), actor=uuid4().hex[:12], state=Sending.SENT, attempts=1, tried_at=at))


def shipment(session: Session, at: datetime) -> None:
    about = {"order": uuid4(), "request": uuid4(), "board": BOARD, "state": Stage.DELIVERED, "whole": True}
    told = {"number": uuid4().hex[:8], "readied_at": at, "delivered_at": at, "received_by": "M. Roy"}
    session.add(Shipment(id=uuid7(), **about, **told))


def trip(session: Session, at: datetime) -> None:
    made = {"number": uuid4().hex[:8], "carrier": "van", "day": at.date(), "driver": "17", "made_at": at, "version": 1}
    session.add(Trip(id=uuid7(), **made))


def file(session: Session, at: datetime) -> None:
    read: dict[str, Any] = {"outcome": NoticeOutcome.REFUSED, "rows": 0, "faults": 0, "report": []}
    told = {"name": "avis.csv", "sha256": uuid4().hex * 2, "size": 1, "packed": b"x", "sent_by": "u-1", "sent_at": at}
    session.add(NoticeFile(id=uuid7(), **told, **read))


MADE: dict[str, Make] = {
    "accesses": access,
    "steps": step,
    "sessions": sign_in,
    "invitations": invitation,
    "kept forms": kept_form,
    "failures": failure,
    "account changes": change,
    "digests": mailed,
    "signatures": shipment,
    "drivers": trip,
    "supplier files": file,
}
RULES = [(service.name, term) for service in SERVICES for term in (*COMMON, *service.terms)]
IDS = [f"{service} {term.name}" for service, term in RULES]


def left(one: Running, term: Term) -> int:
    """The rows that still say what the rule lets go."""
    counted = select(func.count()).select_from(term.key.table if hasattr(term.key, "table") else term.key.class_)
    if term.forgets is not None:
        counted = counted.where(term.forgets.is_not(None))
    with one.database.reading() as session:
        return session.scalar(counted) or 0


def test_every_rule_is_proven_here():
    assert {term.name for _, term in RULES} == set(MADE)


@pytest.mark.parametrize(("service", "term"), RULES, ids=IDS)
def test_what_is_over_goes_and_what_is_a_day_younger_stays(
    houses: dict[str, Running], service: str, term: Term, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(terms, "CHUNK", 2)
    monkeypatch.setattr(terms, "PAUSE_S", 0.0)
    one, over = houses[service], TODAY - timedelta(days=term.days)
    before = left(one, term)
    if term.name == "accesses":
        # The database keeps them by its own clock.
        over = now() - timedelta(days=term.days)
    for at in [over - timedelta(days=1)] * 5 + [over + timedelta(days=1)] * 2:
        with one.database.writing(Act("u-1", at)) as session:
            MADE[term.name](session, at)
    asked = over + timedelta(days=term.days)
    assert end_terms(one.database, service_terms(service), asked, Event())[term.name] == 5
    assert left(one, term) == before + 2
    assert end_terms(one.database, service_terms(service), asked, Event())[term.name] == 0


def service_terms(name: str) -> Any:
    return next(service.terms for service in SERVICES if service.name == name)


def test_the_chain_of_accesses_holds_after_a_purge_and_the_last_is_never_purged(tmp_path: Path):
    one, old = running(SERVICES[0], installation(tmp_path)), now() - timedelta(days=2_000)
    ages = (old, old, old + timedelta(days=150), old, now() - timedelta(days=1_900))
    for at in ages:
        with one.database.writing(Act("u-1", at)) as session:
            access(session, at)
    found = []
    for moment in (old + timedelta(days=1_900), now(), now()):
        ended = end_terms(one.database, (), moment, Event())["accesses"]
        with one.database.reading() as session:
            checked = log.verify(session)
        found.append((ended, checked.first, checked.count, checked.broken_at))
    one.database.close()
    # What stands behind a younger one waits for it, and the last stays whatever its age.
    assert found == [(2, 3, 3, None), (2, 5, 1, None), (0, 5, 1, None)]


def test_a_rule_stops_when_it_is_told_to(houses: dict[str, Running]):
    stop = Event()
    stop.set()
    assert set(end_terms(houses["portal"].database, service_terms("portal"), now(), stop).values()) == {0}
