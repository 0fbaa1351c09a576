"""returns have a carrier, and are closed with what was not in them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("return_shipment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carrier", sa.String(80), nullable=True))
        batch_op.add_column(sa.Column("tracking", sa.String(60), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closing_reason", sa.String(500), nullable=True))
        batch_op.add_column(sa.Column("listed", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("missing", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("gone", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_index("ix_return_shipment_board")
        batch_op.create_index("return_of_board", ["board", "id"])
    op.create_index("return_open", "return_shipment", ["id"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index(
        "return_open_of_board", "return_shipment", ["board", "id"], postgresql_where=OPEN, sqlite_where=OPEN
    )
