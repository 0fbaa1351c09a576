"""Opening a connection to whichever broker a URL names, and what all of the package raises when it is away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kombu.connection import Connection

from services.chassis.broker.address import AMQP, addresses
from services.chassis.broker.clients import CONNECT_WITHIN, for_kombu
from services.chassis.broker.embedded import Transport

EMBEDDED = "sqlite:///"


class BrokerAway(Exception):
    """The broker cannot be reached, or what was declared on it is not there. Trying again later is right."""


def connect(url: str) -> Any:
    """An open kombu connection: every connect, read and write on it has a time-out.

    `sqlite:///path` is the embedded broker, `amqp://` and `amqps://` RabbitMQ. `ValueError` for anything else,
    `BrokerAway` when it does not answer within 3 s.
    """
    connection = _describe(url)
    try:
        connection.ensure_connection(
            max_retries=1, interval_start=0, interval_step=0, reraise_as_library_errors=False, timeout=CONNECT_WITHIN
        )
    except connection.connection_errors + connection.channel_errors as problem:
        raise BrokerAway(str(problem)) from problem
    return connection


def _describe(url: str) -> Any:
    if url.startswith(EMBEDDED):
        return Connection(transport=Transport, transport_options={"path": embedded_path(url)})
    if url.startswith(AMQP):
        return Connection(**for_kombu(addresses(url)[0]))
    raise unsupported(url)


def unsupported(url: str) -> ValueError:
    return ValueError(f"no broker for {_scheme(url)}: supported are sqlite:///path, amqp:// and amqps://")


def embedded_path(url: str) -> Path:
    """The file of a `sqlite:///path` URL: relative, or absolute with a fourth slash. `ValueError` for anything else."""
    path = url.removeprefix(EMBEDDED)
    if path == url or not path:
        raise ValueError(f"no file for {_scheme(url)}: the embedded broker wants sqlite:///path")
    return Path(path)


@contextmanager
def faults_as_away(connection: Any) -> Iterator[None]:
    """Within the block, whatever says that the broker is gone or refuses the channel is raised as `BrokerAway`."""
    try:
        yield
    except connection.connection_errors + connection.channel_errors as problem:
        raise BrokerAway(str(problem)) from problem


def _scheme(url: str) -> str:
    # Only the scheme is named, because the rest may hold a password.
    return url.partition(":")[0] + "://"
