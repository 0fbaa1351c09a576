"""What may still be promised: free devices by type as the warehouse last told, less what is granted and unanswered."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.intake.model.record import Record
from services.intake.model.vocabulary import TypeName


class Stock(Record):
    """One row a type. `heard` already lacks what the warehouse answered, `pending` what it has not: never both."""

    __tablename__ = "stock"

    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    heard: Mapped[int]
    pending: Mapped[int]

    @property
    def free(self) -> int:
        """What may still be granted. Below 0 when stock shrank after a grant: the warehouse will answer short."""
        return self.heard - self.pending


def over_stock(kind: str, more: int, free: int) -> Conflict:
    """The refusal of a grant that would promise what is not there."""
    return Conflict(
        "grant.over_stock",
        say(
            "%(type)s: %(more)s more would be granted, %(free)s free in the reserve. Grant less, or wait for stock.",
            type=TypeName(kind),
            more=more,
            free=max(free, 0),
        ),
    )
