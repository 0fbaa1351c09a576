"""The page of the day's board, which is the warehouse's first."""

from flask import Blueprint

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.contracts.places import RENEW_API
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.pages.show import show
from services.warehouse.queries.board import board
from services.warehouse.shapes.board import BoardAnswer

pages = Blueprint("warehouse_board_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/")
@allow(WAREHOUSE, SEES_ALL)
def home() -> str:
    at = now()
    return show("board", board=BoardAnswer.of(board(session(), at), at), at=at, renew=RENEW_API)
