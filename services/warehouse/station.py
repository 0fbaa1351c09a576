"""The warehouse's scanning page, as a value."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.chassis.station.choices import MOST, Choice
from services.chassis.station.station import Station
from services.chassis.web.language import render
from services.contracts.care import REASONS
from services.contracts.roles import WAREHOUSE, Person
from services.contracts.sentence import say
from services.warehouse.pages.show import board_name
from services.warehouse.queries.expected import expected
from services.warehouse.queries.open import OPEN
from services.warehouse.scans.judge import judge
from services.warehouse.scans.modes import MODES


def choices(session: Session, _: Person, name: str) -> Sequence[Choice]:
    """The deliveries, orders or counts that are open, the newest documents, the reasons; nothing of another name."""
    if name == "why":
        return [Choice(value=one.code, title=render(one.words)) for one in REASONS.values()][:MOST]
    rows = OPEN[name](session, MOST) if name in OPEN else ()
    said = board_name if name == "order" else str
    return [Choice(value=number, title=f"{number} – {said(what)}") for number, what in rows]


STATION = Station(
    service="warehouse",
    title=say("Scan"),
    roles=WAREHOUSE,
    modes=MODES,
    judge=judge,
    expected=lambda session, _, asked: expected(session, asked),
    choices=choices,
)
