"""A courier that takes a manifest as CSV and answers with one: what it collected, under which number, and delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.chassis.errors import Invalid
from services.chassis.sheet.reading import Row
from services.chassis.sheet.writing import Cell
from services.contracts.roles import WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.contracts.values import Malformed
from services.shipping.carriers.carrier import Move, Parcel, Told
from services.shipping.model.calendar import ZONE
from services.shipping.model.dollars import Dollars
from services.shipping.model.tracking import Tracking

# The courier's columns, out and back. `freight` (dollars) comes with the collection alone.
OUT = (
    "reference",
    "manifest",
    "date",
    "name",
    "street",
    "city",
    "postal_code",
    "phone",
    "pieces",
    "piece_codes",
    "notes",
)
BACK = ("reference", "status", "time", "tracking")
NAME = "Messagerie"
TITLE = say("Courier, by file")


@dataclass(frozen=True)
class Courier:
    """Each parcel has its own tracking number and its own freight, which the courier tells when it collects."""

    code: str = "courier"
    called: str = NAME
    name: Sentence = TITLE
    roles: frozenset[Role] = WAREHOUSE
    drives: bool = False

    def manifest(self, number: str, day: date, parcels: Sequence[Parcel]) -> Sequence[Sequence[Cell]]:
        """A row a parcel; its reference comes back in the answer."""
        rows = [
            (
                *(one.reference, number, f"{day}", one.contact, one.street, one.town, one.postal_code, one.phone),
                *(len(one.cartons), " ".join(one.cartons), ", ".join(one.requests)),
            )
            for one in parcels
        ]
        return [list(OUT), *rows]

    def answer(self, rows: Sequence[Row]) -> Sequence[Told]:
        """Its columns in any order; further ones are not looked at."""
        names = [name.casefold() for name in rows[0].cells] if rows else []
        if lacking := [name for name in BACK if name not in names]:
            raise Invalid(
                "answer.columns", say("The carrier’s file lacks these columns: %(names)s.", names=", ".join(lacking))
            )
        return [self._told(row, dict(zip(names, row.cells, strict=False))) for row in rows[1:]]

    def _told(self, row: Row, cells: Mapping[str, str]) -> Told:
        reference, status = cells.get("reference", ""), cells.get("status", "").casefold()
        if status not in list(Move):
            return _faulty(row, reference, say("Write the status as collected or delivered."))
        at = _moment(cells.get("time", ""))
        if at is None:
            return _faulty(row, reference, say("Write the time as 2026-01-18 14:30, with a zone where it is not ours."))
        told = Told(row.number, reference, NAME, Move(status), at)
        return told if told.move is Move.DELIVERED else _collected(row, told, cells)


def _collected(row: Row, told: Told, cells: Mapping[str, str]) -> Told:
    """With its number and its freight, which are what the board is charged by."""
    try:
        tracking, freight = Tracking(cells.get("tracking", "")), Dollars(cells.get("freight") or "0")
    except Malformed as error:
        return _faulty(row, told.reference, error.rule)
    return Told(row.number, told.reference, told.carrier, told.move, told.at, tracking, freight.cents)


def _faulty(row: Row, reference: str, why: Sentence) -> Told:
    return Told(row.number, reference, NAME, Move.COLLECTED, datetime.min.replace(tzinfo=UTC), fault=why)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(UTC)


CARRIER = Courier()
