"""Delivery addresses, kept by the boards: a dock or an office, and the service to ask for."""

from datetime import datetime
from typing import Self

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.version import Versioned
from services.contracts import intake as told
from services.contracts.sentence import say
from services.contracts.values import BoardCode, Code
from services.intake.model.record import Record


class SiteSlug(Code):
    """A board's own short name for an address: `quai`, `centre-3`."""

    pattern = r"[a-z0-9][a-z0-9\-]{0,29}"
    rule = say("A site's short name has 1 to 30 small letters, digits or hyphens, for example quai.")

    @classmethod
    def clean(cls, text: str) -> str:
        return text.strip().lower()


class PostalCode(Code):
    """A Canadian postal code: `H1V 3R9`."""

    pattern = r"[A-Z]\d[A-Z] \d[A-Z]\d"
    rule = say("A postal code is like H1V 3R9.")

    @classmethod
    def clean(cls, text: str) -> str:
        text = "".join(text.upper().split())
        return f"{text[:3]} {text[3:]}"


class Site(Versioned, Record):
    """An address of a board. A grant carries it as it is at that moment."""

    __tablename__ = "site"

    board: Mapped[BoardCode] = mapped_column(String(6), primary_key=True)
    site: Mapped[str] = mapped_column(String(30), primary_key=True)
    street: Mapped[str] = mapped_column(String(120))
    town: Mapped[str] = mapped_column(String(80))
    postal_code: Mapped[str] = mapped_column(String(7))
    contact: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40))
    kept_at: Mapped[datetime]

    @classmethod
    def of(cls, board: BoardCode, address: told.Address, at: datetime) -> Self:
        return cls(board=board, kept_at=at, **address.model_dump())

    def change(self, address: told.Address, at: datetime) -> None:
        """Write it anew, whole."""
        for name, value in address.model_dump().items():
            setattr(self, name, value)
        self.kept_at = at

    def address(self) -> told.Address:
        return told.Address(
            site=self.site,
            street=self.street,
            town=self.town,
            postal_code=self.postal_code,
            contact=self.contact,
            phone=self.phone,
        )
