"""Shapes that the routes of every service share: bodies that refuse unknown fields, ids in paths, pages of lists."""

import re
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.chassis.paging import LARGEST
from services.chassis.undo import Undoing
from services.chassis.web.language import render

# The place of a value in a rule of the route map.
PLACE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


def file_of(*types: str) -> dict[str, Any]:
    """What a route answers that hands out a file of one of these media types, for its description."""
    text, anything = {"type": "string", "format": "binary"}, dict[str, Any]()
    return {"content": {one.split(";")[0]: {"schema": anything if one.endswith("json") else text} for one in types}}


class Body(BaseModel):
    """What a caller sends. An unknown field is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Answer(BaseModel):
    """What a caller gets; built from model objects by their attributes."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Edited(Answer):
    """What people edit. `version` is its ETag too: given back as `If-Match`, nobody's change is written over unseen."""

    version: int


class Watched(Answer):
    """What an open page asks for again and again. Its ETag is its content: who names it (`If-None-Match`) is told 304
    while nothing changed."""


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


class UndoAnswer(Answer):
    """Whether the last step can be taken back, which one (null where nobody told it), or why not."""

    possible: bool
    step: str | None
    why: str | None

    @classmethod
    def of(cls, found: Undoing) -> Self:
        return cls(possible=found.possible, step=found.step, why=render(found.why) if found.why else None)
