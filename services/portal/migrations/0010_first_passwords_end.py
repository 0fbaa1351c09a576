"""First passwords are good for a while; those that were given before this release begin their time with it."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ACCOUNT = sa.table("account", sa.column("first", sa.Boolean()), sa.column("first_until", sa.DateTime(timezone=True)))


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_until", sa.DateTime(timezone=True), nullable=True))
    until = datetime.now(UTC) + timedelta(days=7)
    op.execute(ACCOUNT.update().where(ACCOUNT.c.first).values(first_until=until))
