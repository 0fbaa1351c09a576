"""What waits, as programs get it: the lines of a role's home, and each thing by itself."""

from datetime import datetime

from pydantic import Field

from services.chassis.paging import LARGEST
from services.chassis.web.shapes import Answer, Body


class HomeLine(Answer):
    """How many wait, since when the oldest, and the address of the page that does it; `title` in the reader's words."""

    title: str
    count: int
    oldest: datetime | None
    url: str


class Home(Answer):
    """Lines in which nothing waits are left out."""

    items: list[HomeLine]


class AfterSubject(Body):
    """Where the list goes on, and how many items a page has."""

    cursor: str = Field("", max_length=80)
    limit: int = Field(50, ge=1, le=LARGEST)


class Waiting(Answer):
    """A thing and its task: receive, pick, dispatch, end_receipt, take_back (from `since` on), decide, send_on,
    take_over, confirm, or portrait (given)."""

    subject: str
    task: str
    board: str | None
    since: datetime | None


class WaitingPage(Answer):
    """`next` is the `cursor` of the next page, null at the end."""

    items: list[Waiting]
    next: str | None
