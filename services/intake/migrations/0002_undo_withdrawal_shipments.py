"""What undoing, withdrawing, pausing and replacing keep; shipments; where each device is in use."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "shipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.create_index("shipment_request", ["request", "id"], unique=False)

    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("before_request", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("before_arrived", sa.Boolean(), nullable=True))

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fulfilled_event", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_reason", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_refused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("pause_reason", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("before_grant", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("request_type", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced", sa.Integer(), nullable=False, server_default="0"))

    # Shipping's last word was kept only while it held: of a returned device it was that the board sent it back.
    op.execute("UPDATE holding SET told = state, returned_at = NULL WHERE state <> 'returned'")
    op.execute("UPDATE holding SET told = 'sent_back' WHERE state = 'returned'")
