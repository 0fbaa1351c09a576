"""A packed device is replaced by another of its type: in an open carton at once, in any other after what is said."""

from collections.abc import Mapping

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD, DeviceState, refusal

# What comes first, by where the carton is. Closing it passes it to shipping again.
FIRST: Mapping[CartonState, Sentence] = {
    CartonState.CLOSED: say(
        "Carton %(code)s is shipping's: have it released there, open it again here, replace the device, then close it."
    ),
    CartonState.RELEASED: say("Carton %(code)s is closed: open it again, replace the device, then close it."),
    CartonState.DEPARTED: say("Carton %(code)s left: its board reports the device damaged, and sends it back."),
    CartonState.DISCARDED: say("Carton %(code)s was discarded: nothing lies in it."),
}
NOT_FREE = say("%(device)s is %(state)s: take one from a shelf, or one that was picked for this order.")
# The way of a replacement in a carton that is closed, as its page shows it, and where each state stands on it.
STEPS = (
    say("Have shipping release the carton: it takes it out of its shipment."),
    say("Open it again, with the reason."),
    say("Replace the device."),
    say("Close it on the page of its order: it is passed to shipping again."),
)
STANDS: Mapping[CartonState, int] = {CartonState.CLOSED: 0, CartonState.RELEASED: 1, CartonState.OPEN: 2}


def check(carton: Carton, broken: Device, substitute: Device) -> None:
    """Raise `Conflict` unless `broken` lies in the open carton, and `substitute` may take its place."""
    if carton.state is not CartonState.OPEN:
        raise Conflict("carton.closed", Sentence(FIRST[carton.state].msgid, {"code": carton.code}))
    if broken.state is not DeviceState.PACKED or broken.carton_id != carton.id:
        told = say("%(device)s does not lie in carton %(code)s.", device=broken.name, code=carton.code)
        raise Conflict("replacement.elsewhere", told)
    if substitute.state is DeviceState.PACKED or (substitute.state in HELD and substitute.order_id != carton.order_id):
        raise refusal(substitute.name, substitute.state, NOT_FREE)
    if substitute.type != broken.type:
        told = say("%(device)s is of another type than the device that it is to replace.", device=substitute.name)
        raise Conflict("replacement.type", told)
