"""Stations: a scanner's key, of the warehouse or of a board, exchanged for short tokens until it is over or revoked."""

import base64
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict, Invalid
from services.contracts.duty import AT_BOARD, IN_WAREHOUSE, Duty
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.portal.model.record import Record
from services.portal.model.sign_in import digest

KEY = re.compile(r"rsk_([a-z2-7]{8})_([A-Za-z0-9_-]{43})")
# How long a key is good where nobody says otherwise, and how long the one before it is after a renewal.
DAYS, MOST_DAYS = 365, 730
OVERLAP = timedelta(days=7)
# So long before its end whoever answers for a key is told.
SOON = timedelta(days=14)


class Station(Record):
    """A place that scans. `board` None is the warehouse's. The key is 256 random bits, kept hashed, shown once.

    `duties`: what it is good for, None for all that its place does. `expires_at` None: revoked before keys had an end.
    `old_hash` is the key before the present one, good until `old_until`.
    """

    __tablename__ = "station"
    __table_args__ = (Index("station_board", "board", "id"),)

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    board: Mapped[str | None] = mapped_column(String(6))
    key_hash: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    duties: Mapped[str | None] = mapped_column(String(200))
    expires_at: Mapped[datetime | None]
    old_hash: Mapped[str | None] = mapped_column(String(64))
    old_until: Mapped[datetime | None]

    @property
    def does(self) -> frozenset[str] | None:
        """Its duties; None for all."""
        return None if self.duties is None else frozenset(self.duties.split(","))

    def opens(self, key: str, at: datetime) -> bool:
        """Whether this is the station's key, or the one before it while that is good, and neither over nor revoked."""
        if not self.active or self.over(at):
            return False
        given = digest(key)
        before = self.old_until is not None and at <= self.old_until and hmac.compare_digest(str(self.old_hash), given)
        return hmac.compare_digest(self.key_hash, given) or before

    def over(self, at: datetime) -> bool:
        return self.expires_at is not None and at > self.expires_at

    def ends_soon(self, at: datetime) -> bool:
        """Whether its key is still good, and not for long."""
        return self.active and self.expires_at is not None and at <= self.expires_at < at + SOON

    def renew(self, at: datetime, days: int) -> str:
        """Another key, good for so many days; the present one, unless over, for a week yet. Raises `Conflict`."""
        if not self.active:
            raise Conflict("station.revoked", say("The key of this station was revoked: make another station."))
        self.old_hash, self.old_until = (None, None) if self.over(at) else (self.key_hash, at + OVERLAP)
        self.expires_at = at + timedelta(days=days)
        key = _new_key(self.id)
        self.key_hash = digest(key)
        return key

    def person(self, operator: str) -> Person:
        """Whom a token names: the station with its operator, an id of the site's own."""
        board = BoardCode(self.board) if self.board else None
        return Person(f"station:{self.id}/{operator}", Role.STATION, board, station=self.id, duties=self.does)


def open_station(
    name: str, board: BoardCode | None, at: datetime, duties: Iterable[Duty] = (), days: int = DAYS
) -> tuple[Station, str]:
    """A new station and its key; of no duties is of all. Raises `Invalid` for duties that its place does not have."""
    chosen = frozenset(duties)
    if not chosen <= (AT_BOARD if board else IN_WAREHOUSE):
        raise Invalid("station.duties", say("A station of this place does not do this."))
    number = base64.b32encode(secrets.token_bytes(5)).decode().lower()
    key = _new_key(number)
    said = ",".join(sorted(chosen)) or None
    station = Station(id=number, name=name, board=board, key_hash=digest(key), created_at=at, duties=said)
    station.expires_at = at + timedelta(days=days)
    return station, key


def station_of(key: str) -> str | None:
    """The id of the station that a key names; None when it is no key at all."""
    found = KEY.fullmatch(key)
    return found[1] if found else None


def _new_key(number: str) -> str:
    return f"rsk_{number}_{secrets.token_urlsafe(32)}"
