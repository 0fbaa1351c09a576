"""A device comes in: as a notice announces it, as a person receives it, from the supplier or back from a board."""

from uuid import UUID

from services.contracts.reference import Model
from services.contracts.values import AssetTag, LocationCode, Serial
from services.contracts.warehouse import DeviceReceived
from services.warehouse.model.asn import Row
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState, origins


def is_meant_by(device: Device, row: Row) -> bool:
    """Whether a notice that comes after it announces this very device: received unannounced, of that model."""
    return device.unexpected and device.delivery_id is None and device.model == row.model.code


def join(device: Device, delivery: UUID, row: Row) -> None:
    """Be of a delivery, as this row of its notice announces it."""
    device.delivery_id, device.unexpected = delivery, False
    device.supplier_carton, device.supplier_pallet, device.asset_tag = row.carton, row.pallet, row.asset_tag


def be_received_as(device: Device, model: Model, delivery: UUID | None) -> None:
    """Be what a person now receives it as: its earlier receipt, under another model perhaps, was taken back."""
    device.model, device.type, device.delivery_id = model.code, model.type, delivery


def receive(device: Device, location: LocationCode) -> DeviceReceived:
    """Come in at `location`: from the supplier, back from a board whether it told it or not, or found again.

    Who is found again tells no return, though it may have to be wiped: its custody ended when it came back.
    """
    found = device.state is DeviceState.WRITTEN_OFF
    returned = device.state in origins(DeviceState.RETURNED) and not found
    to_wipe = returned or (found and device.set_aside_from is DeviceState.RETURNED)
    target = DeviceState.RETURNED if to_wipe else DeviceState.RECEIVED
    device.check_move(target)
    if found:
        device.set_aside_from = device.reason = None
    device.state, device.location = target, location
    device.order_id = device.carton_id = None
    return DeviceReceived(
        device=device.id,
        maker=device.maker,
        serial=Serial(device.serial),
        model=device.model,
        type=device.type,
        asset_tag=AssetTag(device.asset_tag) if device.asset_tag else None,
        delivery=None if returned or found else device.delivery_id,
        location=location,
        returned=returned,
        unexpected=device.unexpected and not returned and not found,
        state=target.value,
    )
