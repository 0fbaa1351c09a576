"""The shape of a scan typed on the page."""

from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Body


class TypedScan(Body):
    """One scan as the page sends it; `scan` is its id."""

    scan: UUID
    action: str = Field(max_length=40)
    code: str = Field(max_length=200)
    location: str | None = Field(None, max_length=40)
    order: str | None = Field(None, max_length=40)
    carton: str | None = Field(None, max_length=40)
    reason: str | None = Field(None, max_length=500)
    count: str | None = Field(None, max_length=40)
    model: str | None = Field(None, max_length=40)
    delivery: str | None = Field(None, max_length=40)
