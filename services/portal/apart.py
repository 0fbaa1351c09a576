"""A transaction apart from the request's own: what it holds stays, though the request is refused in the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from services.chassis.act import Act, now
from services.chassis.web.edge import edge


@contextmanager
def apart() -> Iterator[Session]:
    """Committed when the block ends well. The request's own transaction must not have begun: SQLite has one writer."""
    with edge().database.writing(Act("anonymous", now())) as session:
        yield session
