"""The log as a file for somebody who trusts nothing of ours: entries a line, or what proves one device's part of it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.portal.model.chain import digest_of, stamp
from services.portal.model.head import Head
from services.portal.model.log import Entry
from services.portal.model.mention import Mention
from services.portal.model.subject import key

PAGE = 2_000


def whole_log(session: Session, bodies: bool) -> Iterator[str]:
    """Every entry, oldest first; with its body where asked for, else as hashes alone, which tell nothing of anybody."""
    return _lines(session, select(Entry), None if bodies else set())


def proof(session: Session, device: UUID) -> tuple[Iterator[str], Head] | None:
    """The device's entries with their bodies, and all between them, as hashes alone, up to the first signed head that
    covers the last of them; None where no head covers any.
    """
    shown = set(session.scalars(select(Mention.position).where(Mention.key == key("device", device))))
    head = _covering(session, max(shown, default=0))
    if not shown or head is None or head.position < min(shown):
        return None
    between = select(Entry).where(Entry.position >= min(shown), Entry.position <= head.position)
    return _lines(session, between, shown), head


def _covering(session: Session, position: int) -> Head | None:
    """The first head at or after a position, else the last of all."""
    heads = session.scalars(select(Head).order_by(Head.position)).all()
    return next((one for one in heads if one.position >= position), heads[-1] if heads else None)


def _lines(session: Session, entries: Select[Entry], shown: set[int] | None) -> Iterator[str]:
    """A line an entry, with the bodies of those shown, or of all.

    Of entries of the first format the body is told in any case: their hash is made of it.
    """
    found = session.scalars(entries.order_by(Entry.position).execution_options(yield_per=PAGE))
    for entry in found:
        yield json.dumps(_line(entry, shown is None or entry.position in shown), ensure_ascii=False)
        session.expunge(entry)


def _line(entry: Entry, whole: bool) -> dict[str, Any]:
    line = {
        "version": entry.version,
        "position": entry.position,
        "recorded_at": stamp(entry.recorded_at),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
        "body_sha256": digest_of(entry.body),
    }
    line |= {"seal": entry.seal} if entry.seal else {}
    return line | {"body": entry.body.decode()} if whole or entry.version == 1 else line
