"""The life of a device in the warehouse: its states, the moves between them, and the words for both."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say


class DeviceState(StrEnum):
    """Where a device stands. `departed` is with shipping and the boards; `returning` was sent back and is expected;
    `written_off` was not found, and may be found again; `retired` left the reserve for good;
    `destroyed` follows it, and nothing that."""

    ANNOUNCED = "announced"
    RECEIVED = "received"
    STORED = "stored"
    PICKED = "picked"
    PACKED = "packed"
    DEPARTED = "departed"
    RETURNING = "returning"
    RETURNED = "returned"
    WIPED = "wiped"
    QUARANTINED = "quarantined"
    IN_REPAIR = "in_repair"
    RETIRED = "retired"
    WRITTEN_OFF = "written_off"
    DESTROYED = "destroyed"


MOVES: frozenset[tuple[DeviceState, DeviceState]] = frozenset(
    {
        (DeviceState.ANNOUNCED, DeviceState.RECEIVED),
        (DeviceState.RECEIVED, DeviceState.STORED),
        # From one shelf to another.
        (DeviceState.STORED, DeviceState.STORED),
        (DeviceState.STORED, DeviceState.PICKED),
        # The wrong one was picked, or packed: it is put away again, out of its carton while that is open.
        (DeviceState.PICKED, DeviceState.STORED),
        (DeviceState.PACKED, DeviceState.STORED),
        (DeviceState.PICKED, DeviceState.PACKED),
        (DeviceState.PACKED, DeviceState.DEPARTED),
        # Its return is heard before its departure: a shipment's event was parked, the device's own was not.
        (DeviceState.PACKED, DeviceState.RETURNING),
        (DeviceState.DEPARTED, DeviceState.RETURNING),
        (DeviceState.RETURNING, DeviceState.RETURNED),
        # It stands in the reserve again, without the board's word: reported missing and found, or simply brought.
        (DeviceState.DEPARTED, DeviceState.RETURNED),
        # From returned there is no way to a shelf but through wiped.
        (DeviceState.RETURNED, DeviceState.WIPED),
        (DeviceState.WIPED, DeviceState.STORED),
        (DeviceState.RECEIVED, DeviceState.QUARANTINED),
        (DeviceState.STORED, DeviceState.QUARANTINED),
        (DeviceState.RETURNED, DeviceState.QUARANTINED),
        (DeviceState.WIPED, DeviceState.QUARANTINED),
        # Released, it goes on where it was: what was returned must still be wiped.
        (DeviceState.QUARANTINED, DeviceState.RECEIVED),
        (DeviceState.QUARANTINED, DeviceState.RETURNED),
        (DeviceState.QUARANTINED, DeviceState.WIPED),
        # What a look at it shows: it can be repaired.
        (DeviceState.QUARANTINED, DeviceState.IN_REPAIR),
        (DeviceState.RECEIVED, DeviceState.IN_REPAIR),
        (DeviceState.STORED, DeviceState.IN_REPAIR),
        (DeviceState.RETURNED, DeviceState.IN_REPAIR),
        (DeviceState.WIPED, DeviceState.IN_REPAIR),
        # Repaired, it goes on as after quarantine.
        (DeviceState.IN_REPAIR, DeviceState.RECEIVED),
        (DeviceState.IN_REPAIR, DeviceState.RETURNED),
        (DeviceState.IN_REPAIR, DeviceState.WIPED),
        # From a shelf nothing is retired: it is taken off it first.
        (DeviceState.RECEIVED, DeviceState.RETIRED),
        (DeviceState.RETURNED, DeviceState.RETIRED),
        (DeviceState.WIPED, DeviceState.RETIRED),
        (DeviceState.QUARANTINED, DeviceState.RETIRED),
        (DeviceState.IN_REPAIR, DeviceState.RETIRED),
        (DeviceState.RETIRED, DeviceState.DESTROYED),
        (DeviceState.RECEIVED, DeviceState.WRITTEN_OFF),
        (DeviceState.STORED, DeviceState.WRITTEN_OFF),
        (DeviceState.RETURNED, DeviceState.WRITTEN_OFF),
        (DeviceState.WIPED, DeviceState.WRITTEN_OFF),
        (DeviceState.QUARANTINED, DeviceState.WRITTEN_OFF),
        (DeviceState.IN_REPAIR, DeviceState.WRITTEN_OFF),
        # Found again: what was returned must still be wiped.
        (DeviceState.WRITTEN_OFF, DeviceState.RECEIVED),
        (DeviceState.WRITTEN_OFF, DeviceState.RETURNED),
    }
)

# What shipping takes back of what it told: a dispatch, a return. No scan leads there.
TAKEN_BACK: Mapping[DeviceState, DeviceState] = {
    DeviceState.DEPARTED: DeviceState.PACKED,
    DeviceState.RETURNING: DeviceState.DEPARTED,
}
# What an order holds here: until it is put away again or departs.
HELD = frozenset({DeviceState.PICKED, DeviceState.PACKED})
# Where the records may place a device that in truth lay in a board's carton, or in another board's.
IDENTIFIABLE = frozenset({DeviceState.RECEIVED, DeviceState.STORED, DeviceState.WIPED, DeviceState.DEPARTED}) | HELD
# What only the manager of the warehouse says of a device, and takes back.
MANAGED = frozenset({DeviceState.RETIRED, DeviceState.WRITTEN_OFF})

# What is here and may be put back to where quarantine or repair found it; what was on a shelf is shelved anew.
AFTER_QUARANTINE: Mapping[DeviceState, DeviceState] = {
    DeviceState.RECEIVED: DeviceState.RECEIVED,
    DeviceState.STORED: DeviceState.RECEIVED,
    DeviceState.RETURNED: DeviceState.RETURNED,
    DeviceState.WIPED: DeviceState.WIPED,
}

# What stands at a location of the warehouse.
PRESENT = frozenset({*AFTER_QUARANTINE, DeviceState.QUARANTINED, DeviceState.IN_REPAIR})
# What a return shipment holds, expected or just unpacked.
IN_RETURN = frozenset({DeviceState.RETURNING, DeviceState.RETURNED})
# What waits to be put away.
TO_PUT_AWAY = (DeviceState.RECEIVED, DeviceState.WIPED)

WORDS: Mapping[DeviceState, Sentence] = {
    DeviceState.ANNOUNCED: say("announced"),
    DeviceState.RECEIVED: say("received"),
    DeviceState.STORED: say("on its shelf"),
    DeviceState.PICKED: say("picked"),
    DeviceState.PACKED: say("packed"),
    DeviceState.DEPARTED: say("shipped"),
    DeviceState.RETURNING: say("sent back, expected"),
    DeviceState.RETURNED: say("returned, to be wiped"),
    DeviceState.WIPED: say("wiped"),
    DeviceState.QUARANTINED: say("in quarantine"),
    DeviceState.IN_REPAIR: say("in repair"),
    DeviceState.RETIRED: say("retired"),
    DeviceState.WRITTEN_OFF: say("written off"),
    DeviceState.DESTROYED: say("destroyed"),
}

# Why a device in another state does not get to this one, and what to do instead.
REFUSED: Mapping[DeviceState, Sentence] = {
    DeviceState.RECEIVED: say("%(device)s is %(state)s: only what is announced, or left and came back, is received."),
    DeviceState.RETURNED: say("%(device)s is %(state)s: only what is announced, or left and came back, is received."),
    DeviceState.STORED: say("%(device)s is %(state)s: receive it first, and wipe what came back, then put it away."),
    DeviceState.PICKED: say("%(device)s is %(state)s: put it away first, or pick another from a shelf."),
    DeviceState.PACKED: say("%(device)s is %(state)s: pick it for the carton's order first."),
    DeviceState.DEPARTED: say("%(device)s is %(state)s: only what is packed departs."),
    DeviceState.RETURNING: say("%(device)s is %(state)s: only what departed is sent back."),
    DeviceState.WIPED: say("%(device)s is %(state)s: only what came back from a board is wiped."),
    DeviceState.QUARANTINED: say("%(device)s is %(state)s: receive it or put it away first, then set it aside."),
    DeviceState.IN_REPAIR: say("%(device)s is %(state)s: receive it or put it away first, then have it repaired."),
    DeviceState.RETIRED: say(
        "%(device)s is %(state)s: only what is here and on no shelf is retired; set it aside first."
    ),
    DeviceState.DESTROYED: say("%(device)s is %(state)s: only what is retired is destroyed; retire it first."),
    DeviceState.WRITTEN_OFF: say("%(device)s is %(state)s: only what should stand in the reserve is written off."),
}
# What a device is aside for, and how that ends before anything else happens to it.
ASIDE: Mapping[DeviceState, Sentence] = {
    DeviceState.QUARANTINED: say("%(device)s is %(state)s: release it first."),
    DeviceState.IN_REPAIR: say("%(device)s is %(state)s: say that its repair ended first."),
    DeviceState.WRITTEN_OFF: say("%(device)s is %(state)s: it was found, so receive it again first."),
}
NOT_FOUND = say("%(device)s is %(state)s: it cannot have come in that shipment.")
NOT_ASIDE = say("%(device)s is %(state)s: only what is in quarantine is released.")
NOT_IN_REPAIR = say("%(device)s is %(state)s: only what is in repair comes out of it.")


@cache
def origins(target: DeviceState) -> frozenset[DeviceState]:
    """The states from which a device gets to `target`."""
    return frozenset(origin for origin, end in MOVES if end is target)


def refusal(device: str, state: DeviceState, sentence: Sentence) -> Conflict:
    """The refusal of a step to `device`, which is in `state`."""
    return Conflict("device.move", Sentence(sentence.msgid, {"device": device, "state": WORDS[state]}))
