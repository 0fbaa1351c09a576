"""Devices of a count keep when they were noted in it, in the order of what is told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("counted_device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("noted", sa.Uuid(), nullable=True))
