"""Routes of requests and of the stock that they draw on."""

from flask_openapi import APIBlueprint

from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE, Role
from services.intake.operations import grant as decisions
from services.intake.operations import request as operations
from services.intake.queries import request as queries
from services.intake.queries.stock import stock as all_stock
from services.intake.scope import portrait_days, scope
from services.intake.shapes.count import by_type
from services.intake.shapes.request import (
    GiveUpBody,
    GrantBody,
    RefuseBody,
    RequestAnswer,
    RequestPage,
    RequestQuery,
    RequestState,
    StockList,
    SubmitBody,
)

api = APIBlueprint("intake_requests", __name__, url_prefix="/intake/api/v1")


@api.get("/requests", responses={200: RequestPage}, summary="Requests that one may see, newest first")
@allow(BOARD, SEES_ALL)
def requests(query: RequestQuery) -> RequestPage:
    found = queries.requests(session(), scope(), query.state, query.board, query.cursor, query.limit)
    return RequestPage.model_validate(found)


@api.get("/requests/<uuid:id>", responses={200: RequestAnswer}, summary="One request")
@allow(BOARD, SEES_ALL)
def request(path: One) -> RequestAnswer:
    return RequestAnswer.model_validate(queries.one_request(session(), scope(), path.id))


@api.post("/requests/<uuid:id>/submit", responses={200: RequestState}, summary="Ask in earnest, accepting the freight")
@allow(Role.BOARD_MANAGER)
def submit(path: One, body: SubmitBody) -> RequestState:
    accepted = body.freight_accepted
    return RequestState.model_validate(
        operations.submit_request(session(), scope(), path.id, accepted, portrait_days())
    )


@api.post("/requests/<uuid:id>/grant", responses={200: RequestState}, summary="Grant all, or so many of each type")
@allow(Role.MINISTRY)
def grant(path: One, body: GrantBody) -> RequestState:
    quantities = None if body.granted is None else by_type(body.granted)
    return RequestState.model_validate(decisions.grant_request(session(), path.id, quantities))


@api.post("/requests/<uuid:id>/refuse", responses={200: RequestState}, summary="Refuse, with the reason")
@allow(Role.MINISTRY)
def refuse(path: One, body: RefuseBody) -> RequestState:
    return RequestState.model_validate(decisions.refuse_request(session(), path.id, body.reason))


@api.post("/requests/<uuid:id>/give-up", responses={200: RequestState}, summary="Give up what is lacking or short")
@allow(Role.BOARD_MANAGER)
def give_up(path: One, body: GiveUpBody) -> RequestState:
    return RequestState.model_validate(operations.give_up(session(), scope(), path.id, by_type(body.given_up)))


@api.get("/stock", responses={200: StockList}, summary="What may still be granted of each type")
@allow(SEES_ALL, WAREHOUSE)
def stock() -> StockList:
    return StockList.model_validate(all_stock(session()), from_attributes=True)
