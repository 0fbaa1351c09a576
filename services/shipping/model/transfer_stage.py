"""The stages of a transfer between boards, the moves between them, and what a refused move tells."""

from enum import StrEnum

from services.contracts.sentence import Sentence, say


class TransferStage(StrEnum):
    """How far a transfer is."""

    OFFERED = "offered"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DISPATCHED = "dispatched"
    RECEIVED = "received"
    CLOSED = "closed"


_S = TransferStage
TRANSFER_STAGES: frozenset[tuple[TransferStage, TransferStage]] = frozenset(
    {
        (_S.OFFERED, _S.APPROVED),
        (_S.OFFERED, _S.REFUSED),
        (_S.OFFERED, _S.WITHDRAWN),
        (_S.APPROVED, _S.WITHDRAWN),
        (_S.APPROVED, _S.DISPATCHED),
        (_S.DISPATCHED, _S.RECEIVED),
        # Nothing of it ever came.
        (_S.DISPATCHED, _S.CLOSED),
        (_S.RECEIVED, _S.CLOSED),
    }
)
# What is promised to somebody, though it may not be in the boxes yet.
PROMISED = frozenset({_S.OFFERED, _S.APPROVED})
# It is on its way, or there.
COMING = frozenset({_S.DISPATCHED, _S.RECEIVED})
# It has left the board that offered it.
GONE = COMING | {_S.CLOSED}

NAMES: dict[TransferStage, Sentence] = {
    _S.OFFERED: say("offered"),
    _S.APPROVED: say("approved"),
    _S.REFUSED: say("refused"),
    _S.WITHDRAWN: say("withdrawn"),
    _S.DISPATCHED: say("on its way"),
    _S.RECEIVED: say("being received"),
    _S.CLOSED: say("ended"),
}

REFUSALS: dict[TransferStage, Sentence] = {
    _S.OFFERED: say("Transfer %(number)s is %(stage)s: make a new offer."),
    _S.APPROVED: say("Transfer %(number)s is %(stage)s: only an offer can be approved."),
    _S.REFUSED: say("Transfer %(number)s is %(stage)s: only an offer can be refused."),
    _S.WITHDRAWN: say("Transfer %(number)s is %(stage)s: it can be withdrawn until it leaves."),
    _S.DISPATCHED: say("Transfer %(number)s is %(stage)s: only an approved one can be dispatched."),
    _S.RECEIVED: say("Transfer %(number)s is %(stage)s: only one on its way can be received."),
    _S.CLOSED: say("Transfer %(number)s is %(stage)s: only one that is on its way, or being received, can be closed."),
}


def refusal(number: str, stage: TransferStage, wanted: TransferStage) -> Sentence:
    """Why a transfer cannot go from `stage` to `wanted`, and what can."""
    return Sentence(REFUSALS[wanted].msgid, {"number": number, "stage": NAMES[stage]})
