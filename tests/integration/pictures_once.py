"""A picture that a process of this run has read is read no more: each reading takes a process of its own."""

from collections.abc import Callable
from typing import Any

from services.chassis.station import picture

Read = Callable[[bytes], Any]


def once_a_picture(read: Read) -> Read:
    """What the same reader finds in the same bytes; the many roles that send a photo send the same one."""
    found: dict[tuple[tuple[str, ...], bytes], Any] = {}

    def once(data: bytes) -> Any:
        key = (picture.READER, data)
        if key not in found:
            found[key] = read(data)
        return found[key]

    return once


def read_once() -> None:
    """For this process."""
    picture._read = once_a_picture(picture._read)
