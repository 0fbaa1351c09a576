"""Clock by zone and week, stays, digests. What is kept anew is read from the log afterwards (`operations/anew.py`)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", "actor"),
    )
    op.create_table(
        "stay",
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("shipment", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("configured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_configure_s", sa.Integer(), nullable=True),
        sa.Column("to_hand_over_s", sa.Integer(), nullable=True),
        sa.Column("to_use_s", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("device", "shipment"),
    )
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.create_index("stay_times", ["board", "to_configure_s", "to_hand_over_s", "to_use_s"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=2), nullable=False, server_default="fr"))

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone", sa.String(length=12), nullable=False, server_default="unknown"))
        batch_op.add_column(sa.Column("at_risk_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("late_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("target_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("grant_week", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("dispatch_week", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("deliver_week", sa.String(length=8), nullable=True))

    reminders = sa.text("what = 'campaign.reminded'")
    op.create_index("log_reminders", "log", ["time"], sqlite_where=reminders, postgresql_where=reminders)
