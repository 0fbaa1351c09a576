"""One notice of 15,000 serials kept and received, on a database of the bench's own."""

from pathlib import Path

from services.chassis.run import prepare, running
from services.chassis.settings import from_environment
from services.warehouse.service import SERVICE
from tests.bench.asn import DEVICES, Dock
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ


def measure(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    """A small notice first, so that nothing is done for the first time."""
    one = running(
        SERVICE,
        from_environment(
            {
                "RESERVE_VAR": str(folder / "asn"),
                "RESERVE_DATABASE": postgres.url("asn-warehouse").replace("warehouse", "{service}"),
                "RESERVE_BROKER": rabbitmq.url("asn"),
            }
        ),
    )
    prepare([SERVICE], one.settings)
    dock = Dock(one)
    for name, devices in (("WARM", 60), ("BIGN", 1000 if quick else DEVICES)):
        kept, received = dock.announce(name, devices), dock.receive(name, devices)
    one.database.close()
    return {
        "asn_keep_s": round(kept.seconds, 2),
        "asn_keep_statements": kept.statements,
        "asn_receive_s": round(received.seconds, 2),
        "asn_receive_statements": received.statements,
    }
