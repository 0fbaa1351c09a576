"""Which event asks an order back, and how often shipping gave a carton back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_back", sa.Uuid(), nullable=True))
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.add_column(sa.Column("releases", sa.Integer(), nullable=False, server_default="0"))
