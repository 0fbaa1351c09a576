"""Who did what: log, changes of accounts and digests by their person; forms that are kept; who may not confirm."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    # As 0005: appending waits while it is made, and what waits stays in the queue.
    op.create_index("log_actor", "log", ["actor", "position"])
    op.create_index("account_change_actor", "account_change", ["actor", "id"])
    op.create_index("account_change_about", "account_change", ["about", "id"])
    op.create_index("digest_actor", "digest", ["actor", "day"])
    op.add_column("wait", sa.Column("but", sa.Text(), nullable=True))
    op.create_table(
        "kept_form",
        sa.Column("actor", sa.String(length=12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["account.actor"]),
        sa.PrimaryKeyConstraint("actor"),
    )
    op.create_index("ix_kept_form_kept_at", "kept_form", ["kept_at"])
