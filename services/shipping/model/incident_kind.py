"""What happened in a confidentiality incident: a device that went, or what A-2.1, s. 63.9, names beside a loss."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say


class IncidentKind(StrEnum):
    """`lost` and `stolen` are of devices, and open their entry by themselves; the others are put in by hand."""

    LOST = "lost"
    STOLEN = "stolen"
    ACCESS = "access"
    USE = "use"
    DISCLOSURE = "disclosure"
    OTHER = "other"


NAMES: Mapping[IncidentKind, Sentence] = {
    IncidentKind.LOST: say("device lost"),
    IncidentKind.STOLEN: say("device stolen"),
    IncidentKind.ACCESS: say("access that the law does not allow"),
    IncidentKind.USE: say("use that the law does not allow"),
    IncidentKind.DISCLOSURE: say("disclosure that the law does not allow"),
    IncidentKind.OTHER: say("other loss of, or harm to, personal information"),
}
BY_HAND = frozenset(IncidentKind) - {IncidentKind.LOST, IncidentKind.STOLEN}
NOT_BY_HAND = say("An entry for a device lost or stolen opens by itself: say so on the device’s page.")
NO_BOARD = say("Name the board whose register it is.")
