"""What each action of a scan does to a device, and the sentence that tells it at the station."""

from collections.abc import Callable, Mapping

from services.chassis.scans import Scan
from services.contracts.sentence import Sentence, say
from services.warehouse.model.device import Device
from services.warehouse.model.life import WORDS, DeviceState
from services.warehouse.model.wave import Wave
from services.warehouse.operations import steps
from services.warehouse.scans.action import Action, words
from services.warehouse.scans.care import CARE
from services.warehouse.scans.counting import noted_before
from services.warehouse.scans.desk import Desk, given
from services.warehouse.scans.direction import Direction
from services.warehouse.scans.stack import Stack

INTO_BIN = say("Bin %(bin)s, for order %(number)s. Left to pick in the wave: %(left)s.")
IN_BIN = say("Picked before: it goes into bin %(bin)s, for order %(number)s.")


def receive(desk: Desk, scan: Scan) -> Action:
    location = desk.location(scan)
    direction = Direction(desk, location)

    def take(device: Device) -> bool:
        done = steps.receive(desk.tally, device, scan.at, location)
        direction.received.extend([device] if done else [])
        return done

    return Action(
        take,
        lambda device: direction.where_to(_received(device, location)),
        lambda whole, count: direction.where_to(_all_received(whole, count, location)),
    )


def put_away(desk: Desk, scan: Scan) -> Action:
    location = desk.location(scan)
    direction = Direction(desk, location)

    def take(device: Device) -> bool:
        direction.note(device)
        done = steps.put_away(desk.tally, device, scan.at, location, desk.orders, desk.cartons)
        desk.rooms.take(location, device.model, done)
        return done

    return Action(
        take,
        lambda _: direction.warn(say("Put away at %(location)s.", location=location)),
        lambda whole, count: direction.warn(_all_put_away(whole, count, location)),
    )


def pick(desk: Desk, scan: Scan) -> Action:
    """For the order that is named; in a wave for the one whose bin the wave says."""
    if given(scan, "wave"):
        return _pick_for_wave(desk, scan, desk.wave(scan))
    order = desk.order(scan)
    return Action(
        lambda device: steps.pick(desk.tally, device, scan.at, order),
        lambda device: say(
            "Picked for order %(number)s: %(left)s of this type left to pick.",
            number=order.number,
            left=order.line(device.type).reserved - order.line(device.type).picked,
        ),
    )


def pack(desk: Desk, scan: Scan) -> Action:
    carton = desk.carton(scan)
    return Action(
        lambda device: steps.pack(desk.tally, device, scan.at, carton, desk.orders),
        lambda _: say("Packed: %(count)s in carton %(code)s.", count=carton.devices, code=carton.code),
    )


def undo(desk: Desk, scan: Scan) -> Action:
    reason, around = words(scan), desk.around()
    return Action(
        lambda device: steps.undo(desk.tally, device, scan.at, reason, around),
        lambda device: say("Taken back: %(device)s is %(state)s.", device=device.name, state=WORDS[device.state]),
    )


def count(desk: Desk, scan: Scan) -> Action:
    """Nothing that it says tells what the records expect."""
    counted = desk.counting.count(scan)
    place = counted.place_of(desk.said_location(scan))
    return Action(
        lambda device: desk.counting.see(counted, device, scan, place),
        lambda _: say("Noted in count %(number)s.", number=counted.number),
        lambda *_: say("The whole carton is noted in count %(number)s.", number=counted.number),
        lambda _: noted_before(counted),
    )


ACTIONS: Mapping[str, Callable[[Desk, Scan], Action]] = {
    "receive": receive,
    "put_away": put_away,
    "pick": pick,
    "pack": pack,
    "undo": undo,
    "count": count,
    **CARE,
}


def _pick_for_wave(desk: Desk, scan: Scan, wave: Wave) -> Action:
    def told(device: Device, sentence: Sentence) -> Sentence:
        found = wave.bin_of(device.order_id)
        number = desk.orders[device.order_id].number
        left = wave.needs(desk.orders).total()
        return Sentence(sentence.msgid, {"bin": found.number if found else "", "number": number, "left": left})

    return Action(
        lambda device: steps.pick_for_wave(desk.tally, device, scan.at, wave, desk.orders),
        lambda device: told(device, INTO_BIN),
        tell_again=lambda device: told(device, IN_BIN),
    )


def _received(device: Device, location: str) -> Sentence:
    if device.state is DeviceState.RETURNED:
        return say("Received back at %(location)s: wipe it before it is put away.", location=location)
    if device.unexpected:
        return say("Received at %(location)s, though not announced.", location=location)
    return say("Received at %(location)s.", location=location)


def _all_received(whole: Stack, count: int, location: str) -> Sentence:
    """How many came now; how many came before by themselves, and that the delivery was closed, where that is so."""
    if any(device.state is DeviceState.RETURNED for device in whole.devices):
        return say(
            "%(count)s device(s) of the return received back at %(location)s: wipe them before they are put away.",
            count=count,
            location=location,
        )
    told = say("%(count)s device(s) of the carton received at %(location)s.", count=count, location=location)
    if whole.is_pallet:
        told = say("%(count)s device(s) of the pallet received at %(location)s.", count=count, location=location)
    if before := whole.announced - count:
        told = say("%(told)s %(count)s came before.", told=told, count=before)
    if whole.late:
        told = say("%(told)s They are late: delivery %(number)s was closed.", told=told, number=whole.late)
    return told


def _all_put_away(whole: Stack, count: int, location: str) -> Sentence:
    if whole.is_pallet:
        return say("%(count)s device(s) of the pallet put away at %(location)s.", count=count, location=location)
    return say("%(count)s device(s) of the carton put away at %(location)s.", count=count, location=location)
