"""A gauge: something as it is at the moment when it is asked for, as a value with its name and what it tells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client.core import Metric

PREFIX = "reserve_"


@dataclass(frozen=True)
class Gauge:
    """`name` without the product's prefix, in base units; `labels` beside the service's."""

    name: str
    told: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


def shown(gauges: Iterable[Gauge], service: str) -> Iterator[Metric]:
    """The gauges of a service, each metric once."""
    metrics: dict[str, Metric] = {}
    for one in gauges:
        metric = metrics.setdefault(one.name, Metric(PREFIX + one.name, one.told, "gauge"))
        metric.add_sample(PREFIX + one.name, {"service": service, **one.labels}, one.value)
    yield from metrics.values()
