"""What a request may be: how large, and how long in coming."""

from typing import Any

from flask import Request

from services.chassis.errors import Refusal

LARGEST_REQUEST = 32 * 1024 * 1024
# Over a body; nginx, where it is in front, is as patient.
BODY_WITHIN_S = 30.0
# Where the environment of a request has the refusal of its body.
UNREAD = "reserve.unread"


class Asked(Request):
    """A request; `unread` is why there is nothing of its body, where the server before refused it."""

    def __init__(self, environ: dict[str, Any], **more: Any) -> None:
        super().__init__(environ, **more)
        self.unread: Refusal | None = environ.get(UNREAD)
