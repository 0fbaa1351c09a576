"""The shape of what an action of a scan does and tells, and how a scan's own words are read."""

from collections.abc import Callable
from dataclasses import dataclass

from services.chassis.errors import Invalid
from services.chassis.scans import Scan
from services.contracts.sentence import Sentence
from services.contracts.values import FreeText, Malformed
from services.warehouse.model.device import Device
from services.warehouse.scans.stack import Stack


@dataclass(frozen=True)
class Action:
    """`take` has a device take the step, True when it did now; `tell` says it, `tell_all` of a stack's many, and
    `tell_again` of a step done before, where more is to be said than that."""

    take: Callable[[Device], bool]
    tell: Callable[[Device], Sentence]
    tell_all: Callable[[Stack, int], Sentence] | None = None
    tell_again: Callable[[Device], Sentence] | None = None


def words(scan: Scan) -> FreeText:
    """The reason that a scan gives in a person's words. Raises `Invalid`."""
    try:
        return FreeText(scan.context.get("reason", ""))
    except Malformed as error:
        raise Invalid("scan.reason", error.rule) from error
