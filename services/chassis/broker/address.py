"""Where RabbitMQ is: one URL names a node, or several nodes of one cluster, for both of its clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

AMQP = ("amqp://", "amqps://")
PORTS = {"amqp": 5672, "amqps": 5671}
BETWEEN_NODES = ";"
# As RabbitMQ's own clients name them in a URL.
TLS_FILES = {"cacertfile", "certfile", "keyfile"}


@dataclass(frozen=True)
class Address:
    """One node, and as whom to enter which virtual host. Shows itself without the password.

    `tls` is None without it, else the files that the URL names.
    """

    host: str
    port: int
    virtual_host: str
    user: str
    password: str = field(repr=False)
    tls: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def addresses(url: str) -> list[Address]:
    """The nodes that a URL names, in order: `amqp://user:password@a:5672/host;amqp://user:password@b:5672/host`.

    `amqps://` takes the system's certificate authorities or `?cacertfile=`, and shows `certfile=` with `keyfile=` if
    asked to. `ValueError`, never with the password in it, for what is no such URL.
    """
    return [_address(one) for one in url.split(BETWEEN_NODES)]


def _address(url: str) -> Address:
    if not url.startswith(AMQP):
        raise ValueError("a broker's URL begins with amqp:// or amqps://, also after each semicolon")
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        # What the parser says quotes the part that it could not read, and that may be the password.
        raise ValueError(f"{url.partition(':')[0]}:// with a port or a host that cannot be read") from None
    return Address(
        host=parts.hostname or "localhost",
        port=port,
        virtual_host=unquote(parts.path[1:]) or "/",
        user=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        tls=_tls(parts),
    )


def _tls(parts: SplitResult) -> Mapping[str, str] | None:
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if spare := sorted(set(asked) - (TLS_FILES if parts.scheme == "amqps" else set())):
        raise ValueError(f"{parts.scheme}:// takes no {', '.join(spare)}")
    return asked if parts.scheme == "amqps" else None
