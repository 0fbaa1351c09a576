"""What places are for and how many devices they take, and waves: several orders picked in one walk."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(24), nullable=False, server_default="shelf"))
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
    # As new places are taken for what their names say.
    location = sa.table("location", sa.column("code"), sa.column("kind"))
    for aisle, kind in (("QUAI", "dock"), ("CHAR", "cart"), ("BANC", "bench")):
        op.execute(location.update().where(location.c.code.like(f"{aisle}-%")).values(kind=kind))

    op.create_table(
        "wave",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("cart", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.create_index("wave_cart", ["cart", "state"], unique=False)

    op.create_table(
        "wave_bin",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id", "number"),
    )
    with op.batch_alter_table("wave_bin", schema=None) as batch_op:
        batch_op.create_index("wave_bin_order", ["order_id"], unique=False)
