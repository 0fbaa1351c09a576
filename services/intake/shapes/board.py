"""Boards and their delivery addresses, as they are asked for, given and shown."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, RootModel

from services.chassis.web.shapes import Answer, Body, Edited
from services.contracts.intake import Address
from services.contracts.values import BoardCode, FreeText
from services.intake.model.portrait import Standing
from services.intake.model.site import PostalCode, SiteSlug


class OneBoard(Body):
    """The board in a path."""

    code: BoardCode


class OneSite(OneBoard):
    """The board and its address in a path."""

    site: SiteSlug


class SiteBody(Body):
    """A delivery address. `contact` is the service to ask for, never a person's name."""

    street: Annotated[FreeText, Field(max_length=120)]
    town: Annotated[FreeText, Field(max_length=80)]
    postal_code: PostalCode
    contact: Annotated[FreeText, Field(max_length=120)]
    phone: Annotated[FreeText, Field(max_length=40)]

    def address(self, site: SiteSlug) -> Address:
        return Address(**self.model_dump() | {"site": site})


class SiteForm(SiteBody):
    """The same from the page, with its short name."""

    site: SiteSlug


class BoardAnswer(Answer):
    """A board and the standing of its portrait."""

    code: str
    name_fr: str
    name_en: str
    zone: str
    language: str
    town: str
    portrait: Standing
    portrait_version: int | None
    answered_at: datetime | None


class UseAnswer(Answer):
    """The reserve's devices of one type that a board has or had, by use. Lost and stolen ones cover no need."""

    type: str
    at_board: int
    configured: int
    at_school: int
    on_loan: int
    lost: int
    stolen: int
    damaged: int
    missing: int
    sent_on: int
    sent_back: int


class BoardWhole(BoardAnswer):
    """A board with where the reserve's devices are that it was sent."""

    devices: list[UseAnswer]


class Boards(RootModel[list[BoardAnswer]]):
    """Every board that one may see."""


class SiteAnswer(Edited):
    """A delivery address."""

    site: str
    street: str
    town: str
    postal_code: str
    contact: str
    phone: str


class Sites(RootModel[list[SiteAnswer]]):
    """All delivery addresses of a board."""
