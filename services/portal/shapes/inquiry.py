"""What is asked of the portal about devices and other subjects, and what it answers."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Answer, Body


class Device(Answer):
    """A device as it is now. State and holder are null once it serves another board than the reader's."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None
    state: str | None
    holder_kind: str | None
    holder: str | None
    board: str | None
    changed_at: datetime | None


class Held(Answer):
    """A device as the log has it: `holder` is a code or an id of the kind beside it."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None
    state: str
    holder_kind: str | None
    holder: str | None
    board: str | None
    request: UUID | None
    changed_at: datetime


class HeldPage(Answer):
    items: list[Held]
    next: UUID | None


class Undoing(Answer):
    """Who took a step back, when, and why; `position` is that entry's own."""

    position: int
    at: datetime
    who: str
    reason: str


class Step(Answer):
    """One entry: when it happened, who did what, where. `detail` is a sentence in the reader's language.

    `undone` is set where a later entry took this one back. `trace`: under what logs tell of it; a scan's is its id.
    """

    position: int
    at: datetime
    recorded_at: datetime
    who: str
    what: str
    where: str | None
    detail: str | None
    undone: Undoing | None
    trace: str | None


class Journey(Answer):
    device: Device
    journey: list[Step]


class Asked(Body):
    q: str = Field("", max_length=400)


class Found(Answer):
    """A name and what it names; `url` is the page about it."""

    kind: str
    text: str
    subject: str
    url: str | None


class Results(Answer):
    items: list[Found]


class Before(Body):
    """Where a list of entries goes on, towards older ones."""

    before: int | None = Field(None, ge=1)
