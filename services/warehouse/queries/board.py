"""The day's board: all that waits in the warehouse, stage by stage, as it stands at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.warehouse.model.stock import Stock
from services.warehouse.queries import board_aside, board_in, board_out
from services.warehouse.queries.lane import Lane
from services.warehouse.queries.stock import stock


@dataclass(frozen=True)
class Board:
    """Its lanes, in the order in which devices pass through them; `free` are the devices that may be promised still."""

    arrivals: Lane
    put_away: Lane
    picking: Lane
    waves: Lane
    packing: Lane
    dock: Lane
    counts: Lane
    exceptions: Lane
    free: Sequence[Stock]


def board(session: Session, at: datetime) -> Board:
    """The board at this moment; sixteen statements however much waits."""
    return Board(
        arrivals=board_in.arrivals(session, at),
        put_away=board_in.to_put_away(session),
        picking=board_out.to_pick(session),
        waves=board_out.waves(session),
        packing=board_out.to_pack(session),
        dock=board_out.at_the_dock(session),
        counts=board_aside.counts(session),
        exceptions=board_aside.exceptions(session, at),
        free=stock(session),
    )
