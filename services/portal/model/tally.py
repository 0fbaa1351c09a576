"""How much of each subject was heard, counted as the log grows: holes are found without reading all of it."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.portal.model.record import Record


class Tally(Record):
    """Of what one service tells of one subject: how many of its events the log has, and the highest sequence of them.

    They differ where something is missing: sequences count from 1 without a gap. No index tells those that differ, so
    that raising a row writes no index; there is a row a subject, not a row an event.
    """

    __tablename__ = "tally"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    heard: Mapped[int] = mapped_column(BIG_ID)
    told: Mapped[int] = mapped_column(BIG_ID)
