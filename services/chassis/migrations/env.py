"""Alembic's environment, one for the chassis and every service; `chassis.migrate` hands it connection and tables."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

from services.chassis.columns import Instant


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as what they are to the database: a migration must not depend on later code."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given["tables"],
    version_table=given["version_table"],
    include_name=given["mine"],
    render_item=plain_type,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
