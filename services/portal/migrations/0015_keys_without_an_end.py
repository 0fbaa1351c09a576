"""Stations' keys of before keys had an end get one: in 90 days, so that whoever answers for them is told in time."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

STATION = sa.table("station", sa.column("active", sa.Boolean()), sa.column("expires_at", sa.DateTime(timezone=True)))
LEFT = timedelta(days=90)


def upgrade() -> None:
    endless = STATION.c.active & STATION.c.expires_at.is_(None)
    op.execute(STATION.update().where(endless).values(expires_at=datetime.now(UTC) + LEFT))
