"""What one worker holds of the memory, and whether that stays so over an hour's worth of events: the portal's."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from services.chassis.act import Act, now
from services.chassis.database import Database
from services.chassis.outbox import Happening, record_all
from services.chassis.tables import inbox
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceMoved
from tests.bench.cpu import rss_mb
from tests.bench.site import site
from tests.bench.stock import SHELVES
from tests.bench.tables import device_id
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.system.waiting import wait_until

BATCH = 500
# The January week moved nearly 10,000 devices; its busiest hour told fewer events than this.
AN_HOUR = 50_000


def measure(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    warm, count = (500, 1000) if quick else (5000, AN_HOUR)
    roles = [("warehouse", "relay"), ("portal", "worker")]
    with site(folder, postgres, rabbitmq, roles, "memory") as one:
        pid = one.programs["portal worker"].pid
        _hear(one.settings.database_url, 0, warm)
        before = rss_mb(pid)
        _hear(one.settings.database_url, warm, count)
        after = rss_mb(pid)
    return {"worker_rss_mb": round(after, 1), "worker_rss_growth_mb": round(after - before, 1)}


def _hear(url: Callable[[str], str], first: int, last: int) -> None:
    """Have these events told and heard."""
    warehouse, portal = Database(url("warehouse")), Database(url("portal"))
    for start in range(first, last, BATCH):
        at = now()
        with warehouse.writing(Act("service:bench", at)) as session:
            record_all(session, [Happening(_moved(number), at) for number in range(start, start + BATCH)])

    def heard() -> int:
        with portal.reading() as session:
            return session.scalars(select(func.count()).select_from(inbox)).one()

    wait_until(lambda: heard() >= last, 300)
    warehouse.close()
    portal.close()


def _moved(number: int) -> DeviceMoved:
    origin, location = SHELVES[number % 600], SHELVES[(number + 1) % 600]
    return DeviceMoved(device=device_id(number), origin=LocationCode(origin), location=LocationCode(location))
