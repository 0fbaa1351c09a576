"""A tally of subjects, counted from what the log has already."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("heard", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("told", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("source", "subject"),
    )
    op.execute(
        "INSERT INTO tally (source, subject, heard, told)"
        " SELECT source, subject, count(*), max(sequence) FROM log GROUP BY source, subject"
    )
