"""What each action of a scan does to a device, and the sentence that tells it at the station."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.chassis.errors import Invalid
from services.chassis.scans import Scan
from services.contracts.sentence import Sentence, say
from services.contracts.values import FreeText, Malformed
from services.warehouse.model.device import Device
from services.warehouse.model.life import WORDS, DeviceState
from services.warehouse.model.wave import Wave
from services.warehouse.operations import steps
from services.warehouse.scans.desk import Desk, given
from services.warehouse.scans.direction import Direction

INTO_BIN = say("Bin %(bin)s, for order %(number)s. Left to pick in the wave: %(left)s.")
IN_BIN = say("Picked before: it goes into bin %(bin)s, for order %(number)s.")


@dataclass(frozen=True)
class Action:
    """`take` has a device take the step, True when it did now; `tell` says it, `tell_all` of a carton's many, and
    `tell_again` of a step done before, where more is to be said than that."""

    take: Callable[[Device], bool]
    tell: Callable[[Device], Sentence]
    tell_all: Callable[[int], Sentence] | None = None
    tell_again: Callable[[Device], Sentence] | None = None


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
        lambda count: direction.where_to(_all_received(direction.received, count, location)),
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
        lambda count: direction.warn(
            say("%(count)s device(s) of the carton put away at %(location)s.", count=count, location=location)
        ),
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


def wipe(desk: Desk, scan: Scan) -> Action:
    return Action(lambda device: steps.wipe(desk.tally, device, scan.at), lambda _: say("Wiped: put it away."))


def quarantine(desk: Desk, scan: Scan) -> Action:
    reason = _reason(scan)
    return Action(lambda device: steps.quarantine(desk.tally, device, scan.at, reason), lambda _: say("Set aside."))


def release(desk: Desk, scan: Scan) -> Action:
    return Action(
        lambda device: steps.release(desk.tally, device, scan.at),
        lambda device: (
            say("Released: wipe it.") if device.state is DeviceState.RETURNED else say("Released: put it away.")
        ),
    )


def undo(desk: Desk, scan: Scan) -> Action:
    reason, around = _reason(scan), desk.around()
    return Action(
        lambda device: steps.undo(desk.tally, device, scan.at, reason, around),
        lambda device: say("Taken back: %(device)s is %(state)s.", device=device.name, state=WORDS[device.state]),
    )


def repair(desk: Desk, scan: Scan) -> Action:
    reason = _reason(scan)
    return Action(
        lambda device: steps.start_repair(desk.tally, device, scan.at, reason), lambda _: say("Put into repair.")
    )


def repaired(desk: Desk, scan: Scan) -> Action:
    return Action(
        lambda device: steps.end_repair(desk.tally, device, scan.at),
        lambda device: (
            say("Repaired: wipe it.") if device.state is DeviceState.RETURNED else say("Repaired: put it away.")
        ),
    )


def count(desk: Desk, scan: Scan) -> Action:
    counted = desk.counting.count(scan)
    return Action(
        lambda device: desk.counting.see(counted, device, scan),
        lambda _: say("Noted in count %(number)s.", number=counted.number),
    )


ACTIONS: Mapping[str, Callable[[Desk, Scan], Action]] = {
    "receive": receive,
    "put_away": put_away,
    "pick": pick,
    "pack": pack,
    "wipe": wipe,
    "quarantine": quarantine,
    "release": release,
    "undo": undo,
    "repair": repair,
    "repaired": repaired,
    "count": count,
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


def _reason(scan: Scan) -> FreeText:
    try:
        return FreeText(scan.context.get("reason", ""))
    except Malformed as error:
        raise Invalid("scan.reason", error.rule) from error


def _all_received(devices: Sequence[Device], count: int, location: str) -> Sentence:
    if any(device.state is DeviceState.RETURNED for device in devices):
        return say(
            "%(count)s device(s) of the return received back at %(location)s: wipe them before they are put away.",
            count=count,
            location=location,
        )
    return say("%(count)s device(s) of the carton received at %(location)s.", count=count, location=location)


def _received(device: Device, location: str) -> Sentence:
    if device.state is DeviceState.RETURNED:
        return say("Received back at %(location)s: wipe it before it is put away.", location=location)
    if device.unexpected:
        return say("Received at %(location)s, though not announced.", location=location)
    return say("Received at %(location)s.", location=location)
