"""Routes of the stock that requests draw on, and of the lines that wait for it."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.intake.queries.stock import stock as all_stock
from services.intake.queries.waiting import waiting as all_waiting
from services.intake.shapes.stock import StockList, WaitingList, WaitingQuery

api = Routes("intake_stock", __name__, url_prefix="/intake/api/v1")


@api.get("/stock", responses={200: StockList}, summary="What may still be granted of each type")
@allow(SEES_ALL, WAREHOUSE)
def stock() -> StockList:
    return StockList.model_validate(all_stock(session()), from_attributes=True)


@api.get("/waiting", responses={200: WaitingList}, summary="The lines that wait for stock, oldest first")
@allow(SEES_ALL)
def waiting(query: WaitingQuery) -> WaitingList:
    return WaitingList.model_validate(all_waiting(session(), query.limit), from_attributes=True)
