"""voided shipments, withdrawn requests, findings settled, custody before a return."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("request"),
    )
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("missed", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("before_return", sa.JSON(none_as_null=True), nullable=True))
        batch_op.alter_column("carton_id", existing_type=sa.Uuid(), nullable=True)

    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("meant_for", sa.String(length=6), nullable=True))

    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("void_reason", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("voided_cartons", sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_shipment_request"), ["request"], unique=False)
