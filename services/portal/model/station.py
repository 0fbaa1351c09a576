"""Stations: a scanner's key, of the warehouse or of one board, exchanged for short tokens until it is revoked."""

import base64
import hmac
import re
import secrets
from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.portal.model.record import Record
from services.portal.model.sign_in import digest

KEY = re.compile(r"rsk_([a-z2-7]{8})_([A-Za-z0-9_-]{43})")


class Station(Record):
    """A place that scans. `board` None is the warehouse's. The key is 256 random bits, kept hashed, shown once."""

    __tablename__ = "station"
    __table_args__ = (Index("station_board", "board", "id"),)

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    board: Mapped[str | None] = mapped_column(String(6))
    key_hash: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def opens(self, key: str) -> bool:
        """Whether this is the station's key and still good."""
        return hmac.compare_digest(self.key_hash, digest(key)) and self.active

    def person(self, operator: str) -> Person:
        """Whom a token names: the station with its operator, an id of the site's own."""
        board = BoardCode(self.board) if self.board else None
        return Person(f"station:{self.id}/{operator}", Role.STATION, board, station=self.id)


def open_station(name: str, board: BoardCode | None, at: datetime) -> tuple[Station, str]:
    """A new station and its key."""
    number = base64.b32encode(secrets.token_bytes(5)).decode().lower()
    key = f"rsk_{number}_{secrets.token_urlsafe(32)}"
    return Station(id=number, name=name, board=board, key_hash=digest(key), created_at=at), key


def station_of(key: str) -> str | None:
    """The id of the station that a key names; None when it is no key at all."""
    found = KEY.fullmatch(key)
    return found[1] if found else None
