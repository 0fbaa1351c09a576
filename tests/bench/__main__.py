"""`python -m tests.bench`: every part, or those named; a table for people, `var/bench.json` for programs."""

import json
import signal
import sys
import tempfile
from pathlib import Path

import click

from services.chassis import logs
from tests.bench import delivery, drain, embedded, events, idle, memory, pages, scans, stacks
from tests.bench.crew import ROOT
from tests.bench.report import show
from tests.servers import postgres, rabbitmq

PARTS = {
    "events": events.measure,
    "idle": idle.measure,
    "drain": drain.measure,
    "scans": scans.measure,
    "asn": delivery.measure,
    "stacks": stacks.measure,
    "pages": pages.measure,
    "embedded": embedded.measure,
    "memory": memory.measure,
}


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(PARTS)), help="This part; may be given several times.")
@click.option("--quick", is_flag=True, help="A smoke run: seconds a part, figures that mean nothing.")
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "var" / "bench.json", help="Where figures go.")
def bench(only: tuple[str, ...], quick: bool, out: Path) -> None:
    """Measure what the reserve's messages and scans take, on a PostgreSQL and a RabbitMQ of its own."""
    logs.configure("error")
    # So that what was started is ended, whoever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if why := postgres.lacking() or rabbitmq.lacking():
        raise click.ClickException(why)
    figures: dict[str, object] = {"quick": quick}
    with (
        postgres.postgres(fsync=True) as database,
        rabbitmq.rabbitmq() as broker,
        tempfile.TemporaryDirectory() as folder,
    ):
        for name in only or PARTS:
            click.echo(f"bench: {name}", err=True)
            figures |= PARTS[name](Path(folder), database, broker, quick)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    show(figures)


if __name__ == "__main__":
    bench()
