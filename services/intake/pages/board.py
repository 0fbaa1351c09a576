"""Pages of a board as the Ministry sees it, its devices by use, and of what waits: to be decided, or for stock."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.paging import LARGEST
from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.contracts.reference import boards, device_types
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.model.portrait import Standing
from services.intake.model.state import URGENCIES, WORDS
from services.intake.pages.capacity import WEEKS
from services.intake.pages.weighing import decided
from services.intake.queries import board as queries
from services.intake.queries import portrait as needs
from services.intake.queries.capacity import capacity
from services.intake.queries.queue import queue
from services.intake.queries.use import uses
from services.intake.queries.waiting import waiting as waiting_lines
from services.intake.scope import portrait_days, scope
from services.intake.shapes.board import OneBoard

pages = Blueprint("intake_board_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.get("/boards/<code>")
@allow(BOARD, SEES_ALL)
def board(code: str) -> ResponseReturnValue:
    key = OneBoard.model_validate({"code": code}).code
    found = queries.one_board(session(), scope(), key, now(), portrait_days())
    return render_template(
        "intake/board.html",
        board=boards()[found.code],
        uses=uses(session(), scope(), found.code),
        needs=needs.needs(session(), scope(), found.code),
        capacity=capacity(session(), scope(), found.code, now(), WEEKS),
        device_types=device_types(),
    )


@pages.get("/waiting")
@allow(SEES_ALL)
def waiting() -> ResponseReturnValue:
    return render_template(
        "intake/waiting.html",
        lines=waiting_lines(session(), LARGEST),
        queue=queue(session(), now(), portrait_days(), LARGEST),
        decided=decided(),
        boards=boards(),
        device_types=device_types(),
        Standing=Standing,
        URGENCIES=URGENCIES,
        WORDS=WORDS,
    )
