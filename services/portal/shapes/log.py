"""The log as programs read it."""

from datetime import datetime

from pydantic import Field

from services.chassis.web.shapes import Answer, Body

# An auditor reads it whole.
MOST = 1_000


class After(Body):
    """Where reading the log goes on."""

    after: int = Field(0, ge=0)
    limit: int = Field(50, ge=1, le=MOST)


class LogEntry(Answer):
    """An entry of the chain. `body` is the event byte for byte (UTF-8): hash = SHA-256(previous_hash + body)."""

    position: int
    recorded_at: datetime
    body: str
    previous_hash: str
    hash: str


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
