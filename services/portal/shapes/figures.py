"""The figures as programs get them."""

from services.chassis.web.shapes import Answer


class DeviceCount(Answer):
    type: str
    state: str
    count: int


class RequestCount(Answer):
    state: str
    count: int


class Hours(Answer):
    """Mean hours by stage; null where nothing ended it yet."""

    to_grant: float | None
    to_dispatch: float | None
    to_deliver: float | None
    whole: float | None


class ClockFigures(Answer):
    """Delivered requests with their mean hours and breaches of 72 h; running late (72 h), at risk (48 h), paused."""

    hours: Hours
    delivered: int
    breaches: int
    running: int
    late: int
    at_risk: int
    paused: int


class Clocks(Answer):
    all: ClockFigures
    by_type: dict[str, ClockFigures]
    by_zone: dict[str, ClockFigures]


class Figures(Answer):
    devices: list[DeviceCount]
    requests: list[RequestCount]
    clock: Clocks
