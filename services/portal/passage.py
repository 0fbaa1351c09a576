"""What is told of devices that go back to the reserve, or on to another board: returns and transfers, in a sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts import shipping as s
from services.contracts.event import Event
from services.contracts.sentence import Sentence, say


def reason_of(event: Any) -> Sentence | None:
    return say("Reason: %(reason)s", reason=event.reason) if event.reason else None


def origin_of(event: Any) -> Sentence:
    return say("From %(origin)s", origin=event.origin)


def _transferred(event: s.DeviceTransferred) -> Sentence:
    if event.damaged:
        return say("From %(origin)s, %(how)s: %(note)s", origin=event.origin, how=say("damaged"), note=event.reason)
    return origin_of(event)


def _both(event: s.TransferApproved) -> Sentence:
    return say("From %(origin)s to %(receiver)s", origin=event.origin, receiver=event.receiver)


def _sent_on(event: s.TransferDispatched) -> Sentence:
    if event.carrier and event.tracking:
        words = {"count": event.devices, "carrier": event.carrier, "tracking": event.tracking}
        return say("%(count)s device(s), %(carrier)s, tracking number %(tracking)s", **words)
    return say("%(count)s device(s)", count=event.devices)


def _return_closed(event: s.ReturnClosed) -> Sentence:
    told = say(
        "%(number)s: %(expected)s on the list, %(received)s received, %(missing)s not in the boxes",
        number=event.number,
        expected=event.expected,
        received=event.received,
        missing=event.missing,
    )
    return say("%(told)s. Reason: %(reason)s", told=told, reason=event.reason) if event.reason else told


def _sent_back(event: s.DeviceSentBack) -> Sentence | None:
    if not event.number:
        return reason_of(event)
    return say("%(number)s. Reason: %(reason)s", number=event.number, reason=event.reason)


PASSAGES: Mapping[type[Event], Callable[[Any], Sentence | None]] = {
    s.DeviceSentBack: _sent_back,
    s.DeviceUnreturned: lambda event: say("%(number)s. Reason: %(reason)s", number=event.number, reason=event.reason),
    s.ReturnClosed: _return_closed,
    s.ReturnDispatched: lambda event: say(
        "%(carrier)s, tracking number %(tracking)s", carrier=event.carrier, tracking=event.tracking
    ),
    s.DeviceSentOn: lambda event: say("In transfer %(number)s", number=event.number),
    s.DeviceTransferred: _transferred,
    s.TransferOffered: lambda event: say(
        "%(count)s device(s). Reason: %(reason)s", count=sum(one.quantity for one in event.lines), reason=event.reason
    ),
    s.TransferApproved: _both,
    s.TransferRefused: reason_of,
    s.TransferWithdrawn: reason_of,
    s.TransferDispatched: _sent_on,
    s.TransferClosed: lambda event: say(
        "%(sent)s sent, %(accepted)s accepted, %(damaged)s damaged, %(missing)s missing",
        sent=event.sent,
        accepted=event.accepted,
        damaged=event.damaged,
        missing=event.missing,
    ),
}
