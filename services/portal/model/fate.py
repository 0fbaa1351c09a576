"""What the public is told of a device's state: a few words, into which every state but the first falls."""

from collections.abc import Mapping
from enum import StrEnum

from services.portal.model.state import State


class Fate(StrEnum):
    """Where devices are, in the order of their life."""

    RESERVE = "reserve"
    ON_THE_WAY = "on_the_way"
    AT_BOARD = "at_board"
    IN_USE = "in_use"
    MISSING = "missing"
    GONE = "gone"


# Of a device that is only named nothing is told: it did not come yet.
FATES: Mapping[State, Fate] = {
    State.RECEIVED: Fate.RESERVE,
    State.QUARANTINED: Fate.RESERVE,
    State.IN_REPAIR: Fate.RESERVE,
    State.STORED: Fate.RESERVE,
    State.PICKED: Fate.RESERVE,
    State.PACKED: Fate.RESERVE,
    State.RETURNED: Fate.RESERVE,
    State.WIPED: Fate.RESERVE,
    State.IN_TRANSIT: Fate.ON_THE_WAY,
    State.DELIVERED: Fate.ON_THE_WAY,
    State.SENT_ON: Fate.ON_THE_WAY,
    State.SENT_BACK: Fate.ON_THE_WAY,
    State.AT_BOARD: Fate.AT_BOARD,
    State.CONFIGURED: Fate.AT_BOARD,
    State.DAMAGED: Fate.AT_BOARD,
    State.TAKEN_BACK: Fate.AT_BOARD,
    State.AT_SCHOOL: Fate.IN_USE,
    State.ON_LOAN: Fate.IN_USE,
    State.MISSING: Fate.MISSING,
    State.LOST: Fate.MISSING,
    State.STOLEN: Fate.MISSING,
    State.WRITTEN_OFF: Fate.GONE,
    State.RETIRED: Fate.GONE,
    State.DESTROYED: Fate.GONE,
}
# What is no board's: it is told for the whole reserve alone.
NOBODYS = frozenset({Fate.RESERVE, Fate.GONE})
