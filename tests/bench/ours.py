"""Ours: a toy service on the real chassis. A writer with its outbox, the relay, and a worker with its inbox."""

import threading
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import Session

from services.chassis import hint, inbox, relay
from services.chassis.act import Act, now
from services.chassis.broker.consumer import consume
from services.chassis.broker.publisher import open_publisher
from services.chassis.database import Database
from services.chassis.outbox import Happening, record_all
from services.chassis.service import Service
from services.chassis.upsert import update_all
from services.contracts.envelope import Envelope, from_wire
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored
from tests.bench.pace import Pace
from tests.bench.place import Load, Place
from tests.bench.role import play, side_by_side
from tests.bench.stamps import Stamps, read_stamps
from tests.bench.tables import device, device_id, metadata, seen, shelf
from tests.system.waiting import wait_until

BULK = 500


def hear(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """Bring each device's place in the view, in one statement."""
    _place(session, seen, {envelope.data.device: envelope.data.location for envelope in envelopes})


SINK = Service("sink", "services.chassis", metadata, subscriptions={DeviceStored: hear})
BINDINGS = {SINK.name: SINK.bindings}


def change(database: Database, numbers: Sequence[int]) -> Sequence[Happening]:
    """One transaction: the rows of these devices changed, an event recorded for each."""
    at = now()
    told = [
        Happening(DeviceStored(device=device_id(one), type="tablet", location=LocationCode(shelf(one))), at)
        for one in numbers
    ]
    with database.writing(Act("service:bench", at)) as session:
        _place(session, device, {device_id(one): shelf(one) for one in numbers})
        record_all(session, told)
    return told


def _place(session: Session, table: Table, places: Mapping[UUID, str]) -> None:
    """Give these devices their places, locked in the order of their ids."""
    update_all(session, table, [{"id": one, "place": places[one]} for one in sorted(places)])


def writer(place: Place, load: Load, stop: threading.Event, size: int = 1) -> None:
    """One device a transaction, or `size` of them."""
    database, stamps = Database(place.source), Stamps(place.committed)
    hints = threading.Thread(target=hint.tell, args=(database, stop))
    hints.start()
    _write(database, stamps, Pace(place.sink, load.rate, stop, size), load.writers, size)
    hints.join()
    stamps.close()
    database.close()


def bulk_writer(place: Place, load: Load, stop: threading.Event) -> None:
    writer(place, load, stop, BULK)


def send(place: Place, _load: Load, stop: threading.Event) -> None:
    """The relay."""
    database = Database(place.source)
    _relay(database, place, stop)
    database.close()


def work(place: Place, _load: Load, stop: threading.Event) -> None:
    """The worker, which also stamps what it has committed."""
    database, stamps = Database(place.sink), Stamps(place.heard)

    def take(bodies: Sequence[bytes]) -> Collection[int]:
        unreadable = inbox.take(database, SINK, bodies)
        stamps.note(*(from_wire(body).id for body in bodies))
        return unreadable

    consume(place.broker, SINK.name, take, stop)
    stamps.close()
    database.close()


def everything(place: Place, load: Load, stop: threading.Event) -> None:
    """Writer, relay and worker as threads of one process, which hear of each other's commits; ends with all heard."""
    database, stamps, done = Database(place.source), Stamps(place.committed), threading.Event()
    others = [threading.Thread(target=_relay, args=(database, place, done))]
    others.append(threading.Thread(target=work, args=(place, load, done)))
    for thread in others:
        thread.start()
    _write(database, stamps, Pace(place.sink, load.rate, stop), load.writers)
    wait_until(lambda: len(read_stamps(place.heard)) == len(read_stamps(place.committed)), 30)
    done.set()
    for thread in others:
        thread.join()
    stamps.close()
    database.close()


def _relay(database: Database, place: Place, stop: threading.Event) -> None:
    relay.run(database, Path(place.folder) / "source.relay", partial(open_publisher, place.broker), stop)


def _write(database: Database, stamps: Stamps, pace: Pace, writers: int, size: int = 1) -> None:
    def write() -> None:
        for number in pace.numbers():
            told = change(database, range(number * size, (number + 1) * size))
            stamps.note(*(one.id for one in told))

    side_by_side(write, writers)
    pace.close()


ROLES = {"writer": writer, "bulk": bulk_writer, "relay": send, "worker": work, "everything": everything}

if __name__ == "__main__":
    play(ROLES)
