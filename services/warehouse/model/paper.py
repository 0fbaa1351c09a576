"""Documents that prove what was done to devices: repair orders, certificates of wiping and destruction, decisions."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict, Invalid
from services.contracts.care import Method, PaperKind, PaperNumber, Proof
from services.contracts.sentence import Sentence, say
from services.warehouse.model.person import person_of
from services.warehouse.model.record import Record

# What each kind must say beside its number.
NEEDS: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.REPAIR_ORDER: ("reference", "company"),
    PaperKind.WIPE_CERTIFICATE: ("method", "tool"),
    PaperKind.RETIREMENT_DECISION: ("reference",),
    PaperKind.DESTRUCTION_CERTIFICATE: ("reference", "company", "method", "day"),
}
NAMES: Mapping[str, Sentence] = {
    "reference": say("Its number at who issued it"),
    "company": say("Repairer, carrier or recycler"),
    "method": say("Method (NIST SP 800-88)"),
    "tool": say("Tool and its version"),
    "day": say("Its date"),
}


def number(value: int) -> PaperNumber:
    return PaperNumber(f"P{value:06d}")


class Paper(Record):
    """A document; `number` is the reserve's own, `reference` that of who issued it. It is opened once and not changed:
    what devices it is about, the steps that name it say."""

    __tablename__ = "paper"
    __table_args__ = (Index("paper_kind", "kind", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[PaperKind]
    reference: Mapped[str] = mapped_column(String(500), default="")
    method: Mapped[Method | None]
    tool: Mapped[str] = mapped_column(String(500), default="")
    company: Mapped[str] = mapped_column(String(500), default="")
    day: Mapped[date | None]
    opened_by: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]

    def check_whole(self) -> None:
        """Raise `Invalid` where it does not say what its kind must."""
        for name in NEEDS[self.kind]:
            if not getattr(self, name):
                raise Invalid(
                    "paper.incomplete", say("This document must say: %(what)s.", what=NAMES[name]), field=name
                )

    def check_confirms(self, actor: str) -> None:
        """Raise `Conflict` where who opened it would also say that it was done: that takes two people."""
        if person_of(actor) == person_of(self.opened_by):
            told = say("You opened %(number)s yourself: somebody else says that it was done.", number=self.number)
            raise Conflict("paper.own", told)

    def proof(self) -> Proof:
        """What events say of it."""
        return Proof(
            paper=self.id,
            kind=self.kind,
            number=PaperNumber(self.number),
            reference=self.reference,
            method=self.method,
            tool=self.tool,
            company=self.company,
            day=self.day,
        )
