"""The autopsy: what is kept of a run that went wrong, for whoever looks for the reason."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from services.chassis.tables import inbox, outbox
from services.portal.model.log import Entry
from tests.system.chaos.estate import NAMES, Estate
from tests.system.chaos.quiet import hears


def keep(estate: Estate, folder: Path) -> Path:
    """Copy the logs, and write down each event that is not in the portal's log, with all of its subject."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(estate.folder / "logs", folder)
    for server in (estate.postgres, estate.rabbitmq):
        if server:
            shutil.copy(server.log, folder)
    (folder / "lost.txt").write_text("\n".join(_lost(estate)), encoding="utf-8")
    return folder


def _lost(estate: Estate) -> Iterator[str]:
    with estate.services["portal"].database.reading() as session:
        logged = {one.event_id: one for one in session.execute(select(Entry.event_id, Entry.position))}
    heard = {name: _heard(estate, name) for name in NAMES}
    for name in NAMES:
        with estate.services[name].database.reading() as session:
            rows = session.execute(select(outbox).order_by(outbox.c.subject, outbox.c.sequence)).all()
        lost = {row.subject for row in rows if row.event_id not in logged}
        for row in rows:
            if row.subject in lost:
                taken = [f"{one} {heard[one].get(row.event_id)}" for one in NAMES if hears(one, row.routing_key)]
                place = logged[row.event_id].position if row.event_id in logged else "LOST"
                times = f"recorded {row.recorded_at} sent {row.sent_at} retry {row.retry_at}"
                yield f"{row.subject} {row.sequence} {row.routing_key} outbox {row.id} log {place} {times} {taken}"


def _heard(estate: Estate, name: str) -> dict[object, object]:
    with estate.services[name].database.reading() as session:
        return {row.event_id: row.taken_at for row in session.execute(select(inbox))}
