"""The signed heads as anybody gets them, and as they are read back from a file."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, PlainSerializer

from services.chassis.web.shapes import Answer, Body
from services.portal.model.chain import stamp
from services.portal.model.head import Statement


class Older(Body):
    """Where the list goes on, towards older ones."""

    before: int | None = Field(None, ge=1)
    limit: int = Field(100, ge=1, le=1_000)


class SignedHead(Answer):
    """The log's end at a moment. `signature` (Ed25519, base64) is by `key` over `statement`, byte for byte."""

    number: int
    day: date
    signed_at: Annotated[datetime, PlainSerializer(stamp)]
    position: int
    hash: str
    key: str
    signature: str
    statement: str = ""

    @property
    def said(self) -> Statement:
        """What it says by its figures, whatever its text is."""
        return Statement(self.number, self.position, self.hash, self.signed_at)


class Heads(Answer):
    """Newest first; `next` is the `before` of the next page, null at the end."""

    items: list[SignedHead]
    next: int | None
