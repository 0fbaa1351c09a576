"""What is done to devices beside the way to a board, by their ids, all or nothing, each with its grounds."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.contracts.care import CareAct, Outcome, PaperNumber
from services.warehouse.model.count_place import QUEBEC
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.operations import loading, steps
from services.warehouse.operations.device import each
from services.warehouse.operations.paper import paper_of
from services.warehouse.operations.tally import Tally

# Each use case gives how many devices took the step now; those that had taken it before count for nothing.


@dataclass(frozen=True)
class Told:
    """What a person says of a step: the code of a reason, words beside it, and the number of a document."""

    why: str = ""
    reason: str = ""
    paper: PaperNumber | None = None


def wipe(session: Session, ids: Collection[UUID], paper: PaperNumber | None = None) -> int:
    """Returned devices were wiped of their last users' data, as a certificate says where one is named."""
    grounds = Grounds(proof=paper_of(session, paper).proof() if paper else None)
    grounds.check_proof(CareAct.WIPE)
    return _each(session, ids, lambda tally, device, at: steps.wipe(tally, device, at, grounds.proof))


def quarantine(session: Session, ids: Collection[UUID], told: Told) -> int:
    """Devices are set aside."""
    grounds = _grounds(session, CareAct.QUARANTINE, told)
    return _each(session, ids, lambda tally, device, at: steps.quarantine(tally, device, at, grounds))


def release(session: Session, ids: Collection[UUID]) -> int:
    """Devices leave quarantine."""
    return _each(session, ids, steps.release)


def start_repair(session: Session, ids: Collection[UUID], told: Told) -> int:
    """Devices go into repair, with what is wrong."""
    grounds = _grounds(session, CareAct.REPAIR, told)
    return _each(session, ids, lambda tally, device, at: steps.start_repair(tally, device, at, grounds))


def end_repair(session: Session, ids: Collection[UUID], outcome: Outcome = Outcome.REPAIRED) -> int:
    """Devices come out of repair, with how it ended."""
    return _each(session, ids, lambda tally, device, at: steps.end_repair(tally, device, at, outcome))


def retire(session: Session, ids: Collection[UUID], told: Told) -> int:
    """Devices leave the reserve for good."""
    grounds = _grounds(session, CareAct.RETIRE, told)
    return _each(session, ids, lambda tally, device, at: steps.retire(tally, device, at, grounds))


def destroy(session: Session, ids: Collection[UUID], told: Told) -> int:
    """Retired devices were destroyed, as a certificate proves that somebody else opened."""
    grounds = _grounds(session, CareAct.DESTROY, told)
    return _each(session, ids, lambda tally, device, at: steps.destroy(tally, device, at, grounds))


def write_off(session: Session, ids: Collection[UUID], told: Told) -> int:
    """Devices were not found where they should be."""
    grounds = _grounds(session, CareAct.WRITE_OFF, told)
    return _each(session, ids, lambda tally, device, at: steps.write_off(tally, device, at, grounds))


def _grounds(session: Session, act: CareAct, told: Told) -> Grounds:
    paper = paper_of(session, told.paper) if told.paper else None
    grounds = Grounds(told.reason, told.why, paper.proof() if paper else None)
    grounds.check(act, act_of(session).at.astimezone(QUEBEC).date())
    if paper and act is CareAct.DESTROY:
        paper.check_confirms(act_of(session).actor)
    return grounds


def _each(session: Session, ids: Collection[UUID], step: Callable[[Tally, Device, datetime], bool]) -> int:
    at = act_of(session).at
    return each(session, loading.devices(session, ids), lambda tally, device: step(tally, device, at))
