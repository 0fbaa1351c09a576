"""The default, with nothing installed: SQLite and the embedded broker, all in one process as `reserve up` has it."""

from pathlib import Path
from statistics import median

from services.chassis.broker.topology import declare
from tests.bench.contender import Contender, Ready
from tests.bench.events import rate
from tests.bench.ours import BINDINGS
from tests.bench.place import Place
from tests.bench.tables import lay
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ

EMBEDDED = Contender("embedded", "tests.bench.ours", ())


def measure(folder: Path, _postgres: Postgres, _rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    seconds, rounds = (0.5, 1) if quick else (8.0, 3)
    own = folder / "embedded"
    own.mkdir()
    files = {name: f"sqlite:///{own / name}.sqlite" for name in ("source", "sink", "broker")}
    place = Place(**files, folder=str(own))
    lay(place.source, place.sink)
    declare(place.broker, BINDINGS)
    one = Ready(EMBEDDED, place, {})
    rates = [rate(one, seconds, role="everything") for _ in range(rounds)]
    one.close()
    return {"embedded_events_per_s": round(median(rates))}
