"""What a station's key is good for: duties, each some of the actions of the doors for scans."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say


class Duty(StrEnum):
    """One duty, of the warehouse's stations or of a board's; `CORRECTING` is of both."""

    RECEIVING = "receiving"
    PICKING = "picking"
    COUNTING = "counting"
    CARING = "caring"
    LOADING = "loading"
    ACCEPTING = "accepting"
    CONFIGURING = "configuring"
    LENDING = "lending"
    RETURNING = "returning"
    LOSING = "losing"
    CORRECTING = "correcting"


NAMES: Mapping[Duty, Sentence] = {
    Duty.RECEIVING: say("Receive and put away"),
    Duty.PICKING: say("Pick and pack"),
    Duty.COUNTING: say("Count"),
    Duty.CARING: say("Wipe, set aside, repair, retire"),
    Duty.LOADING: say("Load shipments"),
    Duty.ACCEPTING: say("Accept what arrives"),
    Duty.CONFIGURING: say("Configure"),
    Duty.LENDING: say("Hand over, take back, lend"),
    Duty.RETURNING: say("Send back or on"),
    Duty.LOSING: say("Tell what is lost, stolen or found"),
    Duty.CORRECTING: say("Take back a step"),
}
ACTIONS: Mapping[Duty, frozenset[str]] = {
    Duty.RECEIVING: frozenset({"receive", "put_away"}),
    Duty.PICKING: frozenset({"pick", "pack"}),
    Duty.COUNTING: frozenset({"count"}),
    Duty.CARING: frozenset({"wipe", "quarantine", "release", "repair", "repaired", "retire", "destroy"}),
    Duty.LOADING: frozenset({"load"}),
    Duty.ACCEPTING: frozenset({"accept", "damage"}),
    Duty.CONFIGURING: frozenset({"configure", "take", "leave", "set_aside"}),
    Duty.LENDING: frozenset({"hand_over", "take_back", "lend", "give_back", "sign"}),
    Duty.RETURNING: frozenset({"send_back", "send_on", "take_over"}),
    Duty.LOSING: frozenset({"lost", "stolen", "found"}),
    Duty.CORRECTING: frozenset({"undo"}),
}
IN_WAREHOUSE = frozenset({Duty.RECEIVING, Duty.PICKING, Duty.COUNTING, Duty.CARING, Duty.LOADING, Duty.CORRECTING})
AT_BOARD = (frozenset(Duty) - IN_WAREHOUSE) | {Duty.CORRECTING}


def does(duties: frozenset[str] | None, action: str) -> bool:
    """Whether these duties include an action; None includes all."""
    return duties is None or any(action in ACTIONS[Duty(duty)] for duty in duties)
