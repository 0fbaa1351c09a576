"""What waits for somebody, and since when: read from the log afterwards (`operations/anew.py`)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "wait",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("task", sa.String(24), nullable=True),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("wait", schema=None) as batch_op:
        batch_op.create_index("wait_task", ["task", "board", "since"], unique=False)

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_index("device_board")
        batch_op.create_index("device_board", ["board", "state", "changed_at"], unique=False)
        batch_op.create_index("device_state", ["state", "changed_at"], unique=False)
