"""What scans do to a device beside the way to a board: set aside, repaired, wiped, retired, destroyed."""

from collections.abc import Callable, Mapping

from services.chassis.errors import Forbidden, Invalid
from services.chassis.scans import Scan
from services.contracts.care import OTHER, CareAct
from services.contracts.sentence import say
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.life import DeviceState
from services.warehouse.operations import steps
from services.warehouse.scans.action import Action, words
from services.warehouse.scans.desk import PAPER, Desk, given

MANAGER = say("Only the warehouse's manager does this.")


def wipe(desk: Desk, scan: Scan) -> Action:
    proof = desk.grounds(scan, CareAct.WIPE).proof
    return Action(lambda device: steps.wipe(desk.tally, device, scan.at, proof), lambda _: say("Wiped: put it away."))


def quarantine(desk: Desk, scan: Scan) -> Action:
    grounds = _grounds(desk, scan, CareAct.QUARANTINE)
    return Action(lambda device: steps.quarantine(desk.tally, device, scan.at, grounds), lambda _: say("Set aside."))


def release(desk: Desk, scan: Scan) -> Action:
    return Action(
        lambda device: steps.release(desk.tally, device, scan.at),
        lambda device: (
            say("Released: wipe it.") if device.state is DeviceState.RETURNED else say("Released: put it away.")
        ),
    )


def repair(desk: Desk, scan: Scan) -> Action:
    grounds = _grounds(desk, scan, CareAct.REPAIR)
    return Action(
        lambda device: steps.start_repair(desk.tally, device, scan.at, grounds), lambda _: say("Put into repair.")
    )


def repaired(desk: Desk, scan: Scan) -> Action:
    return Action(
        lambda device: steps.end_repair(desk.tally, device, scan.at),
        lambda device: (
            say("Repaired: wipe it.") if device.state is DeviceState.RETURNED else say("Repaired: put it away.")
        ),
    )


def retire(desk: Desk, scan: Scan) -> Action:
    _check_manages(desk)
    grounds = _grounds(desk, scan, CareAct.RETIRE)
    return Action(lambda device: steps.retire(desk.tally, device, scan.at, grounds), lambda _: say("Retired for good."))


def destroy(desk: Desk, scan: Scan) -> Action:
    _check_manages(desk)
    paper = desk.paper(scan)
    if paper is None:
        raise Invalid("scan.paper", PAPER)
    grounds = _grounds(desk, scan, CareAct.DESTROY)
    paper.check_confirms(desk.actor)
    told = say("Destroyed, as document %(number)s proves.", number=paper.number)
    return Action(lambda device: steps.destroy(desk.tally, device, scan.at, grounds), lambda _: told)


CARE: Mapping[str, Callable[[Desk, Scan], Action]] = {
    "wipe": wipe,
    "quarantine": quarantine,
    "release": release,
    "repair": repair,
    "repaired": repaired,
    "retire": retire,
    "destroy": destroy,
}


def _grounds(desk: Desk, scan: Scan, act: CareAct) -> Grounds:
    """A reason's code may stand alone; else a person's words are needed."""
    coded = given(scan, "why").lower() not in ("", OTHER) and not given(scan, "reason")
    return desk.grounds(scan, act, "" if coded else words(scan))


def _check_manages(desk: Desk) -> None:
    if not desk.manages:
        raise Forbidden("role.forbidden", MANAGER)
