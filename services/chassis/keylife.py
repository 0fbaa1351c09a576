"""For how long each of the installation's own keys is used: told to whoever turns them, and to Prometheus."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from services.chassis.metering.gauge import Gauge
from services.chassis.pair import made_at

# docs/en/keys.md says why.
LIVES = {
    "portal.key.pem": timedelta(days=365),
    "log.key.pem": timedelta(days=3 * 365),
    "metrics.token": timedelta(days=365),
}


def due(folder: Path) -> Mapping[str, datetime]:
    """When each key that lies in `folder` is to be changed, by its file's name."""
    return {name: made_at(folder / name) + life for name, life in LIVES.items() if (folder / name).exists()}


def key_gauges(folder: Path) -> Sequence[Gauge]:
    """The same for Prometheus. What another machine holds alone is told there."""
    told = "When a key of the installation is to be changed."
    found = due(folder).items()
    return [Gauge("key_due_timestamp_seconds", told, at.timestamp(), {"key": name}) for name, at in found]
