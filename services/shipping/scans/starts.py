"""Where a device stands that is ready for an action; an undo is no step of its own."""

from collections.abc import Mapping

from services.shipping.model import Custody
from services.shipping.model.custody import MOVES

GONE = frozenset({Custody.LOST, Custody.STOLEN})


def _origins(target: Custody) -> frozenset[Custody]:
    return frozenset(origin for origin, end in MOVES if end is target)


STARTS: Mapping[str, frozenset[Custody]] = {
    "accept": _origins(Custody.AT_BOARD),
    "configure": _origins(Custody.CONFIGURED),
    # From a school on to one of its students as well, but not to a school.
    "hand_over": _origins(Custody.AT_SCHOOL),
    "take_back": _origins(Custody.TAKEN_BACK) - GONE,
    "send_back": _origins(Custody.SENT_BACK),
    "found": GONE,
    "damage": _origins(Custody.DAMAGED) - GONE,
    "give_back": frozenset({Custody.AT_SCHOOL}),
    "lend": frozenset({Custody.AT_SCHOOL}),
    "lost": _origins(Custody.LOST),
    "stolen": _origins(Custody.STOLEN),
}
