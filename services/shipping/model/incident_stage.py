"""The stages of an incident in the register, the moves between them, and what each asks to be written."""

from collections.abc import Mapping
from enum import StrEnum

from services.contracts.sentence import Sentence, say
from services.shipping.model.incident_facts import ASSESSMENT, END, NOTICES, Facts, Groups


class IncidentStage(StrEnum):
    """How far an incident is: `notified` once the notices that a serious risk asks for are dealt with."""

    OPENED = "opened"
    ASSESSED = "assessed"
    NOTIFIED = "notified"
    CLOSED = "closed"


_S = IncidentStage
# Beside these, each stage may be written anew: what is known changes.
INCIDENT_MOVES: frozenset[tuple[IncidentStage, IncidentStage]] = frozenset(
    {
        (_S.OPENED, _S.ASSESSED),
        (_S.ASSESSED, _S.NOTIFIED),
        (_S.ASSESSED, _S.CLOSED),
        (_S.NOTIFIED, _S.CLOSED),
        # Something more is learnt: it is weighed again.
        (_S.NOTIFIED, _S.ASSESSED),
        (_S.CLOSED, _S.ASSESSED),
    }
)

NAMES: Mapping[IncidentStage, Sentence] = {
    _S.OPENED: say("to be assessed"),
    _S.ASSESSED: say("assessed"),
    _S.NOTIFIED: say("notices dealt with"),
    _S.CLOSED: say("closed"),
}


def needs(stage: IncidentStage, facts: Facts) -> Groups:
    """What must be written before an incident is at this stage; the notices only where the risk is serious."""
    notices = NOTICES if facts.serious else ()
    return {
        _S.OPENED: (),
        _S.ASSESSED: ASSESSMENT,
        _S.NOTIFIED: (*ASSESSMENT, *NOTICES),
        _S.CLOSED: (*ASSESSMENT, *notices, *END),
    }[stage]
