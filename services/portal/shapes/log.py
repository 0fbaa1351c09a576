"""The log as programs read it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, PlainSerializer

from services.chassis.web.shapes import Answer, Body
from services.portal.model.chain import stamp

# An auditor reads it whole.
MOST = 1_000


class After(Body):
    """Where reading the log goes on."""

    after: int = Field(0, ge=0)
    limit: int = Field(50, ge=1, le=MOST)


class LogEntry(Answer):
    """An entry of the chain. `body` is the event byte for byte (UTF-8); `hash` is the SHA-256 of five lines, each ended
    by a line feed: `version`, `previous_hash`, `position`, `recorded_at`, the SHA-256 of the body. In version 1 it is
    that of `previous_hash` and the body; in version 3 that of six lines, `seal` the last: the SHA-256 of a line for
    each entry of version 1, its `position`, `recorded_at` and `hash` with a space between.
    """

    version: int
    position: int
    recorded_at: Annotated[datetime, PlainSerializer(stamp)]
    body: str
    previous_hash: str
    hash: str
    seal: str | None


class LogPage(Answer):
    """`next` is the `after` of the next page, null at the end."""

    items: list[LogEntry]
    next: int | None


class Gap(Answer):
    source: str
    subject: str
    heard: int
    told: int


class Gaps(Answer):
    items: list[Gap]
