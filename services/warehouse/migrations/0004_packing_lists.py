"""Cartons keep who is on their packing lists: those closed before, as their closing told it."""

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

CARTON = sa.table("carton", sa.column("id", sa.Uuid()), sa.column("packing_list", sa.JSON()))
OUTBOX = sa.table("outbox", sa.column("id"), sa.column("routing_key"), sa.column("body", sa.LargeBinary()))


def upgrade() -> None:
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.add_column(sa.Column("packing_list", sa.JSON(none_as_null=True), nullable=True))
    keep = CARTON.update().where(CARTON.c.id == sa.bindparam("carton")).values(packing_list=sa.bindparam("devices"))
    for bodies in _closings():
        told = [json.loads(bytes(body))["data"] for body in bodies]
        rows = [{"carton": UUID(one["carton"]), "devices": [line["device"] for line in one["devices"]]} for one in told]
        op.get_bind().execute(keep, rows)


def _closings() -> Iterator[Sequence[bytes]]:
    """What closings told, in order, a hundred at a time: of all cartons that ever left they are too many at once."""
    closed = sa.select(OUTBOX.c.id, OUTBOX.c.body).where(OUTBOX.c.routing_key == "warehouse.carton.closed")
    last = 0
    while rows := op.get_bind().execute(closed.where(OUTBOX.c.id > last).order_by(OUTBOX.c.id).limit(100)).all():
        yield [row.body for row in rows]
        last = rows[-1].id
