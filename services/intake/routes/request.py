"""Routes of requests, as their board takes them on."""

from flask_openapi import APIBlueprint

from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, UndoAnswer
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.intake.operations import request as operations
from services.intake.queries import request as queries
from services.intake.queries.round import told_of
from services.intake.scope import portrait_days, scope
from services.intake.shapes.count import by_type
from services.intake.shapes.request import (
    GiveUpBody,
    ReasonBody,
    RequestAnswer,
    RequestPage,
    RequestQuery,
    RequestState,
    RequestWhole,
    ShipmentAnswer,
    SubmitBody,
)
from services.intake.shapes.round import RequestRound

api = APIBlueprint("intake_requests", __name__, url_prefix="/intake/api/v1")


@api.get("/requests", responses={200: RequestPage}, summary="Requests that one may see, newest first")
@allow(BOARD, SEES_ALL)
def requests(query: RequestQuery) -> RequestPage:
    found = queries.requests(session(), scope(), query.state, query.board, query.cursor, query.limit)
    return RequestPage.model_validate(found)


@api.get("/requests/<uuid:id>", responses={200: RequestWhole}, summary="One request, and how far it is")
@allow(BOARD, SEES_ALL)
def request(path: One) -> RequestWhole:
    found = queries.one_request(session(), scope(), path.id)
    undo = UndoAnswer.of(queries.undoing(session(), found))
    shipments = [ShipmentAnswer.model_validate(one) for one in queries.shipments(session(), found)]
    told = RequestRound.of(told_of(session(), found))
    return RequestWhole(**dict(RequestAnswer.model_validate(found)), undo=undo, shipments=shipments, round=told)


@api.post("/requests/<uuid:id>/submit", responses={200: RequestState}, summary="Ask in earnest, accepting the freight")
@allow(Role.BOARD_MANAGER)
def submit(path: One, body: SubmitBody) -> RequestState:
    accepted = body.freight_accepted
    return RequestState.model_validate(
        operations.submit_request(session(), scope(), path.id, accepted, portrait_days())
    )


@api.post("/requests/<uuid:id>/give-up", responses={200: RequestState}, summary="Give up what is lacking or short")
@allow(Role.BOARD_MANAGER)
def give_up(path: One, body: GiveUpBody) -> RequestState:
    return RequestState.model_validate(operations.give_up(session(), scope(), path.id, by_type(body.given_up)))


@api.post("/requests/<uuid:id>/withdraw", responses={200: RequestState}, summary="Withdraw, with the reason")
@allow(Role.BOARD_MANAGER)
def withdraw(path: One, body: ReasonBody) -> RequestState:
    return RequestState.model_validate(operations.withdraw_request(session(), scope(), path.id, body.reason))
