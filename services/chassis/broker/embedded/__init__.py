"""The embedded broker: a kombu transport over one SQLite file, for when no RabbitMQ is installed."""

from services.chassis.broker.embedded.transport import Transport

__all__ = ["Transport"]
