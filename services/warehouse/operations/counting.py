"""What a caller says was seen in a count: devices by their ids, or the codes that stand on them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.warehouse.model.count import Count
from services.warehouse.model.count_result import check_unknown
from services.warehouse.model.device import Device
from services.warehouse.operations import counted, loading
from services.warehouse.operations.count import load_count
from services.warehouse.operations.counted import Sight


def add_devices(session: Session, key: UUID, ids: Collection[UUID], place: LocationCode | None = None) -> int:
    """Devices were seen at the location, `place` in a zone; how many of them for the first time."""
    count = load_count(session, key)
    count.check_open()
    return _add(session, count, count.place_of(place), loading.devices(session, ids))


def add_codes(session: Session, key: UUID, codes: Collection[str], place: LocationCode | None = None) -> int:
    """Serials or asset tags were seen at the location, of devices known here or not; how many for the first time.

    Raises `Conflict` for a serial of several makers of which none, or more than one, stands there by its records, and
    `Invalid` for an unknown one that may be a student's code.
    """
    count = load_count(session, key)
    count.check_open()
    there = count.place_of(place)
    by_code: dict[str, list[Device]] = {code: [] for code in codes}
    for device in loading.devices_where(session, Device.serial.in_(by_code), Device.asset_tag.in_(by_code)):
        for name in {device.serial, device.asset_tag} & by_code.keys():
            by_code[str(name)].append(device)
    for code in (code for code, named in by_code.items() if not named):
        check_unknown(code)
    return _add(session, count, there, [_one(count, code, named) if named else code for code, named in by_code.items()])


def _add(session: Session, count: Count, place: LocationCode, things: Sequence[Device | str]) -> int:
    sights = {sight.key: sight for sight in (Sight.of(count, one, act_of(session).at, place) for one in things)}
    devices = {one.id for one in things if isinstance(one, Device)}
    before = counted.seen(session, {count.id}, devices, {one for one in things if isinstance(one, str)})
    new = [sight for sight in sights.values() if sight.key not in before]
    counted.note(session, new)
    return len(new)


def _one(count: Count, code: str, named: Sequence[Device]) -> Device:
    here = [device for device in named if count.covers(device.location)] if len(named) > 1 else named
    if len(here) != 1:
        told = say("%(code)s is the serial of several devices: give the device instead.", code=code)
        raise Conflict("scan.ambiguous", told)
    return here[0]
