"""A device in each state of custody, made as its board has it, and what is told of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from services.contracts.values import BoardCode, CartonCode, SchoolCode, Serial
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.shipping.model import (
    Custody,
    Device,
    ReturnShipment,
    Slip,
    Transfer,
    TransferLine,
    TransferStage,
    loss,
    passage,
)
from services.shipping.model.transferring import send_on

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)

BOARD = BoardCode("762000")

C = Custody

LINE = PackedDevice(device=uuid4(), maker="Apple", serial=Serial("DMPC1234ABCD"), model="MYLD2C/A", type="tablet")

TOLD = CartonClosed(
    carton=uuid4(),
    code=CartonCode.numbered(7, None),
    order=uuid4(),
    request=uuid4(),
    board=BOARD,
    devices=[LINE],
)

STEPS: dict[Custody, Callable[[Device], object]] = {
    C.PACKED: lambda device: passage.pack(device, LINE, TOLD, NOON),
    C.IN_TRANSIT: lambda device: passage.depart(device, uuid4(), NOON),
    C.AT_BOARD: lambda device: device.accept(NOON),
    C.MISSING: lambda device: device.miss("absent", NOON),
    C.DAMAGED: lambda device: device.damage("écran fendu", NOON),
    C.CONFIGURED: lambda device: device.configure(NOON),
    C.AT_SCHOOL: lambda device: device.hand_to_school(SCHOOL, slip(), NOON),
    C.ON_LOAN: lambda device: device.lend("P-ABCDEFGH", NOON),
    C.TAKEN_BACK: lambda device: device.take_back(NOON),
    C.SENT_BACK: lambda device: device.send_back(boxes(), NOON),
    C.SENT_ON: lambda device: send_on(device, transfer(), 0, NOON),
    C.LOST: lambda device: loss.lose(device, "introuvable", NOON),
    C.STOLEN: lambda device: loss.steal(device, "vol déclaré", NOON),
    C.RETURNED: lambda device: passage.come_back(device, NOON),
}

SCHOOL, OTHER_SCHOOL = SchoolCode("762217"), SchoolCode("762218")


def slip(school: SchoolCode = SCHOOL, until: date | None = None) -> Slip:
    return Slip(id=uuid4(), school=school, until=until)


def boxes() -> ReturnShipment:
    return ReturnShipment(id=uuid4(), number="R000001", board=BOARD, reason="surplus", sent_at=NOON)


def transfer() -> Transfer:
    lines = [TransferLine(type="tablet", quantity=1)]
    one = Transfer(id=uuid4(), number="M000001", origin=BOARD, receiver=BoardCode("831000"), lines=lines)
    one.stage = TransferStage.APPROVED
    return one


def device(state: Custody, shipment: UUID | None = None) -> Device:
    one = passage.first_packed(LINE, TOLD, NOON)
    one.state, one.shipment_id = state, shipment or uuid4()
    return one
