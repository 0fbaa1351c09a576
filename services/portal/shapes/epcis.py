"""What is asked of the custody in EPCIS: of a device, of a shipment, or of some days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from services.chassis.web.shapes import Body
from services.contracts.sentence import say
from services.contracts.values import Malformed
from services.portal.model.clock import HERE
from services.portal.queries.epcis import Cursor

ONE = say("Ask for a device, for a shipment, or for days (from, to): one of the three.")
MOST = 1_000
# Microseconds since 1970, and the position.
TOKEN = r"^[0-9]{1,17}-[0-9]{1,18}$"  # noqa: S105  # a place in a list
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Wanted(Body):
    """One of three; days are whole ones of Québec, the last one too. `after` is given by the page before."""

    device: UUID | None = None
    shipment: UUID | None = None
    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    after: str | None = Field(None, pattern=TOKEN)
    limit: int = Field(200, ge=1, le=MOST)

    @model_validator(mode="after")
    def one_of_three(self) -> Self:
        days = self.first is not None and self.last is not None
        if (bool(self.first), bool(self.last)) != (days, days) or [bool(self.subject), days].count(True) != 1:
            raise Malformed(ONE)
        if self.device and self.shipment:
            raise Malformed(ONE)
        return self

    @property
    def subject(self) -> str | None:
        """The key of the device or the shipment; None of days."""
        if self.device:
            return f"device/{self.device}"
        return f"shipment/{self.shipment}" if self.shipment else None

    @property
    def cursor(self) -> Cursor | None:
        if self.after is None:
            return None
        time, position = self.after.split("-")
        return Cursor(EPOCH + timedelta(microseconds=int(time)), int(position))


def token(cursor: Cursor) -> str:
    """A cursor as an address has it."""
    return f"{(cursor.time - EPOCH) // timedelta(microseconds=1)}-{cursor.position}"


def start_of(day: date) -> datetime:
    """When a day began in Québec."""
    return datetime.combine(day, time(), HERE)
