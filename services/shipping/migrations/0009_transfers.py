"""transfers between boards, what is offered in them, and the devices in their boxes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=6), nullable=False),
        sa.Column("receiver", sa.String(length=6), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("offered_by", sa.String(length=120), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=True),
        sa.Column("dispatched_at", MOMENT, nullable=True),
        sa.Column("carrier", sa.String(length=80), nullable=True),
        sa.Column("tracking", sa.String(length=60), nullable=True),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("transfer_by_origin", "transfer", ["origin", "id"])
    op.create_index("transfer_by_receiver", "transfer", ["receiver", "id"])
    op.create_index("transfer_by_stage", "transfer", ["stage", "id"])
    op.create_table(
        "transfer_line",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"]),
        sa.PrimaryKeyConstraint("transfer_id", "type"),
    )
    op.create_table(
        "transfer_device",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("came", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"]),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"]),
        sa.PrimaryKeyConstraint("transfer_id", "device_id"),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transfer_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("device_transfer_id_fkey", "transfer", ["transfer_id"], ["id"])
        batch_op.create_index("device_of_transfer", ["transfer_id", "state", "id"])
