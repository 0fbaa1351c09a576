"""The rows of freight statements as a spreadsheet gets them: days of Québec's calendar, dollars as plain numbers."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from services.chassis.sheet.writing import Cell
from services.chassis.web.language import render
from services.contracts.reference import boards
from services.contracts.sentence import Sentence, say
from services.intake.model.calendar import day_of
from services.intake.model.charge import SORTS
from services.intake.queries.statement import BoardSum, Entry, Statement, Sum

MONEY = (say("Quoted ($)"), say("Actual ($)"), say("Difference ($)"))
HEADS = (
    say("Date"),
    say("Board’s code"),
    say("Board"),
    say("Request"),
    say("Shipment"),
    say("What happened"),
    say("Devices"),
    *MONEY,
)
MONTH_HEADS = (say("Board’s code"), say("Board"), say("Shipments"), say("Devices"), *MONEY)


def heads(sentences: Iterable[Sentence]) -> list[str]:
    return [render(one) for one in sentences]


def rows(statement: Statement, language: str) -> Iterator[list[Cell]]:
    """Each entry, and the total under them."""
    for entry in statement.entries:
        named: list[Cell] = [f"{day_of(entry.at)}", entry.board, boards()[entry.board].name(language)]
        what = render(SORTS[entry.sort])
        yield [*named, entry.number, entry.shipment_number, what, entry.devices, *_money(entry)]
    total = statement.total
    yield [render(say("Total")), None, None, None, None, None, total.devices, *_money(total)]


def month_rows(sums: Iterable[BoardSum], language: str) -> Iterator[list[Cell]]:
    """Each board's sums."""
    for one in sums:
        name = boards()[one.board].name(language)
        yield [one.board, name, one.total.shipments, one.total.devices, *_money(one.total)]


def _money(one: Entry | Sum) -> list[Cell]:
    return [Decimal(cents).scaleb(-2) for cents in (one.quoted_cents, one.actual_cents, one.difference_cents)]
