"""Counting what a transaction did: once it is committed, so that what is run again or refused is counted once."""

from collections.abc import Sequence
from typing import Any

from prometheus_client import Counter, Histogram
from sqlalchemy.orm import Session

COUNTS = "counts"


def count(session: Session, counter: Counter, *labels: str, by: int = 1) -> None:
    """Add to a counter when this session's transaction commits; nothing is added for what is rolled back."""
    if by:
        session.info.setdefault(COUNTS, []).append((counter, labels, by))


def observe(session: Session, histogram: Histogram, *labels: str, values: Sequence[float]) -> None:
    """Note values in a histogram when this session's transaction commits."""
    session.info.setdefault(COUNTS, []).append((histogram, labels, values))


def committed(info: dict[Any, Any]) -> None:
    """The transaction whose `info` this is was committed: what it counted stands."""
    for meter, labels, what in info.get(COUNTS, ()):
        child = meter.labels(*labels)
        if isinstance(child, Counter):
            child.inc(what)
        else:
            for value in what:
                child.observe(value)
