"""devices looked up by the return shipment in which they are."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("device_of_return", "device", ["return_id", "id"])
