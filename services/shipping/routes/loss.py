"""Devices lost, stolen, found, and their last steps undone, each by id."""

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import BOARD
from services.shipping import operations
from services.shipping.scope import board_of
from services.shipping.shapes.sent import Devices, DevicesAndReason
from services.shipping.shapes.shown import Done

api = Routes("shipping_loss_api", __name__, url_prefix="/shipping/api/v1")


@api.post("/lost", responses={200: Done}, summary="Devices cannot be found, all or none")
@allow(BOARD)
def lost(body: DevicesAndReason) -> Done:
    return Done(devices=operations.lose_devices(session(), board_of(person()), body.devices, body.reason))


@api.post("/stolen", responses={200: Done}, summary="Devices were stolen, all or none")
@allow(BOARD)
def stolen(body: DevicesAndReason) -> Done:
    return Done(devices=operations.note_theft(session(), board_of(person()), body.devices, body.reason))


@api.post("/found", responses={200: Done}, summary="Lost or stolen devices are found, all or none")
@allow(BOARD)
def found(body: Devices) -> Done:
    return Done(devices=operations.find_devices(session(), board_of(person()), body.devices))


@api.post("/devices/undo", responses={200: Done}, summary="Undo the last step of devices, all or none")
@allow(BOARD)
def undo(body: DevicesAndReason) -> Done:
    return Done(devices=operations.undo_device_steps(session(), board_of(person()), body.devices, body.reason))
