"""The key to `/metrics`: a setting, else what the set-up drew and keeps beside the installation's keys."""

import secrets
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

from services.chassis.pair import written
from services.chassis.settings import Settings

NAME = "metrics.token"
SCHEME = "Bearer "


def make_key(folder: Path) -> None:
    """Draw the key, unless it is there; only its owner can read it. Of two set-ups at once the first one's stays."""
    file = folder / NAME
    if not file.exists():
        with written(folder, secrets.token_urlsafe(32).encode()) as draft, suppress(FileExistsError):
            file.hardlink_to(draft)


def key_of(settings: Settings) -> str:
    """The installation's key; empty where there is none: then nobody has it."""
    if settings.metrics_token:
        return settings.metrics_token
    file = settings.var / "keys" / NAME
    return file.read_text(encoding="ascii").strip() if file.exists() else ""


def opens(authorization: str, key: str) -> bool:
    """Whether this `Authorization` header has the key."""
    given = authorization.removeprefix(SCHEME) if authorization.startswith(SCHEME) else ""
    return bool(key) and compare_digest(given.encode(), key.encode())
