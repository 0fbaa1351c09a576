"""Replies kept so that a request repeated acts once: by idempotency key, and by scan id; one table a service."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.act import now
from services.chassis.tables import reply


@dataclass(frozen=True)
class Reply:
    """What was answered, byte for byte, and a fingerprint of what was asked."""

    fingerprint: str
    body: bytes
    status: int = 200
    content_type: str = "application/json"
    place: str | None = None


def find(session: Session, keys: Iterable[str]) -> dict[str, Reply]:
    """The replies kept under these keys, with one statement for up to 500 keys."""
    found = select(reply).where(reply.c.key.in_(list(keys)))
    return {
        row.key: Reply(row.fingerprint, row.body, row.status, row.content_type, row.place)
        for row in session.execute(found)
    }


def keep(session: Session, replies: Mapping[str, Reply]) -> None:
    """Keep replies in the transaction of the change that they tell. A key kept before raises `IntegrityError`."""
    kept_at = now()
    rows = [
        {
            "key": key,
            "fingerprint": one.fingerprint,
            "status": one.status,
            "content_type": one.content_type,
            "place": one.place,
            "body": one.body,
            "kept_at": kept_at,
        }
        for key, one in replies.items()
    ]
    if rows:
        session.execute(reply.insert(), rows)


def fingerprint(*parts: bytes | str) -> str:
    """SHA-256 over the parts, each with its length, so that no two different lists of parts look alike."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
