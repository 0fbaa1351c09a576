"""the return shipment in which a device is on its way back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("return_number", sa.String(20), nullable=True))
        batch_op.create_index("device_return", ["return_number"], unique=False)
