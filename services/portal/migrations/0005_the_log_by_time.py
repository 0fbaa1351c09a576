"""The log by when things happened: a week is counted from the index alone."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("log_week", "log", ["time", "what", "board"])
