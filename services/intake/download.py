"""The portraits as a file, for routes and pages alike: the table, and beside it in an XLSX what each column means."""

from flask import Response

from services.chassis.act import now
from services.chassis.sheet.writing import Sheet
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import session
from services.chassis.web.language import language, render
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.columns import legend
from services.intake.queries.export import portrait_sheet
from services.intake.queries.picture import picture
from services.intake.scope import portrait_days
from services.intake.shapes.picture import ExportQuery

TABLE, MEANING = say("Portraits"), say("Columns")


def saved_portraits(query: ExportQuery, board: BoardCode | None) -> Response:
    """The portraits of one board, or of all, as the day ended."""
    found = picture(session(), now(), portrait_days(), query.on)
    ours = [one for one in found.boards if board in (None, one.board.code)]
    table = portrait_sheet(render(TABLE), ours, found.day, language())
    meaning = [(column, render(words)) for column, words in legend(found.day, language())]
    name = f"portraits-{board or 'all'}-{found.day.isoformat()}"
    return saved_sheets(query.format, name, table, Sheet(render(MEANING), [("column", "-"), *meaning]))
