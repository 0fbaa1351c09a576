"""Files of suppliers' notices may be kept without their bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("notice_file", schema=None) as batch_op:
        batch_op.alter_column("packed", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.create_index("notice_file_same", ["sha256", "sent_by"], unique=False)
