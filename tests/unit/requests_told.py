"""Requests in each of their states, made by the steps that lead there."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.act import Act, now
from services.chassis.errors import Refusal
from services.contracts.intake import Address, RequestLine
from services.contracts.values import BoardCode
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.freight import Quote
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.state import Urgency

BOARD, MINISTRY = Act("u-board", now()), Act("u-ministry", now())
ADDRESS = Address(site="quai", street="1", town="Montréal", postal_code="H1V 3R9", contact="TI", phone="514")
QUOTE = Quote("road", date(2020, 8, 27), date(2020, 8, 12), 1000, 0, {})
YES, NO = Acceptance(True, None, "board_manager"), Acceptance(False, None, "board_manager")
NEEDS = {kind: Need(kind, {"no_access": 100}, 0, 0, 0, 0) for kind in ("laptop", "tablet")}


def drafted(**asked: int) -> Request:
    lines = [RequestLine(type=kind, category="no_access", quantity=count) for kind, count in asked.items()]
    return written(lines)


def written(lines: list[RequestLine]) -> Request:
    asking = Asking("quai", "x", Urgency.NORMAL, lines)
    return Request.draft(BOARD, "D000001", BoardCode("762000"), asking, QUOTE)


def submitted(**asked: int) -> Request:
    request = drafted(**asked)
    request.submit(BOARD, YES, QUOTE, NEEDS)
    return request


def granted(**asked: int) -> Request:
    request = submitted(**asked)
    request.grant(MINISTRY, ADDRESS, None, NEEDS)
    return request


def short(**reserved: int) -> Request:
    """Ten of each type asked and granted, so many reserved."""
    request = granted(**dict.fromkeys(reserved, 10))
    request.answer(reserved)
    return request


def fulfilled() -> Request:
    request = granted(laptop=10)
    request.answer({})
    arrive(request)
    return request


def answered() -> Request:
    request = granted(laptop=10)
    request.answer({})
    return request


def arrive(request: Request) -> None:
    """Whatever is reserved comes well."""
    for share in request.types:
        share.count(True, share.reserved - share.accepted)
    fulfil(request)


def fulfil(request: Request) -> None:
    if request.fulfil(MINISTRY):
        request.fulfilled_event = uuid4()


def refusal(call: Callable[..., Any], *arguments: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return caught.value
