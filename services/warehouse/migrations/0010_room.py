"""Places know how many devices stand there: those of before are counted, but at docks."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

LOCATION = sa.table("location", sa.column("code"), sa.column("kind"), sa.column("holds"))
DEVICE = sa.table("device", sa.column("location"), sa.column("state"))
PRESENT = ("received", "stored", "returned", "wiped", "quarantined", "in_repair")


def upgrade() -> None:
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holds", sa.Integer(), nullable=False, server_default="0"))
    standing = sa.select(sa.func.count()).where(DEVICE.c.location == LOCATION.c.code, DEVICE.c.state.in_(PRESENT))
    op.execute(LOCATION.update().where(LOCATION.c.kind != "dock").values(holds=standing.scalar_subquery()))
