"""The judge of shipping's scans: each in turn against what is on the desk, the good ones written together."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from scanner.codes import Label, Makers
from services.chassis.errors import Invalid, Refusal
from services.chassis.scans import Answer, Scan, label_of, refused
from services.contracts.roles import Person
from services.contracts.sentence import say
from services.shipping.scans import custody, loss, receipt
from services.shipping.scans.desk import Desk
from services.shipping.scope import board_of

ACTIONS: dict[str, Callable[[Desk, Scan, Label], Answer]] = {
    "accept": receipt.accept,
    "damage": receipt.damage,
    "configure": custody.configure,
    "hand_over": custody.hand_over,
    "take_back": custody.take_back,
    "send_back": custody.send_back,
    "lend": loss.lend,
    "lost": loss.lose,
    "stolen": loss.steal,
    "found": loss.find,
    "undo": loss.undo,
}


def judge(session: Session, person: Person, scans: Sequence[Scan], makers: Makers) -> Sequence[Answer]:
    """Answer all, in order. One bad scan never spoils its neighbours; 5 or 500 take the same number of statements."""
    read_scans = [(scan, label_of(scan, makers)) for scan in scans]
    desk = Desk(session, board_of(person), read_scans)
    answers = [_answer(desk, scan, label) for scan, label in read_scans]
    desk.write(session)
    return answers


def _answer(desk: Desk, scan: Scan, label: Label) -> Answer:
    action = ACTIONS.get(scan.action)
    if action is None:
        names = ", ".join(ACTIONS)
        return refused(
            Invalid("scan.action", say("This action is not known here. Use one of: %(names)s.", names=names))
        )
    desk.took = None
    try:
        return replace(action(desk, scan, label), took=desk.took)
    except Refusal as refusal:
        return refused(refusal, took=desk.took)
