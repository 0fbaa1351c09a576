"""The peer FastStream: a message an event on a quorum queue, confirmed when sent, acknowledged after its commit."""

import asyncio
import threading
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

from tests.bench.pace import Pace
from tests.bench.peer_sql import APPLY, CHANGE, NOTE, address
from tests.bench.place import Load, Place
from tests.bench.role import play
from tests.bench.stamps import Stamps
from tests.bench.tables import device_id, shelf

QUEUE = RabbitQueue("bench.faststream", queue_type=QueueType.QUORUM, durable=True)
PREFETCH = 100
READERS = 4


def work(place: Place, _load: Load, _stop: threading.Event) -> None:
    asyncio.run(_work(place))


async def _work(place: Place) -> None:
    """The inbox and the row in one transaction, then the acknowledgement; four at a time."""
    stamps, databases = Stamps(place.heard), asyncio.Queue[psycopg.AsyncConnection]()
    for _ in range(READERS):
        databases.put_nowait(await psycopg.AsyncConnection.connect(address(place.sink)))
    broker = RabbitBroker(place.broker, default_channel=Channel(prefetch_count=PREFETCH), logger=None)

    @broker.subscriber(QUEUE, ack_policy=AckPolicy.NACK_ON_ERROR)
    async def hear(event: str, device: str, location: str) -> None:
        database = await databases.get()
        async with database.transaction():
            if (await database.execute(NOTE, (UUID(event), datetime.now(UTC)))).rowcount:
                await database.execute(APPLY, (location, UUID(device)))
        databases.put_nowait(database)
        stamps.note(event)

    await FastStream(broker, logger=None).run()


def writer(place: Place, load: Load, stop: threading.Event) -> None:
    asyncio.run(_write(place, load, stop))


async def _write(place: Place, load: Load, stop: threading.Event) -> None:
    """The state committed, then the message sent; several at a time."""
    stamps, pace = Stamps(place.committed), Pace(place.sink, load.rate, stop)

    async def write(broker: RabbitBroker) -> None:
        async with await psycopg.AsyncConnection.connect(address(place.source)) as database:
            async for number in pace.numbers_async():
                event, device, location = str(uuid4()), device_id(number), shelf(number)
                async with database.transaction():
                    await database.execute(CHANGE, (location, device))
                stamps.note(event)
                told = {"event": event, "device": str(device), "location": location}
                await broker.publish(told, QUEUE, persist=True)

    async with RabbitBroker(place.broker, logger=None) as broker:
        await asyncio.gather(*(write(broker) for _ in range(load.writers)))
    pace.close()


if __name__ == "__main__":
    play({"writer": writer, "worker": work})
