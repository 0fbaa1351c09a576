"""What an event adds to its word and its place, in a sentence: the carrier, the reason, which step was undone."""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.care import OUTCOMES
from services.contracts.event import Event
from services.contracts.sentence import Sentence, say
from services.contracts.undone import Undone
from services.portal.grounds import care
from services.portal.passage import PASSAGES, origin_of, reason_of
from services.portal.words import WHAT

# How the warehouse names what is claimed from a supplier, and what the supplier answers.
KINDS: Mapping[str, Sentence] = {
    "missing": say("Missing"),
    "damaged": say("Damaged on arrival"),
    "unexpected": say("Not announced"),
    "other_model": say("Of a model that was not announced"),
}
ANSWERS: Mapping[str, Sentence] = {
    "replaced": say("Replaced"),
    "credited": say("Credited"),
    "refused": say("Refused"),
    "settled": say("Settled: it came, or is sound"),
}


def detail(event: Event) -> Sentence | None:
    """What an event adds to its word and its place: the carrier, the reason, where from; None when nothing."""
    if isinstance(event, Undone):
        return _undone(event)
    tell = DETAILS.get(type(event))
    return tell(event) if tell else None


def _undone(event: Undone) -> Sentence:
    step = WHAT.get(event.step) or event.step
    return say("%(step)s: undone. Reason: %(reason)s", step=step, reason=event.reason)


def _missing(event: s.DeviceMissing) -> Sentence | None:
    if event.elsewhere:
        return say("Found elsewhere: in another shipment, or in the reserve")
    return reason_of(event)


def _taken_back(event: s.DeviceTakenBack) -> Sentence:
    how = {"damaged": say("damaged"), "incomplete": say("something is missing")}.get(event.condition or "")
    if how is None:
        return origin_of(event)
    return say("From %(origin)s, %(how)s: %(note)s", origin=event.origin, how=how, note=event.note)


def _lent(event: s.DeviceLent) -> Sentence:
    if event.given_back:
        return say("Given back by %(origin)s", origin=event.origin)
    if event.until:
        return say("From %(origin)s, until %(day)s", origin=event.origin, day=event.until)
    return origin_of(event)


def _recalled(event: s.RecallClosed) -> Sentence:
    away = event.kept + event.lost + event.stolen + event.gone + event.open
    return say(
        "%(expected)s expected, %(back)s back, %(away)s not", expected=event.expected, back=event.back, away=away
    )


def _to_put_away(event: w.OrderCancelled) -> Sentence | None:
    held = sum(one.quantity for one in event.held)
    return say("%(count)s device(s) to be put away again", count=held) if held else None


def _count(event: w.CountAdjusted) -> Sentence:
    names = ("expected", "found", "missing", "misplaced", "unknown")
    figures = say(
        "%(expected)s expected, %(found)s found, %(missing)s missing, %(misplaced)s elsewhere, %(unknown)s unknown",
        **{name: getattr(event, name) for name in names},
    )
    if event.unadjusted:
        words = {"figures": figures, "count": event.unadjusted, "reason": event.reason}
        return say("%(figures)s; %(count)s left as the records have them. Reason: %(reason)s", **words)
    if event.reason:
        return say("%(figures)s. Reason: %(reason)s", figures=figures, reason=event.reason)
    return figures


def _receipt(event: s.ShipmentReceived) -> Sentence:
    return say(
        "%(accepted)s accepted, %(damaged)s damaged, %(missing)s missing, %(unexpected)s unexpected",
        accepted=event.accepted,
        damaged=event.damaged,
        missing=event.missing,
        unexpected=event.unexpected,
    )


def _dispatch(event: s.ShipmentDispatched) -> Sentence:
    words = {"carrier": event.carrier, "tracking": event.tracking}
    if event.checked:
        return say("%(carrier)s, tracking number %(tracking)s; every carton was scanned as it was loaded", **words)
    return say("%(carrier)s, tracking number %(tracking)s", **words)


def _closing(event: w.DeliveryClosed) -> Sentence:
    told = say("%(received)s received, %(missing)s missing", received=event.received, missing=event.missing)
    if event.damaged or event.unexpected:
        told = say(
            "%(told)s, %(damaged)s damaged, %(unexpected)s not announced",
            told=told,
            damaged=event.damaged,
            unexpected=event.unexpected,
        )
    return say("%(told)s. Reason: %(reason)s", told=told, reason=event.reason) if event.reason else told


def _claimed(event: s.FreightClaimSent) -> Sentence:
    return say("%(number)s to %(carrier)s, for %(count)s device(s)", number=event.number, carrier=event.carrier,
               count=event.devices)  # fmt: skip


def _answered(event: s.FreightClaimAnswered) -> Sentence:
    words = {"reference": event.reference}
    if event.accepted:
        return say(
            "Accepted: $%(amount)s; the carrier’s number %(reference)s", amount=_dollars(event.settled_cents), **words
        )
    return say("Refused: %(reason)s; the carrier’s number %(reference)s", reason=event.reason, **words)


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


DETAILS: Mapping[type[Event], Callable[[Any], Sentence | None]] = {
    i.RequestRefused: reason_of,
    i.RequestSentBack: reason_of,
    i.RequestPaused: reason_of,
    i.WithdrawalAsked: reason_of,
    w.DeviceQuarantined: care,
    w.DeviceRepairStarted: care,
    w.DeviceWiped: care,
    w.DeviceRepairEnded: lambda event: say("How it ended: %(outcome)s", outcome=OUTCOMES[event.outcome]),
    w.DeviceRetired: care,
    w.DeviceDestroyed: care,
    w.DeviceWrittenOff: care,
    w.OrderCancelled: _to_put_away,
    w.CountAdjusted: _count,
    w.DevicePicked: lambda event: say("Bin %(bin)s of the cart", bin=event.bin) if event.bin else None,
    w.DeviceMoved: origin_of,
    w.DeviceReceived: lambda event: say("Back from a board") if event.returned else None,
    w.DeliveryAnnounced: lambda event: say(
        "%(supplier)s, reference %(reference)s", supplier=event.supplier, reference=event.reference
    ),
    w.DeliveryClosed: _closing,
    w.DeviceClaimed: lambda event: say("%(what)s, claim %(number)s", what=KINDS[event.kind], number=event.number),
    w.DeviceClaimAnswered: lambda event: say(
        "%(outcome)s, claim %(number)s", outcome=ANSWERS[event.outcome], number=event.number
    ),
    w.SupplierClaimSent: lambda event: say(
        "%(missing)s missing, %(damaged)s damaged, %(unexpected)s not announced",
        missing=event.missing,
        damaged=event.damaged,
        unexpected=event.unexpected + event.other_model,
    ),
    w.SupplierClaimAnswered: lambda event: say(
        "%(count)s device(s): %(outcome)s", count=event.lines, outcome=ANSWERS[event.outcome]
    ),
    w.SupplierClaimWithdrawn: reason_of,
    w.CartonClosed: lambda event: say("%(count)s device(s) in the carton", count=len(event.devices)),
    s.ShipmentDispatched: _dispatch,
    s.ShipmentReceived: _receipt,
    s.ShipmentVoided: reason_of,
    s.CartonReleased: reason_of,
    s.DeviceMissing: _missing,
    s.DeviceDamaged: reason_of,
    s.DeviceUnexpected: reason_of,
    s.DeviceTakenBack: _taken_back,
    s.DeviceLent: _lent,
    s.DeviceLost: reason_of,
    s.DeviceStolen: reason_of,
    s.FreightClaimSent: _claimed,
    s.FreightClaimAnswered: _answered,
    **PASSAGES,
    s.RecallOpened: lambda event: say(
        "%(title)s: %(expected)s device(s) back by %(day)s", title=event.title, expected=event.expected, day=event.day
    ),
    s.RecallClosed: _recalled,
    s.RecallReopened: reason_of,
}
