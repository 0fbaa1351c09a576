"""The slips that a set of scans fills or signs: the board's open ones, and new ones, numbered when all is written."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from scanner.codes import Kind, Label
from services.chassis.scans import Scan
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Slip, SlipKind
from services.shipping.operations.slip import number_slips, slip_of

DAY = timedelta(days=1)
FILLING = frozenset({"hand_over", "lend"})


class Slips:
    """What somebody hands over or lends to one school on one day is on one slip, scanned at once or one by one."""

    def __init__(self, session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> None:
        self._session, self._board = session, board
        self._opened: list[Slip] = []
        self._known = _known(session, board, scans)

    def slip(
        self, kind: SlipKind, school: SchoolCode, lender: SchoolCode | None = None, until: date | None = None
    ) -> Slip:
        """The slip on which a device goes now; a new one counts only once something is `put` on it."""
        like = slip_of(self._session, self._board, kind, school, lender, until)
        return next((one for one in (*self._known, *self._opened) if one.takes(like)), like)

    def put(self, slip: Slip) -> None:
        if slip not in self._known and slip not in self._opened:
            self._opened.append(slip)

    def named(self, number: str) -> Slip | None:
        return next((one for one in self._known if one.number == number), None)

    def write(self) -> None:
        """Number the new slips and write them."""
        number_slips(self._session, self._opened)


def _known(session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> Sequence[Slip]:
    """The board's slips that these fill or sign, newest first; locked, so that none is signed meanwhile."""
    filling = [scan for scan, _ in scans if scan.action in FILLING and scan.context.get("school")]
    numbers = {one.value for scan, label in scans if scan.action == "sign" for one in label.of(Kind.DOCUMENT)}
    if not filling and not numbers:
        return []
    schools = {scan.context["school"].strip() for scan in filling}
    since = min((scan.at for scan in filling), default=None)
    ways: list[ColumnElement[bool]] = [Slip.number.in_(numbers)]
    if since is not None:
        ways.append(and_(Slip.school.in_(schools), Slip.signed_at.is_(None), Slip.made_at >= since - DAY))
    mine = select(Slip).where(Slip.board == board, or_(*ways))
    return session.scalars(mine.order_by(Slip.id.desc()).with_for_update()).all()
