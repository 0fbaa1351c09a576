"""Long files of suppliers wait to be read by a worker, which tells how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "notice_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=True),
        sa.Column("supplier", sa.String(500), nullable=False),
        sa.Column("reference", sa.String(500), nullable=False),
        sa.Column("accept_good_rows", sa.Boolean(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("sent_by", sa.String(200), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["notice_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("notice_reading_open", "notice_reading", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
