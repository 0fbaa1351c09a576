"""What taking a step back tells, the same for every noun: which event it undoes, and why."""

from uuid import UUID

from services.contracts.event import Event
from services.contracts.values import BoardCode, LocationCode


class Undone(Event):
    """The last step of something was taken back. The fact stays told; this one says that it holds no more.

    `undone` is the id of the event that told the step, `step` its noun and verb (`device.stored`), `reason` a person's.
    Whoever heard the step hears this too.
    """

    verb = "undone"

    undone: UUID
    step: str
    reason: str


class DeviceUndone(Undone):
    """A device stands again where it stood before its last step: in `state`, a word of the service that tells it."""

    noun, about = "device", "device"

    device: UUID
    type: str
    state: str
    location: LocationCode | None = None
    board: BoardCode | None = None
    request: UUID | None = None
