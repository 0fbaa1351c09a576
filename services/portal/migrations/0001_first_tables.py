"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("actor", sa.String(length=12), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "attempts",
        sa.Column("login_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("login_hash"),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_failed_at"), ["failed_at"], unique=False)

    op.create_table(
        "carton",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shipment", sa.Uuid(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carton_shipment"), ["shipment"], unique=False)

    op.create_table(
        "carton_device",
        sa.Column("carton", sa.Uuid(), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("carton", "device"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "concern",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("subject", "board"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("maker", sa.String(length=80), nullable=False),
        sa.Column("serial", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("asset_tag", sa.String(length=11), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("holder_kind", sa.String(length=12), nullable=True),
        sa.Column("holder", sa.String(length=40), nullable=True),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.Column("request", sa.Uuid(), nullable=True),
        sa.Column("delivery", sa.Uuid(), nullable=True),
        sa.Column("last_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index("device_board", ["board", "state"], unique=False)
        batch_op.create_index("device_holder", ["holder_kind", "holder"], unique=False)
        batch_op.create_index("device_type_state", ["type", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_delivery"), ["delivery"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_request"), ["request"], unique=False)

    op.create_table(
        "log",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.Column("correlation", sa.Uuid(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("event_id"),
    )
    with op.batch_alter_table("log", schema=None) as batch_op:
        batch_op.create_index("log_subject", ["subject", "position"], unique=False)

    op.create_table(
        "mention",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("key", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "name",
        sa.Column(
            "text", sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("text", "kind", "subject"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("name", schema=None) as batch_op:
        batch_op.create_index("name_subject", ["subject"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_grant_s", sa.Integer(), nullable=True),
        sa.Column("to_dispatch_s", sa.Integer(), nullable=True),
        sa.Column("to_deliver_s", sa.Integer(), nullable=True),
        sa.Column("whole_s", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_board"), ["board"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_state"), ["state"], unique=False)

    op.create_table(
        "request_type",
        sa.Column("request", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request", "type"),
    )
    op.create_table(
        "station",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cookie_hash", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=12), nullable=False),
        sa.Column("csrf", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor"],
            ["account.actor"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cookie_hash"),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_actor"), ["actor"], unique=False)
