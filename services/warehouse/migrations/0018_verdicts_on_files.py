"""What the antivirus said of suppliers' files, and an index of those that it did not see yet."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

UNJUDGED = sa.text("verdict IS NULL AND packed IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("notice_file") as batch_op:
        batch_op.add_column(sa.Column("verdict", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("threat", sa.String(200), nullable=True))
        batch_op.add_column(sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("notice_file_unjudged", "notice_file", ["id"], sqlite_where=UNJUDGED, postgresql_where=UNJUDGED)
