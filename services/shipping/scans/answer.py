"""How a scan is answered, and how its `with` is read."""

from typing import Any, TypeVar

from scanner.codes import Label
from services.chassis.errors import Invalid, NotFound, Refusal
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import Sentence, say
from services.contracts.values import Code, Malformed
from services.shipping.model import Custody, Device
from services.shipping.scans.desk import Desk
from services.shipping.scans.label import has_mistyped

C = TypeVar("C", bound=Code)


def card(device: Device) -> dict[str, Any]:
    """What the person at the station is told of a device."""
    return {
        "id": str(device.id),
        "maker": device.maker,
        "serial": device.serial,
        "type": device.type,
        "state": device.state.value,
        "school": device.school,
        "loan": device.loan,
    }


def done(device: Device, sentence: Sentence) -> Answer:
    return Answer(Outcome.DONE, sentence, card(device))


def repeated(device: Device) -> Answer:
    return Answer(Outcome.REPEATED, say("%(serial)s: already done.", serial=device.serial), card(device))


def known_device(desk: Desk, label: Label, wanted: Custody | None, shipment: str | None = None) -> Device:
    """The board's device that the label names. Raises `NotFound`; `Invalid` for a carton, or a code mistyped."""
    device = desk.device(label, wanted, shipment)
    if device is None and desk.carton(label) is not None:
        raise Invalid("code.carton", say("This is a carton. Here, scan its devices one by one."))
    if device is None:
        raise unknown(
            label, say("No device of your board has this code: scan another code of its label, or accept it first.")
        )
    return device


def unknown(label: Label, sentence: Sentence) -> Refusal:
    """Why a label names nothing: one of the reserve's own codes is mistyped, else what `sentence` says."""
    if has_mistyped(label):
        return Invalid(
            "code.mistyped",
            say("This looks like a code of the reserve (RC, RA or RL) but is not right. Scan it, or type it again."),
        )
    return NotFound("code.unknown", sentence)


def given(scan: Scan, name: str, kind: type[C]) -> C:
    """What the scan's `with` says under `name`. Raises `Invalid` where it is missing or malformed."""
    try:
        return kind(scan.context.get(name, ""))
    except Malformed as error:
        raise Invalid(f"scan.{name}", error.rule) from error
