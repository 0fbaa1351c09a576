"""How Python types are stored, the same on SQLite and PostgreSQL; every service's declarative base takes `TYPES`."""

import enum
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Enum, Uuid
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What `chassis.undo` makes of a kept text; a decorator does not say it by itself."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is UTC:
            # As every connection of ours has it: a page reads thousands.
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


# The value of an enum is stored, not its name, as plain text: a new state needs no ALTER TYPE.
STATE = Enum(enum.StrEnum, native_enum=False, values_callable=_values, length=24, create_constraint=False)

TYPES: dict[Any, Any] = {datetime: Instant(), UUID: Uuid(), enum.StrEnum: STATE}
