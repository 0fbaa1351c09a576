"""A signed head: what the log ended in on a day, for everybody to keep, so that no later log can have another past."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.portal.model.chain import stamp
from services.portal.model.record import Record


@dataclass(frozen=True)
class Statement:
    """What is signed: the hash of the entry at `position`, the last of the log at that moment."""

    number: int
    position: int
    hash: str
    signed_at: datetime

    def text(self) -> str:
        """Byte for byte what the signature is over, in five lines."""
        return (
            f"reserve log head\nnumber: {self.number}\nposition: {self.position}\n"
            f"hash: {self.hash}\nsigned: {stamp(self.signed_at)}\n"
        )


class Head(Record):
    """A head as it was published. `key` is the public key (Ed25519, base64), `signature` over the statement's text."""

    __tablename__ = "head"

    # Counted from 1 without a gap, so that one that is taken out is missed.
    number: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date)
    signed_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(BIG_ID)
    hash: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(44))
    signature: Mapped[str] = mapped_column(String(88))

    @property
    def said(self) -> Statement:
        return Statement(self.number, self.position, self.hash, self.signed_at)

    @property
    def statement(self) -> str:
        return self.said.text()
