"""Since when a device is in its state, when a delivery is to come, and indexes for what the day's board lists."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

DEVICE = sa.table("device", sa.column("state"), sa.column("stored_at"), sa.column("since"))


def upgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index("device_delivery")
        batch_op.create_index("device_delivery", ["delivery_id", "state", "unexpected"], unique=False)
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expected_on", sa.Date(), nullable=True))
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("claim_state", ["state", "kind", "id"], unique=False)
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.create_index("carton_state", ["state", "closed_at"], unique=False)
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.create_index("wave_state", ["state", "id"], unique=False)
    op.execute(DEVICE.update().where(DEVICE.c.state == "stored").values(since=DEVICE.c.stored_at))
