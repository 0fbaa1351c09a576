"""The access log: written once, never changed, and removed by age alone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# A row is refused to whoever would change it, and to whoever would remove it before this age.
KEPT_DAYS = 1826
SQLITE = (
    """
CREATE TRIGGER access_unchanged BEFORE UPDATE ON access
BEGIN SELECT RAISE(ABORT, 'the access log is never changed'); END
""",
    f"""
CREATE TRIGGER access_kept BEFORE DELETE ON access
WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{KEPT_DAYS} days')
BEGIN SELECT RAISE(ABORT, 'the access log keeps this row'); END
""",
)
POSTGRESQL = (
    f"""
CREATE FUNCTION access_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '{KEPT_DAYS} days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the access log is never changed, and keeps its rows';
END $$
""",
    """
CREATE TRIGGER access_kept BEFORE UPDATE OR DELETE ON access
FOR EACH ROW EXECUTE FUNCTION access_is_kept()
""",
    """
CREATE TRIGGER access_whole BEFORE TRUNCATE ON access
FOR EACH STATEMENT EXECUTE FUNCTION access_is_kept()
""",
)


def upgrade() -> None:
    op.create_table(
        "access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("board", sa.String(length=6), nullable=True),
        sa.Column("sees", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("position"),
    )
    op.create_index("access_actor", "access", ["actor", "id"])
    op.create_index("access_sees", "access", ["sees", "id"])
    op.create_index("access_about", "access", ["about", "id"])
    op.create_index("access_at", "access", ["at"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
