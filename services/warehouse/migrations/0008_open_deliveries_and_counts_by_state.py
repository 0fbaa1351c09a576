"""open deliveries and counts by state."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("count", schema=None) as batch_op:
        batch_op.create_index("count_state", ["state", "id"], unique=False)

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("delivery_state", ["state", "id"], unique=False)
