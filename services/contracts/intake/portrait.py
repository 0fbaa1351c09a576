"""What intake tells of needs: portraits as boards give them, and the campaigns that collect them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.contracts.event import Event, Part
from services.contracts.values import BoardCode


class OwnOrder(Part):
    """Devices that a board ordered itself, and the day on which it expects them."""

    expected: date
    quantity: int = Field(gt=0)


class TypeNeed(Part):
    """One device type of a portrait. Own devices never include the reserve's; `need` is the sum over categories.

    `orders`: the part of `on_order` of which the day is known.
    """

    type: str
    need: int = Field(ge=0)
    by_category: dict[str, int]
    own_available: int = Field(ge=0)
    on_order: int = Field(ge=0)
    in_repair: int = Field(ge=0)
    orders: list[OwnOrder] = Field(default_factory=list)


class PortraitUpdated(Event):
    """A board gave a new version of its needs portrait. `weekly_capacity`: devices that it can configure a week."""

    owner, noun, verb, about = "intake", "portrait", "updated", "board"

    board: BoardCode
    version: int
    lines: list[TypeNeed]
    weekly_capacity: int


class CampaignOpened(Event):
    """The Ministry asks every board for a new version of its portrait, by the deadline."""

    owner, noun, verb, about = "intake", "campaign", "opened", "campaign"

    campaign: UUID
    title: str
    deadline: datetime


class CampaignExtended(Event):
    """The deadline of an open campaign is another now."""

    owner, noun, verb, about = "intake", "campaign", "extended", "campaign"

    campaign: UUID
    deadline: datetime


class CampaignReminded(Event):
    """The Ministry reminds these boards, which have not answered the campaign yet; who sends mail writes to them."""

    owner, noun, verb, about = "intake", "campaign", "reminded", "campaign"

    campaign: UUID
    title: str
    deadline: datetime
    boards: list[BoardCode]


class CampaignClosed(Event):
    """The campaign is over. These boards never answered it."""

    owner, noun, verb, about = "intake", "campaign", "closed", "campaign"

    campaign: UUID
    unanswered: list[BoardCode]
