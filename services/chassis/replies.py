"""Replies kept so that a request repeated acts once: by idempotency key, and by scan id; one table a service."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.act import now
from services.chassis.tables import reply
from services.chassis.upsert import insert_all


@dataclass(frozen=True)
class Reply:
    """What was answered, byte for byte, and a fingerprint of what was asked."""

    fingerprint: str
    body: bytes
    status: int = 200
    content_type: str = "application/json"
    place: str | None = None


def claim(session: Session, asked: Mapping[str, str]) -> set[str]:
    """Take these keys, each with the fingerprint of what is asked, before acting. Returns those that were free.

    A key that another transaction has taken is waited for: it is free when that one rolls back; when it commits,
    `find` sees its reply. Whoever takes a key keeps a reply under it in the same transaction.
    """
    # In the order of the keys, so that two transactions never wait for each other.
    rows = [_row(key, Reply(asked[key], b"")) for key in sorted(asked)]
    return set(insert_all(session, reply, rows, _unless_taken).scalars())


def find(session: Session, keys: Collection[str]) -> dict[str, Reply]:
    """The replies kept under these keys, with one statement for up to 500 keys."""
    if not keys:
        return {}
    found = select(reply).where(reply.c.key.in_(keys))
    return {
        row.key: Reply(row.fingerprint, row.body, row.status, row.content_type, row.place)
        for row in session.execute(found)
    }


def keep(session: Session, replies: Mapping[str, Reply]) -> None:
    """Keep replies under keys that this transaction has claimed, beside the change that they tell."""
    rows = [_row(key, one) for key, one in replies.items()]
    if rows:
        # Every row is there.
        insert_all(session, reply, rows, _fill)


def _unless_taken(add: Any) -> Any:
    return add.on_conflict_do_nothing(index_elements=["key"]).returning(reply.c.key)


def _fill(add: Any) -> Any:
    return add.on_conflict_do_update(index_elements=["key"], set_=dict(add.excluded))


def _row(key: str, one: Reply) -> dict[str, object]:
    return {
        "key": key,
        "fingerprint": one.fingerprint,
        "status": one.status,
        "content_type": one.content_type,
        "place": one.place,
        "body": one.body,
        "kept_at": now(),
    }


def fingerprint(*parts: bytes | str) -> str:
    """SHA-256 over the parts, each with its length, so that no two different lists of parts look alike."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
