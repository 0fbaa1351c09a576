"""How either client of RabbitMQ is told where to connect, with a time-out for each wait and the certificate checked."""

import ssl
from typing import Any

from pika import ConnectionParameters, PlainCredentials, SelectConnection, SSLOptions
from pika.adapters.utils.connection_workflow import AMQPConnectorStackTimeout
from pika.exceptions import AMQPError

from services.chassis.broker.address import Address

# Under 5 s a busy machine gives false alarms.
HEARTBEAT = 10.0
CONNECT_WITHIN = 3.0
# For every answer that kombu waits for, from the socket itself: in py-amqp's own time-outs there are gaps.
ANSWER_WITHIN = 10.0
# A broker in alarm reads nothing more; pika then gives the connection up, also between batches.
BLOCKED_WITHIN = 10.0


class Droppable(SelectConnection):  # type: ignore[misc]
    """pika's connection, which can also be dropped, in any state: its socket is closed with no word to who may not
    listen."""

    def drop(self) -> None:
        self._terminate_stream(AMQPError("dropped"))


def for_pika(node: Address) -> ConnectionParameters:
    """Raises `ValueError` when a certificate that the URL names cannot be read."""
    return ConnectionParameters(
        host=node.host,
        port=node.port,
        virtual_host=node.virtual_host,
        credentials=PlainCredentials(node.user, node.password),
        ssl_options=_tls(node),
        heartbeat=max(1, round(HEARTBEAT)),
        socket_timeout=CONNECT_WITHIN,
        stack_timeout=CONNECT_WITHIN,
        blocked_connection_timeout=BLOCKED_WITHIN,
        connection_attempts=1,
    )


def for_kombu(node: Address) -> dict[str, Any]:
    return {
        "transport": "pyamqp",
        "hostname": node.host,
        "port": node.port,
        "virtual_host": node.virtual_host,
        "userid": node.user,
        "password": node.password,
        "ssl": node.tls is not None and _tls_options(node),
        "heartbeat": HEARTBEAT,
        "connect_timeout": CONNECT_WITHIN,
    }


def reason(problem: BaseException) -> str:
    """What one of pika's errors says, in one line: of several attempts, the last."""
    while inner := (getattr(problem, "exceptions", None) or [getattr(problem, "exception", None)])[-1]:
        problem = inner
    if isinstance(problem, AMQPConnectorStackTimeout):
        return f"no answer within {CONNECT_WITHIN:g} s"
    return f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__


def _tls(node: Address) -> SSLOptions | None:
    if node.tls is None:
        return None
    try:
        context = ssl.create_default_context(cafile=node.tls.get("cacertfile"))
        if "certfile" in node.tls:
            context.load_cert_chain(node.tls["certfile"], node.tls.get("keyfile"))
    except OSError as problem:
        raise ValueError(f"amqps:// with certificates that cannot be read: {problem.strerror}") from None
    return SSLOptions(context, node.host)


def _tls_options(node: Address) -> dict[str, Any]:
    files = node.tls or {}
    return {
        "ca_certs": files.get("cacertfile"),
        "certfile": files.get("certfile"),
        "keyfile": files.get("keyfile"),
        "cert_reqs": ssl.CERT_REQUIRED,
        "server_hostname": node.host,
    }
