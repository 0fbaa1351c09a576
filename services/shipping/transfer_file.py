"""Transfers between boards as a file, for routes and pages alike."""

from flask import Response

from services.chassis.act import now
from services.chassis.sheet.writing import Cell, Sheet
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.language import render
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import Transfer
from services.shipping.model.calendar import day_of
from services.shipping.model.transfer_stage import NAMES
from services.shipping.queries.transfer import Progress
from services.shipping.scope import scope_of
from services.shipping.shapes.transfer import TransferExport

HEADS = (
    say("Number"),
    say("From board"),
    say("To board"),
    say("Stage"),
    say("Reason"),
    say("Offered on"),
    say("Dispatched on"),
    say("Closed on"),
    say("Offered"),
    say("In the boxes"),
    say("Accepted"),
    say("Damaged"),
    say("Missing"),
)


def saved_transfers(query: TransferExport) -> Response:
    """Those that the reader may see, in the order of their numbers."""
    scope = scope_of(person())
    found = queries.exported_transfers(session(), scope, query.stage, query.board)
    inside = queries.transfer_progress(session(), [one.id for one in found])
    rows: list[list[Cell]] = [[render(head) for head in HEADS], *(_row(one, inside[one.id]) for one in found)]
    name = f"transfers-{scope or query.board or 'all'}-{day_of(now())}"
    return saved_sheets(query.format, name, Sheet(render(say("Transfers")), rows))


def _row(one: Transfer, inside: Progress) -> list[Cell]:
    days = [f"{day_of(at)}" if at else "" for at in (one.offered_at, one.dispatched_at, one.closed_at)]
    about: list[Cell] = [one.number, one.origin, one.receiver or "", render(NAMES[one.stage]), one.reason, *days]
    offered = sum(line.quantity for line in one.lines)
    return [*about, offered, inside.inside, inside.accepted, inside.damaged, inside.missing]
