"""What a station's key is good for and until when, and the key before it while both are."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.add_column(sa.Column("duties", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("old_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("old_until", sa.DateTime(timezone=True), nullable=True))
