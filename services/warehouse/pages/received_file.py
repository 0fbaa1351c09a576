"""The files that leave the dock: what differs of a delivery, what is claimed of it, what was wrong with its notice."""

from collections.abc import Iterable, Iterator

from services.chassis.sheet.writing import Cell, Sheet
from services.chassis.web.language import render
from services.contracts.sentence import Sentence, say
from services.warehouse.model import difference, supplier_claim
from services.warehouse.model.asn_place import column_of, line_of
from services.warehouse.model.device import Device
from services.warehouse.model.difference import Different
from services.warehouse.model.notice_file import NoticeFile
from services.warehouse.pages.show import type_name
from services.warehouse.queries.difference import Stack
from services.warehouse.queries.supplier_claim import ClaimedDevice

DEVICE = (say("Pallet"), say("Carton"), say("Maker"), say("Model"), say("Serial"), say("Difference"), say("Reason"))
ANSWER = (say("Answer"), say("Answered on"))
COUNTS = (say("Missing"), say("Damaged"), say("Not announced"), say("Of another model"))


def differences(devices: Iterable[Different], stacks: Iterable[Stack]) -> Iterator[Sheet]:
    """Device by device, then by carton."""
    rows: list[list[Cell]] = [
        [*_device(one.device), render(difference.WORDS[one.kind]), one.device.reason] for one in devices
    ]
    yield Sheet(render(say("Devices")), [_heads(DEVICE), *rows])
    heads = _heads((say("Pallet"), say("Carton"), say("Type"), *COUNTS))
    yield Sheet(render(say("Cartons")), [heads, *(_stack(one) for one in stacks)])


def claimed(lines: Iterable[ClaimedDevice]) -> Sheet:
    """The devices of a claim with their answers."""
    return Sheet(render(say("Devices")), [_heads((*DEVICE, *ANSWER)), *(_line(one) for one in lines)])


def faults(file: NoticeFile) -> Sheet:
    """The faults that are kept of a supplier's file: row, column, rule, what to do."""
    heads = _heads((say("Row"), say("Column"), say("Rule"), say("What to do")))
    rows: list[list[Cell]] = [
        [line_of(one.pointer), render(column_of(one.pointer)), one.code, render(one.detail)]
        for one in file.told_faults()
    ]
    return Sheet(render(say("Faults")), [heads, *rows])


def _heads(sentences: Iterable[Sentence]) -> list[Cell]:
    return [render(one) for one in sentences]


def _device(device: Device) -> list[Cell]:
    return [device.supplier_pallet, device.supplier_carton, device.maker, device.model, device.serial]


def _stack(one: Stack) -> list[Cell]:
    return [one.pallet, one.carton, type_name(one.type), *vars(one.found).values()]


def _line(one: ClaimedDevice) -> list[Cell]:
    line = one.line
    told: list[Cell] = [render(difference.WORDS[line.kind]), line.reason, render(supplier_claim.OUTCOMES[line.outcome])]
    return [*_device(one.device), *told, f"{line.answered_on or ''}"]
