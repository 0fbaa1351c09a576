"""Cartons keep who is on their packing lists: those closed before, as their closing told it."""

import json
from collections.abc import Iterator
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

CARTON = sa.table("carton", sa.column("id", sa.Uuid()), sa.column("packing_list", sa.JSON()))
CLOSED = sa.text("SELECT body FROM outbox WHERE routing_key = 'warehouse.carton.closed' ORDER BY id")


def upgrade() -> None:
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.add_column(sa.Column("packing_list", sa.JSON(none_as_null=True), nullable=True))
    keep = CARTON.update().where(CARTON.c.id == sa.bindparam("carton")).values(packing_list=sa.bindparam("devices"))
    for rows in _packing_lists():
        op.get_bind().execute(keep, rows)


def _packing_lists() -> Iterator[list[dict[str, object]]]:
    """A hundred at a time: of all cartons that ever left they are too many for the memory."""
    for bodies in op.get_bind().execute(CLOSED).scalars().partitions(100):
        told = [json.loads(bytes(body))["data"] for body in bodies]
        yield [
            {"carton": UUID(one["carton"]), "devices": [device["device"] for device in one["devices"]]} for one in told
        ]
