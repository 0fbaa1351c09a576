"""Events that an operator dropped are kept; what was sent, and what was taken, is found by its time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SENT = sa.text("sent_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "dropped",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_by", sa.String(length=120), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("outbox_sent", "outbox", ["sent_at"], sqlite_where=SENT, postgresql_where=SENT)
    op.create_index("inbox_taken", "inbox", ["taken_at"])
