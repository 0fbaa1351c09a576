"""The tables that every service has beside its own: outbox, inbox, sequences, parked and dropped, replies, counters,
accesses.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from services.chassis.columns import Instant

metadata = MetaData()

# SQLite numbers only a column of exactly this type by itself; PostgreSQL needs the wider one.
BIG_ID = BigInteger().with_variant(Integer(), "sqlite")

SENT = text("sent_at IS NOT NULL")

subject = Table(
    "subject",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    # The last event of the subject, and what the step that it told changed, where that step can be undone.
    Column("event_id", Uuid),
    Column("what", String(40)),
    Column("change", JSON(none_as_null=True)),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BIG_ID, primary_key=True, autoincrement=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("subject", String(80), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("routing_key", String(80), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("retry_at", Instant),
    Column("sent_at", Instant),
    UniqueConstraint("subject", "sequence"),
    Index("outbox_unsent", "id", sqlite_where=text("sent_at IS NULL"), postgresql_where=text("sent_at IS NULL")),
    Index("outbox_sent", "sent_at", sqlite_where=SENT, postgresql_where=SENT),
)

inbox = Table(
    "inbox",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("taken_at", Instant, nullable=False),
    Index("inbox_taken", "taken_at"),
)

heard = Table(
    "heard",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)

parked = Table(
    "parked",
    metadata,
    Column("id", BIG_ID, primary_key=True, autoincrement=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("source", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("parked_at", Instant, nullable=False),
    Index("parked_subject", "source", "subject"),
)

# What an operator gave up for good: a parked event, or a dead letter, which need not be an event at all.
dropped = Table(
    "dropped",
    metadata,
    Column("id", BIG_ID, primary_key=True, autoincrement=True),
    Column("event_id", Uuid),
    Column("source", String(40)),
    Column("subject", String(80)),
    Column("sequence", BigInteger),
    Column("reason", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("dropped_at", Instant, nullable=False),
    Column("dropped_by", String(120), nullable=False),
    Column("why", Text, nullable=False),
)

reply = Table(
    "reply",
    metadata,
    Column("key", String(300), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", String(80), nullable=False),
    Column("place", String(300)),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

# Who saw what concerns persons, chained. The database itself refuses to change a row, or to remove a young one.
access = Table(
    "access",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("role", String(24), nullable=False),
    Column("board", String(6)),
    Column("sees", String(24), nullable=False),
    Column("way", String(120), nullable=False),
    Column("about", String(80)),
    Column("reason", String(24)),
    Column("found", Integer),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("access_actor", "actor", "id"),
    Index("access_sees", "sees", "id"),
    Index("access_about", "about", "id"),
    Index("access_at", "at"),
)
