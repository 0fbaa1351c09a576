"""What to say to a scan in the wrong mode: which mode would fit what was scanned, as it stands."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from enum import StrEnum
from functools import reduce

from services.chassis.errors import Invalid
from services.chassis.scans import Answer
from services.chassis.station.mode import Mode
from services.contracts.sentence import Sentence, say

# The states from which each action takes a step; what takes none has no place here.
Starts = Mapping[str, Set[StrEnum]]


def hinted(refused: Answer, action: str, states: Set[StrEnum], starts: Starts, modes: Sequence[Mode]) -> Answer:
    """The refusal, with the modes that would fit something in one of `states`; as it was where its own mode does, or
    where what the scan says beside its label is wrong.

    Nothing is looked up: `states` are those of what is at hand already.
    """
    said_wrong = isinstance(refused.refusal, Invalid) and refused.refusal.code.startswith("scan.")
    if said_wrong or not states or action not in starts or not starts[action].isdisjoint(states):
        return refused
    usual = {mode.action: mode.title for mode in reversed(modes) if not mode.seldom}
    fits = tuple(one for one, origins in starts.items() if one in usual and not origins.isdisjoint(states))
    if not fits:
        return refused
    named = reduce(_or, (usual[one] for one in fits))
    return replace(
        refused, say=say("%(why)s Here, this would fit: %(modes)s.", why=refused.say, modes=named), fits=fits
    )


def _or(one: Sentence, other: Sentence) -> Sentence:
    return say("%(one)s or %(other)s", one=one, other=other)
