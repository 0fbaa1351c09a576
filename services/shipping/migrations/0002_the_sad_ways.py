"""voided shipments, withdrawn requests, findings settled, custody before a return, how each device came."""

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
        batch_op.add_column(sa.Column("given_back", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("passed_after", sa.Integer(), nullable=False, server_default="0"))

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

    with op.batch_alter_table("packing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came", sa.String(24), nullable=True))

    _note_how_they_came()


def _note_how_they_came() -> None:
    """A device in the carton of its line says it; one that is in another by now had been accepted before."""
    packing = sa.table("packing", sa.column("carton_id"), sa.column("device_id"), sa.column("came"))
    device = sa.table("device", *map(sa.column, ("id", "carton_id", "shipment_id", "state", "damaged")))
    here = sa.case(
        (device.c.state.in_(("packed", "in_transit")), None),
        # Received by the warehouse before the board said anything, or before it left.
        (sa.and_(device.c.state == "returned", device.c.shipment_id.is_(None)), None),
        (device.c.state == "missing", "missing"),
        (device.c.damaged, "damaged"),
        else_="accepted",
    )
    how = sa.case((device.c.carton_id == packing.c.carton_id, here), else_="accepted")
    mine = sa.select(how).where(device.c.id == packing.c.device_id).scalar_subquery()
    op.execute(packing.update().values(came=mine))
