"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "destination",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=500), nullable=False),
        sa.Column("town", sa.String(length=500), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("contact", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("request"),
    )
    op.create_table(
        "return_shipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("return_shipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_shipment_board"), ["board"], unique=False)

    op.create_table(
        "shipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("order", sa.Uuid(), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("carrier", sa.String(length=80), nullable=True),
        sa.Column("tracking", sa.String(length=60), nullable=True),
        sa.Column("freight_cents", sa.Integer(), nullable=True),
        sa.Column("readied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_order"), ["order"], unique=False)
        batch_op.create_index("shipment_by_state", ["state", "id"], unique=False)
        batch_op.create_index("shipment_of_board", ["board", "id"], unique=False)
        batch_op.create_index("shipment_of_board_by_state", ["board", "state", "id"], unique=False)

    op.create_table(
        "carton",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=True),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carton_shipment_id"), ["shipment_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("maker", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shipment_id", "serial"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("maker", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("asset_tag", sa.String(length=11), nullable=True),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("carton_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=True),
        sa.Column("return_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("damaged", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("school", sa.String(length=6), nullable=True),
        sa.Column("loan", sa.String(length=20), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["carton_id"],
            ["carton.id"],
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["return_shipment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("loan"),
        sa.UniqueConstraint("maker", "serial"),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index("device_by_state", ["state", "id"], unique=False)
        batch_op.create_index("device_of_board", ["board", "id"], unique=False)
        batch_op.create_index("device_of_board_by_state", ["board", "state", "id"], unique=False)
        batch_op.create_index("device_of_shipment", ["shipment_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_asset_tag"), ["asset_tag"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_carton_id"), ["carton_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_serial"), ["serial"], unique=False)

    op.create_table(
        "packing",
        sa.Column("carton_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carton_id"],
            ["carton.id"],
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["device.id"],
        ),
        sa.PrimaryKeyConstraint("carton_id", "device_id"),
    )
    with op.batch_alter_table("packing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_packing_device_id"), ["device_id"], unique=False)
