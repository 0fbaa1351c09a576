"""How far a request is, the stages of its clock, and which events say so."""

from enum import StrEnum

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event


class Stage(StrEnum):
    """How far a request is, in the order of its life."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    GRANTED = "granted"
    REFUSED = "refused"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    RECEIVED = "received"
    FULFILLED = "fulfilled"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


class Span(StrEnum):
    """What is timed of a request, then of a device at its board: each from the moment at which the one before ended.

    `whole` is from submitted to delivered, `to_use` from accepted to handed over.
    """

    TO_GRANT = "to_grant"
    TO_DISPATCH = "to_dispatch"
    TO_DELIVER = "to_deliver"
    WHOLE = "whole"
    TO_CONFIGURE = "to_configure"
    TO_HAND_OVER = "to_hand_over"
    TO_USE = "to_use"


OF_REQUEST = (Span.TO_GRANT, Span.TO_DISPATCH, Span.TO_DELIVER, Span.WHOLE)
OF_DEVICE = (Span.TO_CONFIGURE, Span.TO_HAND_OVER, Span.TO_USE)
# While a request is there its clock runs, and this is what it waits for.
AWAITS: dict[Stage, Span] = {
    Stage.SUBMITTED: Span.TO_GRANT,
    Stage.GRANTED: Span.TO_DISPATCH,
    Stage.DISPATCHED: Span.TO_DELIVER,
}

DECIDED: dict[type[Event], Stage] = {
    i.RequestSubmitted: Stage.SUBMITTED,
    i.RequestSentBack: Stage.SENT_BACK,
    i.RequestGranted: Stage.GRANTED,
    i.RequestRefused: Stage.REFUSED,
    i.RequestFulfilled: Stage.FULFILLED,
    i.RequestWithdrawn: Stage.WITHDRAWN,
}
TRAVELLED: dict[type[Event], Stage] = {
    s.ShipmentDispatched: Stage.DISPATCHED,
    s.ShipmentDelivered: Stage.DELIVERED,
    s.ShipmentReceived: Stage.RECEIVED,
}
ENDS = frozenset({Stage.FULFILLED, Stage.WITHDRAWN})
# After these the clock is read from all that the log has of the request: they take something back, or fail to.
REWRITING = (i.RequestUndone, i.WithdrawalAsked, w.WithdrawalRefused, s.ShipmentUndone, s.ShipmentVoided)
TIMING = (i.RequestPaused, i.RequestResumed)
HEARD: tuple[type[Event], ...] = (*DECIDED, *TRAVELLED, *TIMING, *REWRITING)
ORDER = tuple(Stage)
