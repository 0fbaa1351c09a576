"""What comes in and goes out at the portal's door and its inquiries."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.chassis.paging import LARGEST
from services.chassis.web.shapes import Answer, Body
from services.portal.model.account import LONGEST_PASSWORD

LOGIN = 80


class Credentials(Body):
    login: str = Field(min_length=1, max_length=LOGIN)
    password: str = Field(min_length=1, max_length=LONGEST_PASSWORD)


class SignInForm(Body):
    """The form of the sign-in page. `next` is where the person was going."""

    login: str = Field("", max_length=LOGIN)
    password: str = Field("", max_length=LONGEST_PASSWORD)
    next: str = Field("", max_length=2000)


class Key(Body):
    """A station's key and who works at it: an id of the site's own, never a name."""

    key: str = Field(max_length=200)
    operator: str = Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")


class Token(Answer):
    """A bearer token, good for `expires_in` seconds."""

    token: str
    expires_in: int


class Identity(Token):
    actor: str
    role: str
    board: str | None


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


class Step(Answer):
    """One entry: when it happened, who did what, where. `detail` is a sentence in the reader's language."""

    position: int
    at: datetime
    recorded_at: datetime
    who: str
    what: str
    where: str | None
    detail: str | None


class Journey(Answer):
    device: Device
    journey: list[Step]


class Asked(Body):
    q: str = Field("", max_length=80)


class Found(Answer):
    """A name and what it names; `url` is the page about it."""

    kind: str
    text: str
    subject: str
    url: str | None


class Results(Answer):
    items: list[Found]


class DeviceCount(Answer):
    type: str
    state: str
    count: int


class RequestCount(Answer):
    state: str
    count: int


class Hours(Answer):
    """Mean hours by stage; null where nothing ended it yet."""

    to_grant: float | None
    to_dispatch: float | None
    to_deliver: float | None
    whole: float | None


class Clock(Answer):
    """Delivered requests with their mean hours and breaches of 72 h; those running late (72 h) or at risk (48 h)."""

    hours: Hours
    delivered: int
    breaches: int
    running: int
    late: int
    at_risk: int


class Clocks(Answer):
    all: Clock
    by_type: dict[str, Clock]
    by_zone: dict[str, Clock]


class Figures(Answer):
    devices: list[DeviceCount]
    requests: list[RequestCount]
    clock: Clocks


class After(Body):
    """Where reading the log goes on."""

    after: int = Field(0, ge=0)
    limit: int = Field(50, ge=1, le=LARGEST)


class Before(Body):
    """Where a list of entries goes on, towards older ones."""

    before: int | None = Field(None, ge=1)


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
