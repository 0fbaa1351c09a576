"""Who did what: the log, the changes of accounts and the digests by their person."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    # As 0005: appending waits while it is made, and what waits stays in the queue.
    op.create_index("log_actor", "log", ["actor", "position"])
    op.create_index("account_change_actor", "account_change", ["actor", "id"])
    op.create_index("account_change_about", "account_change", ["about", "id"])
    op.create_index("digest_actor", "digest", ["actor", "day"])
