"""Metrics on their way between processes: families of samples as plain lists, which JSON writes and reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric

# A name, what it tells, its type, its samples.
Family = tuple[str, str, str, list[tuple[str, dict[str, str], float]]]
# When a series was made: what restarts shows by its falling.
CREATED = "_created"


def families(registry: CollectorRegistry, service: str) -> list[Family]:
    """What a registry has of a service."""
    found = []
    for metric in registry.collect():
        samples = [
            (one.name, dict(one.labels), one.value)
            for one in metric.samples
            if one.labels.get("service") == service and not one.name.endswith(CREATED)
        ]
        if samples:
            found.append((metric.name, metric.documentation, metric.type, samples))
    return found


def merged(told: Mapping[str, Iterable[Sequence[Any]]]) -> Iterator[Metric]:
    """The families of several processes, each metric once; a sample's `process` says whose it is."""
    metrics: dict[str, Metric] = {}
    for process, each in told.items():
        for name, documentation, kind, samples in each:
            metric = metrics.setdefault(name, Metric(name, documentation, kind))
            for sample, labels, value in samples:
                metric.add_sample(sample, labels | {"process": process}, value)
    yield from metrics.values()
