"""Where a device is put away: a shelf with room, devices of one model together, the nearest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Room:
    """A shelf that takes `left` more devices. `models` are those that stand there, as far as that was asked."""

    code: str
    left: int
    empty: bool
    models: set[str] = field(default_factory=set)

    def take(self, model: str, count: int = 1) -> None:
        """Have `count` devices of a model put there, or told to go there."""
        self.left, self.empty = self.left - count, False
        self.models.add(model)


class Rooms:
    """Shelves with room. The same shelves and the same questions in the same order give the same answers."""

    def __init__(self, rooms: Iterable[Room] = ()) -> None:
        self._rooms = {room.code: room for room in sorted(rooms, key=lambda room: room.code)}

    def propose(self, model: str, count: int = 1) -> Room | None:
        """Where `count` devices of a model go together: the nearest shelf, in walking order, that has room for all of
        them, one with the same model before an empty one before one with other models. Where they fit on none, the
        shelf where some of them do; None where no shelf has room, or none says how much it takes."""
        some = [room for room in self._rooms.values() if room.left > 0]
        all_of_them = [room for room in some if room.left >= count]
        return min(all_of_them or some, key=lambda room: (model not in room.models, not room.empty), default=None)

    def suits(self, code: str, model: str) -> bool:
        """Whether a device of a model may as well go to this place: it has room, and others of the model."""
        room = self._rooms.get(code)
        return room is not None and room.left > 0 and model in room.models

    def take(self, code: str, model: str, count: int = 1) -> None:
        """Have devices put at a place, be it one of these or another."""
        if code in self._rooms:
            self._rooms[code].take(model, count)

    def allot(self, model: str, count: int) -> list[tuple[str | None, int]]:
        """Where so many go, on as many shelves as they need, which have less room then; None for those that go
        nowhere."""
        places: list[tuple[str | None, int]] = []
        while count and (room := self.propose(model, count)):
            here = min(room.left, count)
            room.take(model, here)
            places.append((room.code, here))
            count -= here
        return [*places, (None, count)] if count else places
