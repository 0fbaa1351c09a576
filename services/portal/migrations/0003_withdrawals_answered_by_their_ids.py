"""Withdrawals answered by their ids: what was refused is no more asked."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("UPDATE request SET withdrawal_at = NULL WHERE answered_at >= withdrawal_at")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("answered_at")
