"""the bench, slips that schools sign, loans between schools with a term, take-back campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
LENT = sa.text("lender IS NOT NULL")


def upgrade() -> None:
    _bench()
    _slips()
    _recalls()
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lender", sa.String(length=6), nullable=True))
        batch_op.add_column(sa.Column("lent_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("slip_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("taken_by", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("taken_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("fault", sa.String(length=500), nullable=True))
        batch_op.create_foreign_key("device_slip_id_fkey", "slip", ["slip_id"], ["id"])
        batch_op.create_index("device_of_school", ["school", "id"])
        batch_op.create_index("device_lent", ["board", "lent_until"], postgresql_where=LENT, sqlite_where=LENT)


def _bench() -> None:
    op.create_table(
        "configuration",
        sa.Column("event", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("station", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_index("configured_by_day", "configuration", ["board", "day", "actor", "station"])
    op.create_table(
        "capacity",
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("weekly", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("board"),
    )
    op.create_table(
        "urgency",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("needed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("request"),
    )


def _slips() -> None:
    op.create_table(
        "slip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("school", sa.String(length=6), nullable=False),
        sa.Column("lender", sa.String(length=6), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("slip_of_board", "slip", ["board", "id"])
    op.create_table(
        "slip_line",
        sa.Column("event", sa.Uuid(), nullable=False),
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"]),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"]),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_index("line_of_slip", "slip_line", ["slip_id", "device_id"])


def _recalls() -> None:
    op.create_table(
        "recall",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("recall_of_board", "recall", ["board", "id"])
    op.create_table(
        "recall_line",
        sa.Column("recall_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("school", sa.String(length=6), nullable=True),
        sa.Column("back", sa.Uuid(), nullable=True),
        sa.Column("back_at", MOMENT, nullable=True),
        sa.Column("condition", sa.String(length=24), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("kept", sa.String(length=500), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"]),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"]),
        sa.PrimaryKeyConstraint("recall_id", "device_id"),
    )
    op.create_index("recalled_device", "recall_line", ["device_id"])
    op.create_index("recalled_back", "recall_line", ["back"])
    op.create_index("recalled_from", "recall_line", ["recall_id", "school", "device_id"])
