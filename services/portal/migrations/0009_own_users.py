"""A board's own users: first passwords, what was done to accounts, and with which browser somebody signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "account_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("change", sa.String(24), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("account_change", schema=None) as batch_op:
        batch_op.create_index("account_change_board", ["board", "id"], unique=False)
        batch_op.create_index("account_change_role", ["role", "id"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("account_board", ["board", "login"], unique=False)
        batch_op.create_index("account_role", ["role", "login"], unique=False)

    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.create_index("station_board", ["board", "id"], unique=False)

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("browser", sa.String(24), nullable=False, server_default="other"))
