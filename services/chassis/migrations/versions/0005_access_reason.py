"""The access log: why somebody's file was saved or somebody erased, and how many a search found."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("access", sa.Column("reason", sa.String(length=24), nullable=True))
    op.add_column("access", sa.Column("found", sa.Integer(), nullable=True))
