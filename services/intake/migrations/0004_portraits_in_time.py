"""Own orders by day, collection campaigns, the books of days that are over, what was configured week by week."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("campaign_open", ["closed_at"], unique=False)

    op.create_table(
        "closing",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "closing_figure",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("to_come", sa.Integer(), nullable=False),
        sa.Column("in_hand", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "board", "type"),
    )
    op.create_table(
        "configured",
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("devices", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("board", "week", "type"),
    )
    with op.batch_alter_table("configured", schema=None) as batch_op:
        batch_op.create_index("configured_week", ["week", "board"], unique=False)

    op.create_table(
        "campaign_reminder",
        sa.Column("campaign", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"],
            ["campaign.id"],
        ),
        sa.PrimaryKeyConstraint("campaign", "board", "at"),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("configured_week", sa.Date(), nullable=True))

    with op.batch_alter_table("portrait", schema=None) as batch_op:
        batch_op.create_index("portrait_answered", ["answered_at", "board"], unique=False)

    with op.batch_alter_table("portrait_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("orders", sa.JSON(), server_default="[]", nullable=False))
