"""The last steps of what a set of scans undoes: kept from before, and those that the set itself takes."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from services.chassis import undo
from services.chassis.outbox import Happening
from services.chassis.undo import LastStep


class Past:
    """By subject (`device/<id>`). `wanted`: whether a scan of the set undoes something; else nothing is loaded."""

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted
        self._last: dict[str, LastStep] = {}

    def load(self, session: Session, names: Collection[str]) -> None:
        """Read the last steps of these subjects."""
        if self._wanted:
            self._last = undo.last_steps(session, names)

    def note(self, happening: Happening) -> None:
        """The happening is the last of its subject from now on."""
        name, event = happening.event.subject(), happening.event
        self._last.pop(name, None)
        if happening.change is not None:
            self._last[name] = LastStep(happening.id, f"{event.noun}.{event.verb}", happening.change)

    def last(self, name: str) -> LastStep | None:
        """The last step of this subject, where it can still be undone."""
        return self._last.get(name)
