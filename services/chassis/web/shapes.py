"""Shapes that the routes of every service share: bodies that refuse unknown fields, ids in paths, pages of lists."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.chassis.paging import LARGEST


class Body(BaseModel):
    """What a caller sends. An unknown field is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Answer(BaseModel):
    """What a caller gets; built from model objects by their attributes."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Edited(Answer):
    """What people edit. `version` is its ETag too: given back as `If-Match`, nobody's change is written over unseen."""

    version: int


class One(Body):
    """The id in a path."""

    id: UUID


class Paging(Body):
    """Where a list goes on and how many items a page has."""

    cursor: UUID | None = None
    limit: int = Field(50, ge=1, le=LARGEST)


class Created(Answer):
    """What was made."""

    id: UUID
