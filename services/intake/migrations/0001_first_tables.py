"""Intake's first tables: portraits, sites, requests, stock, holdings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "holding",
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.Column("request", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("arrived", sa.Boolean(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("device"),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index("holding_board", ["board", "state", "type"], unique=False)

    op.create_table(
        "portrait",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("weekly_capacity", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("board", "version"),
    )
    op.create_table(
        "request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("site", sa.String(length=30), nullable=False),
        sa.Column("justification", sa.String(length=500), nullable=False),
        sa.Column("urgency", sa.String(24), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("freight_cents", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=80), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index("request_board", ["board", "id"], unique=False)
        batch_op.create_index("request_board_state", ["board", "state", "id"], unique=False)
        batch_op.create_index("request_state", ["state", "id"], unique=False)

    op.create_table(
        "site",
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("site", sa.String(length=30), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("postal_code", sa.String(length=7), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("board", "site"),
    )
    op.create_table(
        "stock",
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("type"),
    )
    op.create_table(
        "portrait_line",
        sa.Column("portrait", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("by_category", sa.JSON(), nullable=False),
        sa.Column("own_available", sa.Integer(), nullable=False),
        sa.Column("on_order", sa.Integer(), nullable=False),
        sa.Column("in_repair", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portrait"],
            ["portrait.id"],
        ),
        sa.PrimaryKeyConstraint("portrait", "type"),
    )
    op.create_table(
        "request_line",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request"],
            ["request.id"],
        ),
        sa.PrimaryKeyConstraint("request", "type", "category"),
    )
    op.create_table(
        "request_type",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("lacking", sa.Integer(), nullable=False),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.Column("forgone", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request"],
            ["request.id"],
        ),
        sa.PrimaryKeyConstraint("request", "type"),
    )
