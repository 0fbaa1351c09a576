"""The application of a running service, made once for all who come to it in a test: browsers, stations, programs."""

from typing import Any

from services.chassis.run import Running

_last: list[tuple[Running, Any]] = []


def application_of(running: Running) -> Any:
    """The one that was made last, where it is this service's as it runs here; else another is made in its place."""
    if not _last or _last[0][0] is not running:
        _last[:] = [(running, running.application())]
    return _last[0][1]
