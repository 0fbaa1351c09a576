"""The seal of the log: what the first entry after an upgrade says of those of the first format."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # Without a batch: on SQLite that would copy a log of millions of entries.
    op.add_column("log", sa.Column("seal", sa.String(length=64), nullable=True))
