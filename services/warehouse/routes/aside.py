"""Routes of what is done to devices beside the way to a board: set aside, repaired, retired, destroyed, written off."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import WAREHOUSE, Role
from services.warehouse.operations import care as operations
from services.warehouse.operations.care import Told
from services.warehouse.shapes.device import Because, Devices, DevicesAside, DevicesRepaired, DevicesWiped, Moved

api = Routes("warehouse_aside_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/wipe", responses={200: Moved}, summary="Say that returned devices were wiped, with the certificate")
@allow(WAREHOUSE)
def wipe(body: DevicesWiped) -> Moved:
    return Moved(devices=operations.wipe(session(), body.devices, body.paper))


@api.post("/quarantine", responses={200: Moved}, summary="Set devices aside, with the reason")
@allow(WAREHOUSE)
def quarantine(body: DevicesAside) -> Moved:
    return Moved(devices=operations.quarantine(session(), body.devices, told(body)))


@api.post("/release", responses={200: Moved}, summary="Release devices from quarantine")
@allow(WAREHOUSE)
def release(body: Devices) -> Moved:
    return Moved(devices=operations.release(session(), body.devices))


@api.post("/repair", responses={200: Moved}, summary="Put devices into repair, with what is wrong")
@allow(WAREHOUSE)
def repair(body: DevicesAside) -> Moved:
    return Moved(devices=operations.start_repair(session(), body.devices, told(body)))


@api.post("/repaired", responses={200: Moved}, summary="Say that the repair of devices ended, and how")
@allow(WAREHOUSE)
def repaired(body: DevicesRepaired) -> Moved:
    return Moved(devices=operations.end_repair(session(), body.devices, body.outcome))


@api.post("/retire", responses={200: Moved}, summary="Retire devices for good, with the reason")
@allow(Role.WAREHOUSE_MANAGER)
def retire(body: DevicesAside) -> Moved:
    return Moved(devices=operations.retire(session(), body.devices, told(body)))


@api.post("/destroy", responses={200: Moved}, summary="Say that retired devices were destroyed, with the certificate")
@allow(Role.WAREHOUSE_MANAGER)
def destroy(body: DevicesAside) -> Moved:
    return Moved(devices=operations.destroy(session(), body.devices, told(body)))


@api.post("/write-off", responses={200: Moved}, summary="Write off devices that were not found, with the reason")
@allow(Role.WAREHOUSE_MANAGER)
def write_off(body: DevicesAside) -> Moved:
    return Moved(devices=operations.write_off(session(), body.devices, told(body)))


def told(body: Because) -> Told:
    return Told(body.why, body.reason or "", body.paper)
