"""What a service answers over HTTP: its routes and its pages, loaded by web processes alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from flask import Blueprint
from sqlalchemy.orm import Session

from services.chassis.metering.gauge import Gauge
from services.chassis.metering.meters import Nought
from services.chassis.service import Service
from services.chassis.web.routes import Routes


@dataclass(frozen=True)
class Doors:
    """The API's routes and the browser's pages of one service, a module a noun; and the gauges of its own database,
    read once a minute at most. `noughts` are shown before they happen."""

    routes: Sequence[Routes]
    pages: Sequence[Blueprint]
    gauges: Callable[[Session], Sequence[Gauge]] | None = None
    noughts: Sequence[Nought] = ()


def doors_of(service: Service) -> Doors:
    """What `service` answers, from the module `doors` of its package."""
    doors = import_module(f"{service.package}.doors").DOORS
    if not isinstance(doors, Doors):
        raise TypeError(f"{service.package}.doors holds no doors")
    return doors
