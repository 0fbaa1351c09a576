"""Transfers between boards: one offers, the Ministry approves, another receives; each step tells what it did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.act import Act
from services.chassis.errors import Conflict, Forbidden, Invalid
from services.contracts.reference import boards
from services.contracts.sentence import say
from services.contracts.shipping import (
    OfferedLine,
    TransferApproved,
    TransferClosed,
    TransferDispatched,
    TransferOffered,
    TransferReceived,
    TransferRefused,
    TransferWithdrawn,
)
from services.contracts.values import BoardCode, FreeText
from services.shipping.model.custody import Came
from services.shipping.model.record import Record
from services.shipping.model.tracking import Tracking
from services.shipping.model.transfer_content import TransferLine, check_offer
from services.shipping.model.transfer_stage import TRANSFER_STAGES, TransferStage, refusal

S = TransferStage


class Transfer(Record):
    """A transfer, with the number that the board writes on its boxes: in a sentence it stands for that number."""

    __tablename__ = "transfer"
    STEPPING: ClassVar[tuple[str, ...]] = ("stage", "answer", "closed_at", "missed")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    origin: Mapped[BoardCode]
    receiver: Mapped[BoardCode | None]
    stage: Mapped[TransferStage]
    reason: Mapped[FreeText]
    lines: Mapped[list[TransferLine]] = relationship(lazy="raise", order_by=TransferLine.type)
    offered_at: Mapped[datetime]
    offered_by: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    # Why it was refused or withdrawn, or what is known of what never came.
    answer: Mapped[FreeText | None]
    dispatched_at: Mapped[datetime | None]
    carrier: Mapped[str | None] = mapped_column(String(80))
    tracking: Mapped[str | None] = mapped_column(String(60))
    received_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # How many devices its end declared missing. What is elsewhere by then is none of them.
    missed: Mapped[int | None]

    __table_args__ = (
        Index("transfer_by_origin", "origin", "id"),
        Index("transfer_by_receiver", "receiver", "id"),
        Index("transfer_by_stage", "stage", "id"),
    )

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def numbered(number: int) -> str:
        return f"M{number:06d}"

    @classmethod
    def offer(
        cls,
        number: int,
        board: BoardCode,
        wanted: Mapping[str, int],
        has: Mapping[str, int],
        reason: FreeText,
        act: Act,
    ) -> tuple["Transfer", TransferOffered]:
        """So many of each type; `has`: how many may go. Raises `Invalid` over that, or where nothing is offered."""
        check_offer(wanted, has)
        transfer = cls(id=uuid7(), number=cls.numbered(number), origin=board, stage=S.OFFERED, reason=reason)
        transfer.offered_at, transfer.offered_by = act.at, act.actor
        transfer.lines = [TransferLine(type=kind, quantity=wanted[kind]) for kind in sorted(wanted)]
        lines = [OfferedLine(type=one.type, quantity=one.quantity) for one in transfer.lines]
        return transfer, TransferOffered(**transfer._about(), lines=lines, reason=reason)

    def approve(self, receiver: BoardCode, act: Act) -> TransferApproved:
        """It goes to that board. Raises `Forbidden` to whoever offered it."""
        self._decide(act, S.APPROVED)
        if receiver not in boards():
            raise Invalid("transfer.receiver", say("There is no such board. Choose one of the list."))
        if receiver == self.origin:
            raise Conflict("transfer.same_board", say("This board offered the devices. Choose another one."))
        self.stage, self.receiver, self.decided_at, self.decided_by = S.APPROVED, receiver, act.at, act.actor
        return TransferApproved(**self._about(), receiver=receiver)

    def refuse(self, reason: FreeText, act: Act) -> TransferRefused:
        """The devices stay where they are. Raises `Forbidden` to whoever offered it."""
        self._decide(act, S.REFUSED)
        self.stage, self.answer, self.decided_at, self.decided_by = S.REFUSED, reason, act.at, act.actor
        return TransferRefused(**self._about(), reason=reason)

    def withdraw(self, reason: FreeText, at: datetime) -> TransferWithdrawn:
        self.check(S.WITHDRAWN)
        self.stage, self.answer, self.closed_at = S.WITHDRAWN, reason, at
        return TransferWithdrawn(**self._about(), receiver=self.receiver, reason=reason)

    def dispatch(
        self, devices: int, carrier: str | None, tracking: Tracking | None, at: datetime
    ) -> TransferDispatched:
        """So many devices are in the boxes. Raises `Conflict` where none is."""
        self.check(S.DISPATCHED)
        if not devices:
            raise Conflict(
                "transfer.empty",
                say("Nothing is in transfer %(number)s yet. Scan its devices first.", number=self.number),
            )
        self.stage, self.dispatched_at, self.carrier, self.tracking = S.DISPATCHED, at, carrier, tracking
        return TransferDispatched(**self._both(), devices=devices, carrier=carrier, tracking=tracking)

    def receive(self, at: datetime) -> TransferReceived:
        self.check(S.RECEIVED)
        self.stage, self.received_at = S.RECEIVED, at
        return TransferReceived(**self._both())

    def close(self, counts: Mapping[Came, int], missed: int, reason: FreeText | None, at: datetime) -> TransferClosed:
        """Nothing more is awaited; so many are `missed`, as far as they are nowhere else.

        Raises `Invalid` where something is missing and nobody says what is known of it.
        """
        self.check(S.CLOSED)
        found: dict[str, Any] = {one.value: counts.get(one, 0) for one in Came}
        if found[Came.MISSING] and reason is None:
            raise Invalid(
                "transfer.reason",
                say("%(count)s device(s) did not come: say what is known.", count=found[Came.MISSING]),
            )
        self.stage, self.closed_at, self.answer, self.missed = S.CLOSED, at, reason, missed
        return TransferClosed(**self._both(), sent=sum(found.values()), **found)

    def check(self, stage: TransferStage) -> None:
        """Raises `Conflict` unless it may come to this stage next."""
        if (self.stage, stage) not in TRANSFER_STAGES:
            raise Conflict(f"transfer.not_{stage}", refusal(self.number, self.stage, stage))

    def _decide(self, act: Act, stage: TransferStage) -> None:
        if act.actor == self.offered_by:
            raise Forbidden("transfer.own", say("Whoever offered a transfer does not decide on it. Ask a colleague."))
        self.check(stage)

    def _about(self) -> dict[str, Any]:
        return {"transfer": self.id, "number": self.number, "origin": self.origin}

    def _both(self) -> dict[str, Any]:
        return {**self._about(), "receiver": self.receiver}
