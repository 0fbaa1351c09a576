"""The moment of a backup: whatever goes on meanwhile, nobody in it has heard what its teller does not have."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from services.chassis import inbox, outbox
from services.chassis.act import Act, now
from services.chassis.backup.cut import FileMoment, Moment, one_moment
from services.chassis.run import Running, running
from services.chassis.tables import outbox as kept
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored
from services.everything import BY_NAME
from tests.integration.databases import installation

pytestmark = pytest.mark.databases("sqlite", "postgresql")

MOMENTS = 15
TOLD, HEARD = "SELECT coalesce(max(sequence), 0) FROM subject", "SELECT coalesce(max(sequence), 0) FROM heard"


@contextmanager
def telling(warehouse: Running, portal: Running, device: UUID) -> Iterator[list[int]]:
    """The warehouse tells one thing after the other of a device, and the portal hears each at once."""
    done: list[int] = []
    stop = threading.Event()

    def tell() -> None:
        while not stop.is_set():
            with warehouse.database.writing(Act("u-1", now())) as session:
                outbox.record(session, DeviceStored(device=device, type="tablet", location=LocationCode("A-01-01")))
            with warehouse.database.reading() as session:
                body = session.scalars(kept.select().with_only_columns(kept.c.body).order_by(kept.c.id.desc())).first()
            inbox.take(portal.database, portal.service, [bytes(body or b"")])
            done.append(1)

    thread = threading.Thread(target=tell)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def asked(moment: Moment, one: Running, statement: str, folder: Path) -> int:
    """What a moment says: by the file that it saves, or within its snapshot."""
    if isinstance(moment, FileMoment):
        file = folder / f"{uuid4()}.sqlite"
        moment.save(file)
        with closing(sqlite3.connect(file)) as saved:
            return int(saved.execute(statement).fetchone()[0])
    url: Any = one.database.engine.url
    with psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute(f"SET TRANSACTION SNAPSHOT '{moment._snapshot}'")  # type: ignore[attr-defined]
        row: Any = connection.execute(statement).fetchone()  # type: ignore[call-overload]
        return int(row[0])


def test_nobody_has_heard_what_its_teller_does_not_have(tmp_path: Path) -> None:
    settings = installation(tmp_path)
    warehouse, portal = (running(BY_NAME[name], settings) for name in ("warehouse", "portal"))
    # The hearer's moment is taken after the teller's: the other way round would show nothing.
    urls = {name: settings.database_url(name) for name in ("warehouse", "portal")}
    with telling(warehouse, portal, uuid4()) as done:
        seen = []
        for _ in range(MOMENTS):
            with one_moment(urls) as moments:
                told = asked(moments["warehouse"], warehouse, TOLD, tmp_path)
                seen.append((told, asked(moments["portal"], portal, HEARD, tmp_path)))
    assert [one for one in seen if one[1] > one[0]] == []
    assert len(set(seen)) > MOMENTS / 2
    assert len(done) >= seen[-1][1]
    warehouse.database.close()
    portal.database.close()
