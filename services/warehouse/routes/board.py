"""The day's board for programs, and for the page that is open on a wall."""

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.queries.board import board
from services.warehouse.shapes.board import BoardAnswer

api = Routes("warehouse_board_api", __name__, url_prefix="/warehouse/api/v1")


@api.get("/board", responses={200: BoardAnswer}, summary="All that waits in the warehouse, stage by stage")
@allow(WAREHOUSE, SEES_ALL)
def get_board() -> BoardAnswer:
    at = now()
    return BoardAnswer.of(board(session(), at), at)
