"""A claim to the supplier of a delivery: what was missing, damaged or not announced, by device, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict
from services.chassis.version import Versioned
from services.contracts.sentence import Sentence, say
from services.contracts.warehouse import (
    SupplierClaimAnswered,
    SupplierClaimClosed,
    SupplierClaimSent,
    SupplierClaimWithdrawn,
)
from services.warehouse.model.difference import Difference, Differences
from services.warehouse.model.record import Record


class SupplierClaimState(StrEnum):
    """`sent` as long as a device has no answer, `answered` once each has."""

    DRAFTED = "drafted"
    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


S = SupplierClaimState
MOVES: frozenset[tuple[SupplierClaimState, SupplierClaimState]] = frozenset(
    {
        (S.DRAFTED, S.SENT),
        (S.SENT, S.ANSWERED),
        # An answer is corrected.
        (S.ANSWERED, S.ANSWERED),
        (S.ANSWERED, S.CLOSED),
        (S.DRAFTED, S.WITHDRAWN),
        (S.SENT, S.WITHDRAWN),
    }
)
WORDS: Mapping[SupplierClaimState, Sentence] = {
    S.DRAFTED: say("to be sent"),
    S.SENT: say("sent"),
    S.ANSWERED: say("answered"),
    S.CLOSED: say("closed"),
    S.WITHDRAWN: say("withdrawn"),
}
REFUSED: Mapping[SupplierClaimState, Sentence] = {
    S.SENT: say("Claim %(number)s is %(state)s: only one that was not sent is sent."),
    S.ANSWERED: say("Claim %(number)s is %(state)s: only one that was sent is answered."),
    S.CLOSED: say("Claim %(number)s is %(state)s: it is closed once each of its devices has an answer."),
    S.WITHDRAWN: say("Claim %(number)s is %(state)s: once answered it is not withdrawn."),
}


class Outcome(StrEnum):
    """The supplier's answer for a device. `settled` is ours: it came after all, or is sound."""

    OPEN = "open"
    REPLACED = "replaced"
    CREDITED = "credited"
    REFUSED = "refused"
    SETTLED = "settled"


OUTCOMES: Mapping[Outcome, Sentence] = {
    Outcome.OPEN: say("no answer yet"),
    Outcome.REPLACED: say("replaced"),
    Outcome.CREDITED: say("credited"),
    Outcome.REFUSED: say("refused"),
    Outcome.SETTLED: say("settled: it came, or is sound"),
}


@dataclass(frozen=True)
class SupplierAnswer:
    """What the supplier said, on which day, under which reference of its own."""

    outcome: Outcome
    answered_on: date
    reference: str | None = None


class SupplierClaim(Versioned, Record):
    """One claim. `lines` are its devices, `unanswered` those without an answer; `language` is the supplier's."""

    __tablename__ = "supplier_claim"
    __table_args__ = (
        Index("supplier_claim_delivery", "delivery_id", "id"),
        Index("supplier_claim_state", "state", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    supplier: Mapped[str] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(2))
    note: Mapped[str | None] = mapped_column(String(500))
    state: Mapped[SupplierClaimState] = mapped_column(default=S.DRAFTED)
    lines: Mapped[int]
    unanswered: Mapped[int]
    # The supplier's own number of the claim, as it told it last.
    reference: Mapped[str | None] = mapped_column(String(500))
    drafted_by: Mapped[str] = mapped_column(String(200))
    drafted_at: Mapped[datetime]
    sent_by: Mapped[str | None] = mapped_column(String(200))
    sent_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(200))
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = mapped_column(String(500))

    def send(self, found: Differences, by: str, at: datetime) -> SupplierClaimSent:
        """Go to the supplier, with so many devices of each kind."""
        self.check_move(S.SENT)
        self.state, self.sent_by, self.sent_at = S.SENT, by, at
        return SupplierClaimSent(
            claim=self.id, number=self.number, delivery=self.delivery_id, supplier=self.supplier, **vars(found)
        )

    def take(self, answer: SupplierAnswer, lines: int, unanswered: int) -> SupplierClaimAnswered:
        """Have an answer for `lines` devices; so many have none after it."""
        target = S.SENT if unanswered else S.ANSWERED
        self.check_answers(answer)
        self.state, self.unanswered, self.reference = target, unanswered, answer.reference or self.reference
        return SupplierClaimAnswered(
            claim=self.id,
            number=self.number,
            delivery=self.delivery_id,
            outcome=answer.outcome.value,
            lines=lines,
            unanswered=unanswered,
            answered_on=answer.answered_on,
            reference=answer.reference,
        )

    def close(self, by: str, at: datetime) -> SupplierClaimClosed:
        """Expect nothing more of the supplier."""
        self.check_move(S.CLOSED)
        self.state, self.ended_by, self.ended_at = S.CLOSED, by, at
        return SupplierClaimClosed(claim=self.id, number=self.number, delivery=self.delivery_id)

    def withdraw(self, reason: str, by: str, at: datetime) -> SupplierClaimWithdrawn | None:
        """Hold no more; None where it was never sent, and so nobody was told of it. Its devices may be claimed anew."""
        self.check_move(S.WITHDRAWN)
        was_sent = self.state is S.SENT
        self.state, self.ended_by, self.ended_at, self.ended_because = S.WITHDRAWN, by, at, reason
        if not was_sent:
            return None
        return SupplierClaimWithdrawn(claim=self.id, number=self.number, delivery=self.delivery_id, reason=reason)

    def check_answers(self, answer: SupplierAnswer) -> None:
        """Raise `Conflict` unless it waits for answers, or may have one corrected; an answer says something."""
        if answer.outcome is Outcome.OPEN:
            raise Conflict("supplier_claim.outcome", say("Say what the supplier answered."))
        if self.state not in (S.SENT, S.ANSWERED):
            raise self._refusal(S.ANSWERED)

    def check_move(self, target: SupplierClaimState) -> None:
        if (self.state, target) not in MOVES:
            raise self._refusal(target)

    def _refusal(self, target: SupplierClaimState) -> Conflict:
        told = {"number": self.number, "state": WORDS[self.state]}
        return Conflict("supplier_claim.move", Sentence(REFUSED[target].msgid, told))


class SupplierClaimLine(Record):
    """One device of a claim: why it is claimed, and the supplier's answer."""

    __tablename__ = "supplier_claim_line"
    __table_args__ = (Index("supplier_claim_line_device", "device_id"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("supplier_claim.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    kind: Mapped[Difference]
    reason: Mapped[str | None] = mapped_column(String(500))
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.OPEN)
    answered_on: Mapped[date | None] = mapped_column(Date)
    answered_by: Mapped[str | None] = mapped_column(String(200))
