"""What every event is: a frozen fact, past tense, that knows its subject and its CloudEvents type."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

PREFIX = "ca.quebec.reserve"


class Part(BaseModel):
    """A piece of an event's data. Readers ignore fields they do not know, so that fields can be added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Part):
    """A fact that one service tells the others.

    A subclass names its `owner` (the service), its `noun` and `verb`, and the field that holds its subject's id:
    `DeviceStored` is `warehouse`, `device`, `stored`, about `device/<id>`. `among` names the subject's noun where it is
    another's: a withdrawal is one of the facts of its request, and must stay in order with them.
    """

    owner: ClassVar[str]
    noun: ClassVar[str]
    verb: ClassVar[str]
    about: ClassVar[str]
    among: ClassVar[str | None] = None

    @classmethod
    def source(cls) -> str:
        """The CloudEvents `source`: `/warehouse`."""
        return f"/{cls.owner}"

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents `type`: `ca.quebec.reserve.device.stored.v1`."""
        return f"{PREFIX}.{cls.noun}.{cls.verb}.v1"

    @classmethod
    def routing_key(cls) -> str:
        """The broker's routing key: `warehouse.device.stored`."""
        return f"{cls.owner}.{cls.noun}.{cls.verb}"

    def subject(self) -> str:
        """What the event is about: `device/<id>`; `sequence` counts per owner and subject."""
        return f"{self.among or self.noun}/{getattr(self, self.about)}"

    def correlation(self) -> UUID | None:
        """The request that the event serves, where it serves one."""
        return getattr(self, "request", None)
