"""What was published, once: the figures as the log gave them up to one of its entries."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.portal.model.record import Record

Rows = Sequence[Sequence[Any]]
Figures = Mapping[str, Rows]


class Publication(Record):
    """The open data of a day: `body` holds the rows of every dataset, and follows from the log up to `position` alone.

    `head` is the hash of that entry. Whoever holds the log can make the same bytes again, and compare `digest`.
    """

    __tablename__ = "publication"

    number: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date)
    published_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(BIG_ID)
    head: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)

    @property
    def figures(self) -> dict[str, list[list[Any]]]:
        """The rows by dataset."""
        found: dict[str, list[list[Any]]] = json.loads(self.body)
        return found


def written(figures: Figures) -> bytes:
    """The figures as bytes, the same for the same figures."""
    return json.dumps(figures, sort_keys=True, separators=(",", ":")).encode()


def digest_of(body: bytes) -> str:
    """The SHA-256 of what is published, as hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()
