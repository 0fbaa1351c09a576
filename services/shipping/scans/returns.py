"""The return shipments that a set of scans fills: the board's open ones, and new ones, numbered when all is written."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.counter import next_numbers
from services.chassis.outbox import Happening
from services.chassis.scans import Scan
from services.contracts.shipping import DeviceSentBack
from services.contracts.values import BoardCode
from services.shipping.model import ReturnShipment

DAY = timedelta(days=1)


class Returns:
    """What a board sends back for one reason on one day shares a return, scanned at once or one by one."""

    def __init__(self, session: Session, board: BoardCode, scans: Iterable[Scan]) -> None:
        self.board = board
        self._opened: list[ReturnShipment] = []
        self._known = _open(session, board, [scan for scan in scans if scan.action == "send_back"])

    def parcel(self, reason: str, at: datetime) -> ReturnShipment:
        """The return into which a device goes now; a new one counts only once something is `put` into it."""
        same = (one for one in (*self._known, *self._opened) if one.takes(reason, at))
        return next(same, None) or ReturnShipment(id=uuid7(), board=self.board, reason=reason, sent_at=at)

    def put(self, parcel: ReturnShipment) -> None:
        if parcel not in self._known and parcel not in self._opened:
            self._opened.append(parcel)

    def write(self, session: Session) -> None:
        """Number the new returns and write them; without a flush before, which would write them numberless."""
        with session.no_autoflush:
            numbers = next_numbers(session, "return", len(self._opened)) if self._opened else ()
        for parcel, number in zip(self._opened, numbers, strict=True):
            parcel.number = ReturnShipment.numbered(number)
        session.add_all(self._opened)

    def numbered(self, happening: Happening) -> Happening:
        """What was told of a device before its new return had a number, with it."""
        event = happening.event
        if not isinstance(event, DeviceSentBack) or event.number:
            return happening
        number = next(one.number for one in self._opened if one.id == event.shipment)
        return replace(happening, event=event.model_copy(update={"number": number}))


def _open(session: Session, board: BoardCode, scans: list[Scan]) -> list[ReturnShipment]:
    """The board's returns that may take these, newest first; locked, so that none is received meanwhile."""
    if not scans:
        return []
    reasons = {scan.context.get("reason", "").strip() for scan in scans}
    since = min(scan.at for scan in scans) - DAY
    mine = select(ReturnShipment).where(ReturnShipment.board == board, ReturnShipment.reason.in_(reasons))
    open_ = mine.where(ReturnShipment.received_at.is_(None), ReturnShipment.sent_at >= since)
    return list(session.scalars(open_.order_by(ReturnShipment.id.desc()).with_for_update()))
