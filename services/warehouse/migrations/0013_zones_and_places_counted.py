"""Counts of zones, place by place; what each confirmed count found there; when each place was last counted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

COUNT = sa.table("count", sa.column("id"), sa.column("location"), sa.column("state"), sa.column("settled_at"))
PLACE = sa.table("counted_place", sa.column("count_id"), sa.column("location"))
LOCATION = sa.table("location", sa.column("code"), sa.column("counted_at"))


def upgrade() -> None:
    with op.batch_alter_table("count", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("unadjusted", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reason", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("former", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.drop_index("count_location")
    for table in ("counted_device", "counted_unknown"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("seen_at", sa.String(length=12), nullable=True))
    op.create_table(
        "counted_place",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["count_id"], ["count.id"]),
        sa.PrimaryKeyConstraint("count_id", "location"),
    )
    with op.batch_alter_table("counted_place", schema=None) as batch_op:
        batch_op.create_index("counted_place_location", ["location"], unique=False)
    op.create_table(
        "place_figure",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("location", sa.String(length=12), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("aisle", sa.String(length=5), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("misplaced", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["count_id"], ["count.id"]),
        sa.PrimaryKeyConstraint("count_id", "location", "type"),
    )
    with op.batch_alter_table("place_figure", schema=None) as batch_op:
        batch_op.create_index("place_figure_week", ["week"], unique=False)
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("location_counted", ["kind", "counted_at"], unique=False)
    op.execute(PLACE.insert().from_select(["count_id", "location"], sa.select(COUNT.c.id, COUNT.c.location)))
    last = sa.select(sa.func.max(COUNT.c.settled_at))
    last = last.where(COUNT.c.location == LOCATION.c.code, COUNT.c.state == "adjusted")
    op.execute(LOCATION.update().values(counted_at=last.scalar_subquery()))
