"""Undone steps and pauses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undoes", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_log_undoes"), ["undoes"], unique=False)

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("travelled", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("pauses", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True))

    # One state was kept: what intake decided last, or how far shipping told that it had come.
    op.execute("UPDATE request SET clock_from = submitted_at")
    op.execute("UPDATE request SET decided = state WHERE state NOT IN ('dispatched', 'delivered', 'received')")
    op.execute(
        "UPDATE request SET decided = CASE WHEN granted_at IS NULL THEN 'submitted' ELSE 'granted' END, "
        "travelled = state WHERE state IN ('dispatched', 'delivered', 'received')"
    )
