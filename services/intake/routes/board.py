"""Routes of boards and their delivery addresses."""

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.intake.operations import site as operations
from services.intake.queries import board as queries
from services.intake.queries.use import uses
from services.intake.scope import portrait_days, scope
from services.intake.shapes.board import Boards, BoardWhole, OneBoard, OneSite, SiteAnswer, SiteBody, Sites

api = Routes("intake_boards", __name__, url_prefix="/intake/api/v1")


@api.get("/boards", responses={200: Boards}, summary="The boards that one may see, with their portraits' standing")
@allow(BOARD, SEES_ALL)
def boards() -> Boards:
    return Boards.model_validate(queries.all_boards(session(), scope(), now(), portrait_days()))


@api.get("/boards/<code>", responses={200: BoardWhole}, summary="One board, its devices by use")
@allow(BOARD, SEES_ALL)
def board(path: OneBoard) -> BoardWhole:
    found = queries.one_board(session(), scope(), path.code, now(), portrait_days())
    return BoardWhole.model_validate(vars(found) | {"devices": uses(session(), scope(), path.code)})


@api.get("/boards/<code>/sites", responses={200: Sites}, summary="A board's delivery addresses")
@allow(BOARD, SEES_ALL)
def sites(path: OneBoard) -> Sites:
    return Sites.model_validate(queries.sites(session(), scope(), path.code))


@api.put("/boards/<code>/sites/<site>", responses={200: SiteAnswer}, summary="Add or change a delivery address")
@allow(Role.BOARD_MANAGER, Role.MINISTRY)
def keep_site(path: OneSite, body: SiteBody) -> SiteAnswer:
    kept = operations.keep_site(session(), scope(), path.code, body.address(path.site))
    return SiteAnswer.model_validate(kept)
