"""What points into the log: which subjects an entry mentions, what they are called, and which boards they concern."""

from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.portal.model.record import Record

# By the bytes, so that a prefix is a range of the index in any locale.
EXACT = String(80).with_variant(String(80, collation="C"), "postgresql")


class Mention(Record):
    """The entry at `position` is about `key`: `device/<id>`, `request/<id>`, `location/A-01-03`."""

    __tablename__ = "mention"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)


class Concern(Record):
    """A subject that is or was a board's: what its people may see. Never taken away."""

    __tablename__ = "concern"
    __table_args__ = ({"sqlite_with_rowid": False},)

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    board: Mapped[str] = mapped_column(String(6), primary_key=True)


class Name(Record):
    """What people call a subject: a serial, a tag, a number, a code; in capitals."""

    __tablename__ = "name"
    __table_args__ = (Index("name_subject", "subject"), {"sqlite_with_rowid": False})

    text: Mapped[str] = mapped_column(EXACT, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)


class Carton(Record):
    """A carton as entries name it: the shipment it left in, and whether its order told of it already."""

    __tablename__ = "carton"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shipment: Mapped[UUID | None] = mapped_column(index=True)
    passed: Mapped[bool] = mapped_column(default=False)


class CartonDevice(Record):
    """A carton's packing list."""

    __tablename__ = "carton_device"
    __table_args__ = ({"sqlite_with_rowid": False},)

    carton: Mapped[UUID] = mapped_column(primary_key=True)
    device: Mapped[UUID] = mapped_column(primary_key=True)
