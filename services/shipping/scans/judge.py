"""Judging a set of scans: each is decided in memory, and what they change is written once. A board's, or the dock's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from scanner.codes import Kind, Label, Makers
from services.chassis.errors import Invalid, Refusal
from services.chassis.scans import Answer, Scan, label_of, refused, traced
from services.chassis.station.fits import hinted
from services.contracts.roles import Person
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.scans import bench, custody, lending, loss, receipt, transfer, truck
from services.shipping.scans.answer import card
from services.shipping.scans.desk import Desk
from services.shipping.scans.dock import Dock
from services.shipping.scans.modes import MODES
from services.shipping.scans.starts import STARTS
from services.shipping.scope import scans_for

Place = TypeVar("Place")
Read = Sequence[tuple[Scan, Label]]
Actions = Mapping[str, Callable[[Place, Scan, Label], Answer]]

ACTIONS: Actions[Desk] = {
    "accept": receipt.accept,
    "damage": receipt.damage,
    "configure": custody.configure,
    "hand_over": custody.hand_over,
    "take_back": custody.take_back,
    "send_back": custody.send_back,
    "take": bench.take_up,
    "leave": bench.put_down,
    "set_aside": bench.fail,
    "lend": lending.lend,
    "give_back": lending.return_to_school,
    "sign": lending.sign,
    "send_on": transfer.send_on,
    "take_over": transfer.take_over,
    "lost": loss.lose,
    "stolen": loss.steal,
    "found": loss.find,
    "undo": loss.undo,
}
AT_DOCK: Actions[Dock] = {"load": truck.load, "undo": truck.undo}


def judge(session: Session, person: Person, scans: Sequence[Scan], makers: Makers) -> Sequence[Answer]:
    """Answer all, in order. One bad scan never spoils its neighbours; 5 or 500 take the same number of statements.

    Whoever scans for a board receives and uses; at the dock the warehouse loads.
    """
    board, read = scans_for(person), [(scan, label_of(scan, makers)) for scan in scans]
    return _of_board(session, board, person, read) if board else _at_dock(session, read)


def _of_board(session: Session, board: BoardCode, person: Person, read: Read) -> Sequence[Answer]:
    desk = Desk(session, board, person, read)
    answers = [_answer(desk, scan, label) for scan, label in read]
    desk.write(session)
    return answers


@traced
def _answer(desk: Desk, scan: Scan, label: Label) -> Answer:
    desk.took, desk.about, desk.station = None, [], scan.station
    try:
        return replace(_action(ACTIONS, scan)(desk, scan, label), took=desk.took)
    except Refusal as refusal:
        answer = refused(refusal, _card(desk), desk.took)
        return hinted(answer, scan.action, {one.state for one in desk.about}, STARTS, MODES)


def _card(desk: Desk) -> dict[str, Any] | None:
    """The one device that the present label names; a carton has no card."""
    named = desk.took is not None and desk.took.kind is not Kind.CARTON
    return card(desk.about[0]) if named and desk.about else None


def _at_dock(session: Session, read: Read) -> Sequence[Answer]:
    dock = Dock(session, read)
    answers = [_loaded(dock, scan, label) for scan, label in read]
    dock.write(session)
    return answers


@traced
def _loaded(dock: Dock, scan: Scan, label: Label) -> Answer:
    dock.took = None
    try:
        return replace(_action(AT_DOCK, scan)(dock, scan, label), took=dock.took)
    except Refusal as refusal:
        return refused(refusal, took=dock.took)


def _action(actions: Actions[Place], scan: Scan) -> Callable[[Place, Scan, Label], Answer]:
    """What the scan wants done. Raises `Invalid`."""
    if scan.action not in actions:
        names = ", ".join(actions)
        raise Invalid("scan.action", say("This action is not known here. Use one of: %(names)s.", names=names))
    return actions[scan.action]
