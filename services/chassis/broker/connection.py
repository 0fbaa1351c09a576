"""Opening a connection to whichever broker a URL names, and what all of the package raises when it is away."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from kombu.connection import Connection

from services.chassis.broker import clients
from services.chassis.broker.address import AMQP, addresses
from services.chassis.broker.embedded import Transport
from services.chassis.broker.embedded.store import Store

EMBEDDED = "sqlite:///"


class BrokerAway(Exception):
    """The broker cannot be reached, or what was declared on it is not there. Trying again later is right."""


def connect(url: str) -> Any:
    """An open kombu connection: every connect, read and write on it has a time-out.

    `sqlite:///path` is the embedded broker, `amqp://` and `amqps://` RabbitMQ; of several nodes the first that answers
    within 3 s. `ValueError` for anything else, `BrokerAway` when none answers.
    """
    problems = []
    for connection in _described(url):
        try:
            connection.ensure_connection(
                max_retries=1,
                interval_start=0,
                interval_step=0,
                reraise_as_library_errors=False,
                timeout=clients.CONNECT_WITHIN,
            )
        except connection.connection_errors + connection.channel_errors as problem:
            problems.append(str(problem))
        else:
            answer_within(connection, clients.ANSWER_WITHIN)
            return connection
    raise BrokerAway("; ".join(problems))


def answer_within(connection: Any, seconds: float) -> None:
    """From now on each wait of RabbitMQ's client for an answer ends with an error after so many seconds."""
    if connection.transport.driver_type == "amqp":
        connection.connection.sock.settimeout(seconds)


def _described(url: str) -> list[Any]:
    if url.startswith(EMBEDDED):
        return [Connection(transport=Transport, transport_options={"path": embedded_path(url)})]
    if url.startswith(AMQP):
        return [Connection(**clients.for_kombu(node)) for node in addresses(url)]
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
def embedded_store(url: str) -> Iterator[Store]:
    """The embedded broker's file for the block; what goes wrong with it is raised as `BrokerAway`."""
    path = embedded_path(url)
    try:
        with closing(Store(path)) as store:
            yield store
    except (sqlite3.Error, OSError) as problem:
        raise BrokerAway(f"{path}: {problem}") from problem


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
