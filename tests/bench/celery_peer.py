"""The peer Celery: a task an event on a quorum queue, confirmed when sent, acknowledged after its commit."""

import threading
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
from celery import Celery
from kombu import Queue

from tests.bench.pace import Pace
from tests.bench.peer_sql import APPLY, CHANGE, NOTE, address
from tests.bench.place import Load, Place
from tests.bench.role import play, side_by_side
from tests.bench.stamps import Stamps
from tests.bench.tables import device_id, shelf

QUEUE = "bench.celery"
WORKER = ["worker", "--pool=threads", "--concurrency=4", "--loglevel=ERROR"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def application(place: Place) -> Celery:
    app = Celery("bench", broker=place.broker, set_as_current=False)
    app.conf.update(
        task_queues=[Queue(QUEUE, durable=True, queue_arguments={"x-queue-type": "quorum"})],
        task_default_queue=QUEUE,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=100,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"confirm_publish": True},
    )
    return app


def work(place: Place, _load: Load, _stop: threading.Event) -> None:
    """The worker: the inbox and the row in one transaction, then the acknowledgement."""
    app, stamps, own = application(place), Stamps(place.heard), threading.local()

    @app.task(name="hear")
    def hear(event: str, device: str, location: str) -> None:
        if not hasattr(own, "database"):
            own.database = psycopg.connect(address(place.sink))
        with own.database.transaction():
            if own.database.execute(NOTE, (UUID(event), datetime.now(UTC))).rowcount:
                own.database.execute(APPLY, (location, UUID(device)))
        stamps.note(event)

    app.worker_main([*WORKER, *QUIET])


def writer(place: Place, load: Load, stop: threading.Event) -> None:
    """The state committed, then the task sent."""
    app, stamps = application(place), Stamps(place.committed)
    pace = Pace(place.sink, load.rate, stop)

    def write() -> None:
        with psycopg.connect(address(place.source)) as database:
            for number in pace.numbers():
                event, device, location = str(uuid4()), device_id(number), shelf(number)
                with database.transaction():
                    database.execute(CHANGE, (location, device))
                stamps.note(event)
                app.send_task("hear", (event, str(device), location))

    side_by_side(write, load.writers)
    pace.close()


if __name__ == "__main__":
    play({"writer": writer, "worker": work})
