"""Cartons know their shipment, claims their end, orders what they go back to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shipment", sa.Uuid(), nullable=True))

    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(24), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column("event", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("finding", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_claim_event"), ["event"], unique=False)

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resumes", sa.String(24), nullable=True))
