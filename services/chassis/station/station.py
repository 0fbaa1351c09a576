"""A station's page as a value: whose it is, what can be done at it, who judges and counts, what is open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.chassis.scans import Judge
from services.chassis.station.choices import Choice
from services.chassis.station.expected import Asked, Expected
from services.chassis.station.mode import Mode
from services.contracts.roles import Person, Role
from services.contracts.sentence import Sentence


@dataclass(frozen=True)
class Station:
    """The scanning page of a service, at `/<service>/scan`, for people of these roles."""

    service: str
    title: Sentence
    roles: frozenset[Role]
    modes: Sequence[Mode]
    judge: Judge
    expected: Callable[[Session, Person, Asked], Expected]
    choices: Callable[[Session, Person, str], Sequence[Choice]]

    def modes_of(self, person: Person) -> Sequence[Mode]:
        """What this person does here."""
        return [mode for mode in self.modes if person.role in mode.roles]

    @property
    def path(self) -> str:
        return f"/{self.service}/scan"

    @property
    def api(self) -> str:
        return f"/{self.service}/api/v1"
