"""Subjects keep the last event that was told of them, of those told before too, and what it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SUBJECT = sa.table("subject", *(sa.column(name) for name in ("name", "sequence", "event_id", "what")))
OUTBOX = sa.table("outbox", *(sa.column(name) for name in ("subject", "sequence", "event_id", "routing_key")))


def upgrade() -> None:
    with op.batch_alter_table("subject", schema=None) as batch_op:
        batch_op.add_column(sa.Column("event_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("what", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("change", sa.JSON(none_as_null=True), nullable=True))
    # The routing key without the service's name before it.
    position = sa.func.instr if op.get_bind().dialect.name == "sqlite" else sa.func.strpos
    what = sa.func.substr(OUTBOX.c.routing_key, position(OUTBOX.c.routing_key, ".") + 1, 40)
    op.execute(SUBJECT.update().values(event_id=_last(OUTBOX.c.event_id), what=_last(what)))


def _last(told: sa.ColumnElement[str]) -> sa.ScalarSelect[str]:
    """What the last event of a subject says: that of the subject's number, which is unique in the outbox."""
    same = (OUTBOX.c.subject == SUBJECT.c.name) & (OUTBOX.c.sequence == SUBJECT.c.sequence)
    return sa.select(told).where(same).scalar_subquery()
