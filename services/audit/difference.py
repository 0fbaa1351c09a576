"""A difference: what does not agree, who says what; and a rule that the log itself breaks."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from services.audit.speech import mark

COMPARED = mark("%(noun)s %(name)s, %(figure)s: %(log)s by the log, %(said)s by %(service)s.")
LOST = mark("%(noun)s %(name)s is known by the log, unknown to %(service)s.")
UNTOLD = mark("%(noun)s %(name)s is known to %(service)s, unknown to the log.")
OVER = "over_promised"
RULES = {
    "twice_promised": mark("Device %(name)s was picked for a second order at entry %(position)s."),
    OVER: mark(
        "Order %(name)s was promised more %(type)s at entry %(position)s than there was: %(free)s free after it."
    ),
    "two_cartons": mark("Device %(name)s was packed into a second carton at entry %(position)s."),
    "accepted_twice": mark("Device %(name)s was accepted twice, the second time at entry %(position)s."),
    "two_holders": mark("Device %(name)s has two holders: %(first)s and %(second)s."),
    "no_holder": mark("Device %(name)s is %(state)s and has no holder."),
    "half_loaded": mark(
        "Of shipment %(name)s, which left, %(loaded)s of %(cartons)s carton(s) were scanned as they were loaded, "
        "and it was told otherwise."
    ),
    "unsettled": mark(
        "Of take-back campaign %(name)s, %(told)s of %(expected)s device(s) were told at entry %(position)s."
    ),
    "transfer_unsettled": mark(
        "Of transfer %(name)s, %(expected)s device(s) left; at entry %(position)s %(told)s were told, %(came)s of them "
        "to have come, where %(counted)s did."
    ),
    "left_out": mark(
        "Return %(name)s was closed without %(told)s device(s) at entry %(position)s, and of %(single)s it was told."
    ),
    "impossible": mark("Device %(name)s was %(state)s, yet entry %(position)s tells of it %(what)s."),
    "gap": mark("Of %(name)s, told by %(source)s, %(heard)s of %(told)s events are in the log."),
    "twice_told": mark("Event %(sequence)s of %(name)s (%(source)s) is heard twice, again at entry %(position)s."),
}


class Entry(Protocol):
    """Where in the log a rule is broken."""

    @property
    def position(self) -> int: ...

    @property
    def what(self) -> str: ...


@dataclass(frozen=True)
class Difference:
    """One difference. Two of them are the same when `key` is: where figures move, their distance stays."""

    noun: str
    subject: str
    name: str
    figure: str
    log: Any = None
    service: str | None = None
    said: Any = None
    more: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> tuple[Any, ...]:
        numbers = type(self.log) is int and type(self.said) is int
        size = (self.log - self.said,) if numbers else (self.log, self.said)
        return self.noun, self.subject, self.figure, self.service, size


def unknown(noun: str, subject: str, name: str, service: str) -> Difference:
    """What the log knows and the service does not list: it lost it."""
    return Difference(noun, subject, name, "known", True, service, False)


def untold(noun: str, subject: str, name: str, service: str) -> Difference:
    """What the service lists and never told."""
    return Difference(noun, subject, name, "known", False, service, True)


def broken(rule: str, subject: str, name: str, fact: Entry | None = None, **more: Any) -> Difference:
    """A rule that the log itself breaks, at the entry given."""
    where = {"position": fact.position, "what": fact.what} if fact else {}
    return Difference("rule", subject, name, rule, more=where | more)
