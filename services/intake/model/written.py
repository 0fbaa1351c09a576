"""A request as its board writes it down: where to, why, how soon, which lines; as a draft, or to complete it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.contracts import intake as told
from services.contracts.sentence import say
from services.intake.model.asking import Asking
from services.intake.model.case import Case
from services.intake.model.closure import check_closure
from services.intake.model.freight import Quote
from services.intake.model.line import Allotted, Line, allot
from services.intake.model.state import WORDS, WRITABLE, State, Urgency


class Written(Case):
    """The content of a request. `terms`: of the freight quoted last; None where they were not kept yet."""

    __abstract__ = True

    site: Mapped[str] = mapped_column(String(30))
    justification: Mapped[str] = mapped_column(String(500))
    urgency: Mapped[Urgency]
    closing: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    entered_at: Mapped[datetime]

    @declared_attr
    @classmethod
    def asked(cls) -> Mapped[list[Line]]:
        return relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def closure(self) -> told.Closure | None:
        """What closed and makes it urgent."""
        return told.Closure.model_validate(self.closing) if self.closing else None

    @property
    def quote(self) -> Quote | None:
        """The freight as it was quoted last, with its terms."""
        return Quote.of(self.terms) if self.terms else None

    @property
    def lines(self) -> list[Allotted]:
        """The lines with what was granted to each."""
        return allot(self.asked, self.shares.figures("granted"))

    def write(self, act: Act, asking: Asking, quote: Quote) -> None:
        """Write it whole, as a draft or to complete it: whoever writes it anew is the one who entered it."""
        self.check_writable()
        self._write(act, asking, quote)

    def check_draft(self) -> None:
        """Raises `Conflict` once it is more than a draft: from then on others rely on it."""
        if self.state is not State.DRAFT:
            raise Conflict(
                "request.no_draft",
                say(
                    "Request %(number)s is %(state)s: only a draft can be discarded. Withdraw it instead.",
                    number=self.number,
                    state=WORDS[self.state],
                ),
            )

    def check_writable(self) -> None:
        """Raises `Conflict` while others rely on it: it is submitted, or decided."""
        if self.state not in WRITABLE:
            raise Conflict(
                "request.no_draft",
                say(
                    "Request %(number)s is %(state)s: only a draft, or a request sent back, can be changed.",
                    number=self.number,
                    state=WORDS[self.state],
                ),
            )

    def _write(self, act: Act, asking: Asking, quote: Quote) -> None:
        check_closure(asking.urgency, asking.closure)
        self.site, self.justification, self.urgency = asking.site, asking.justification, asking.urgency
        self.closing = asking.closure.model_dump(mode="json") if asking.closure else None
        self.asked, self.types = asking.records(), asking.shares()
        self.freight_cents, self.terms = quote.cents, quote.kept()
        self.entered_by, self.entered_at = act.actor, act.at
        self._sign(act)

    def _sign(self, act: Act) -> None:
        """Note who had a hand in it."""
        self.asked_by = sorted({*(self.asked_by or ()), act.actor})
