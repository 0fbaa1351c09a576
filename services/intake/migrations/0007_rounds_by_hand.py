"""A round that a person changed by hand: by whom, why, and what the split had worked out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("round_portion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fair", sa.Integer(), nullable=True))
    op.execute("UPDATE round_portion SET fair = granted")
    with op.batch_alter_table("round_portion", schema=None) as batch_op:
        batch_op.alter_column("fair", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_by", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("changed_why", sa.String(length=500), nullable=True))
