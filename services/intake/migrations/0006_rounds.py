"""Rounds of the split: what each board and each request gets, and the round that last spoke of a request."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=80), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        prepared = sa.text("state = 'prepared'")
        batch_op.create_index(
            "round_prepared", ["state"], unique=True, sqlite_where=prepared, postgresql_where=prepared
        )
    op.create_table(
        "round_type",
        sa.Column("round", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(24), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("level_given", sa.Integer(), nullable=True),
        sa.Column("level_unmet", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["round"], ["round.id"]),
        sa.PrimaryKeyConstraint("round", "type"),
    )
    op.create_table(
        "round_portion",
        sa.Column("round", sa.Uuid(), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("unmet", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["round"], ["round.id"]),
        sa.PrimaryKeyConstraint("round", "board", "type"),
    )
    op.create_table(
        "round_part",
        sa.Column("round", sa.Uuid(), nullable=False),
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"]),
        sa.PrimaryKeyConstraint("round", "request", "type"),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Uuid(), nullable=True))
