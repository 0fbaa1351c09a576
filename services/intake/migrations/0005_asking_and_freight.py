"""What makes a request urgent, the terms of its freight, its versions; and the freight account."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "charge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sort", sa.String(24), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("shipment", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("devices", sa.Integer(), nullable=False),
        sa.Column("quoted_cents", sa.Integer(), nullable=False),
        sa.Column("actual_cents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.create_index("charge_board_month", ["board", "month", "id"], unique=False)
        batch_op.create_index("charge_month", ["month", "board"], unique=False)
        batch_op.create_index("charge_request", ["request"], unique=False)

    op.create_table(
        "request_revision",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_as", sa.String(length=20), nullable=False),
        sa.Column("site", sa.String(length=30), nullable=False),
        sa.Column("justification", sa.String(length=500), nullable=False),
        sa.Column("urgency", sa.String(24), nullable=False),
        sa.Column("closing", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("freight_cents", sa.Integer(), nullable=False),
        sa.Column("kept_place", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.id"]),
        sa.PrimaryKeyConstraint("request", "number"),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_by", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("closing", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("terms", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("freight_accepted_as", sa.String(length=20), nullable=True))

    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("devices", sa.Integer(), nullable=True))
