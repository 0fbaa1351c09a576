"""The stages of a shipment, the moves between them, and what a refused move tells."""

from enum import StrEnum

from services.contracts.sentence import Sentence, say


class Stage(StrEnum):
    """How far a shipment is."""

    PREPARING = "preparing"
    READY = "ready"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    RECEIVED = "received"
    VOIDED = "voided"


STAGES: frozenset[tuple[Stage, Stage]] = frozenset(
    {
        (Stage.PREPARING, Stage.READY),
        # More cartons of its order were closed before it left.
        (Stage.READY, Stage.PREPARING),
        (Stage.READY, Stage.DISPATCHED),
        (Stage.DISPATCHED, Stage.DELIVERED),
        (Stage.DELIVERED, Stage.RECEIVED),
        (Stage.PREPARING, Stage.VOIDED),
        (Stage.READY, Stage.VOIDED),
        # A truck that turned back.
        (Stage.DISPATCHED, Stage.VOIDED),
    }
)

# It has left the dock: its cartons are no longer the warehouse's to ask back.
LEFT = frozenset({Stage.DISPATCHED, Stage.DELIVERED, Stage.RECEIVED})

NAMES: dict[Stage, Sentence] = {
    Stage.PREPARING: say("being prepared"),
    Stage.READY: say("ready to leave"),
    Stage.DISPATCHED: say("on its way"),
    Stage.DELIVERED: say("delivered"),
    Stage.RECEIVED: say("received"),
    Stage.VOIDED: say("voided"),
}

REFUSALS: dict[Stage, Sentence] = {
    Stage.PREPARING: say("Shipment %(number)s is %(stage)s: it takes no more cartons."),
    Stage.READY: say("Shipment %(number)s is %(stage)s: it cannot be made ready."),
    Stage.DISPATCHED: say("Shipment %(number)s is %(stage)s: only one that is ready can be dispatched."),
    Stage.DELIVERED: say("Shipment %(number)s is %(stage)s: only one on its way can be delivered."),
    Stage.RECEIVED: say("Shipment %(number)s is %(stage)s: only the receipt of a delivered shipment can be ended."),
    Stage.VOIDED: say("Shipment %(number)s is %(stage)s: only one that is not delivered yet can be voided."),
}


def refusal(number: str, stage: Stage, wanted: Stage) -> Sentence:
    """Why a shipment cannot go from `stage` to `wanted`, and what can."""
    return Sentence(REFUSALS[wanted].msgid, {"number": number, "stage": NAMES[stage]})
